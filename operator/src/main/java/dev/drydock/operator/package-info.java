// SPDX-License-Identifier: Apache-2.0
/** The control plane put together: reconcilers, their surroundings, start and stop. */
@NullMarked
package dev.drydock.operator;

import org.jspecify.annotations.NullMarked;
