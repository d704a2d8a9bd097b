// SPDX-License-Identifier: Apache-2.0
/** Commands that work on repositories by hand, and the one that runs a mover. */
@NullMarked
package dev.drydock.mover.cli;

import org.jspecify.annotations.NullMarked;
