// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import java.time.Instant;

/**
 * What a backup did, as its snapshot records it.
 *
 * @param backupStart when it began
 * @param backupEnd when it ended
 * @param filesNew files that the parent lacks
 * @param filesChanged files read again because they differ from the parent's
 * @param filesUnmodified files whose content was taken from the parent
 * @param dirsNew directories that the parent lacks
 * @param dirsChanged directories whose tree differs from the parent's
 * @param dirsUnmodified directories whose tree is the parent's
 * @param dataBlobs data blobs added
 * @param treeBlobs tree blobs added
 * @param dataAdded bytes added, before compression
 * @param dataAddedPacked bytes added, as stored
 * @param totalFilesProcessed files in the snapshot
 * @param totalBytesProcessed bytes of all files in the snapshot
 */
public record SnapshotSummary(
    Instant backupStart,
    Instant backupEnd,
    long filesNew,
    long filesChanged,
    long filesUnmodified,
    long dirsNew,
    long dirsChanged,
    long dirsUnmodified,
    long dataBlobs,
    long treeBlobs,
    long dataAdded,
    long dataAddedPacked,
    long totalFilesProcessed,
    long totalBytesProcessed) {}
