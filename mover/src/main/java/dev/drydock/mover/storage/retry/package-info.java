// SPDX-License-Identifier: Apache-2.0
/** Tries again what failed by chance, for as long as that is sensible. */
@NullMarked
package dev.drydock.mover.storage.retry;

import org.jspecify.annotations.NullMarked;
