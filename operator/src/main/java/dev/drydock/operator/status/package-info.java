// SPDX-License-Identifier: Apache-2.0
/** How reconcilers read and write objects and their status: conditions, durations, claims. */
@NullMarked
package dev.drydock.operator.status;

import org.jspecify.annotations.NullMarked;
