// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import java.util.List;

/**
 * What a backup made. There always is a snapshot, else the backup throws.
 *
 * @param stored the snapshot
 * @param summary what was done
 * @param problems entries that are not in the snapshot as they should be, the first 1000 and the
 *     first of each kind
 * @param problemCount number of all such entries
 */
public record BackupResult(
    StoredSnapshot stored, SnapshotSummary summary, List<Problem> problems, long problemCount) {
  public BackupResult {
    problems = List.copyOf(problems);
  }
}
