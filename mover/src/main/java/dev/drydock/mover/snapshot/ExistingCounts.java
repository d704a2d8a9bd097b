// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

/**
 * What a restore found in its target.
 *
 * @param unchanged files, links and special files whose content was there already
 * @param skipped files, links and special files that were left as they were
 * @param bytes bytes of content that were there already and not fetched
 * @param removed entries removed because the snapshot does not have them
 */
public record ExistingCounts(long unchanged, long skipped, long bytes, long removed) {}
