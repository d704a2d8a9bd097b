// SPDX-License-Identifier: Apache-2.0
/**
 * The repository: encrypted, deduplicated blobs in packs, found by an index, guarded by locks, in
 * restic's format (version 2 written, 1 and 2 read). Knows nothing of trees and snapshots.
 */
@NullMarked
package dev.drydock.mover.repository;

import org.jspecify.annotations.NullMarked;
