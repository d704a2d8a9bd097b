// SPDX-License-Identifier: Apache-2.0
/** Cuts content where the content itself says, by restic's Rabin fingerprints. */
@NullMarked
package dev.drydock.mover.chunker;

import org.jspecify.annotations.NullMarked;
