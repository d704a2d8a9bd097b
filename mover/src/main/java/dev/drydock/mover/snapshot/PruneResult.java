// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

/**
 * What a prune did, or with a dry run would do.
 *
 * @param packsRemoved packs removed, those repacked included
 * @param packsRepacked packs whose remaining blobs were moved to new packs
 * @param packsKept packs left as they are
 * @param bytesFreed bytes by which the repository's packs became smaller
 * @param unusedBytes unused bytes that stay, because moving what is beside them is not worth it
 */
public record PruneResult(
    long packsRemoved, long packsRepacked, long packsKept, long bytesFreed, long unusedBytes) {}
