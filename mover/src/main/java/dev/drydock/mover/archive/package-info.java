// SPDX-License-Identifier: Apache-2.0
/** Archives that parts of snapshots are written to: tar, as POSIX has it. */
@NullMarked
package dev.drydock.mover.archive;

import org.jspecify.annotations.NullMarked;
