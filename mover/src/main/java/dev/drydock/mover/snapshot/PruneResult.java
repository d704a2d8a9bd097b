// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.repository.HeldFiles;

/**
 * What a prune did, or with a dry run would do.
 *
 * @param packsRemoved packs removed, those repacked included
 * @param packsRepacked packs whose remaining blobs were moved to new packs
 * @param packsKept packs left as they are
 * @param bytesFreed bytes by which the repository's packs became smaller
 * @param unusedBytes unused bytes that stay, because moving what is beside them is not worth it
 * @param held files that were to be removed and that the store keeps; the next prune tries again
 */
public record PruneResult(
    long packsRemoved,
    long packsRepacked,
    long packsKept,
    long bytesFreed,
    long unusedBytes,
    HeldFiles held) {}
