// SPDX-License-Identifier: Apache-2.0
/**
 * Puts restored trees in the place of what was there, by renames whose own names are the journal:
 * what was done is seen from which directories there are, so every step can be taken up again.
 */
@NullMarked
package dev.drydock.mover.job.swap;

import org.jspecify.annotations.NullMarked;
