// SPDX-License-Identifier: Apache-2.0
/** All metrics of the control plane: their names, their labels and the page that shows them. */
@NullMarked
package dev.drydock.operator.metrics;

import org.jspecify.annotations.NullMarked;
