// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.snapshot.Snapshots;
import dev.drydock.mover.snapshot.StoredSnapshot;
import java.util.List;

/**
 * The snapshots that somebody means.
 *
 * @param snapshots those that are named, in that order; or all that the filter lets pass, newest
 *     first
 * @param problems why others cannot be read, which may be meant, too
 */
record ChosenSnapshots(List<StoredSnapshot> snapshots, List<String> problems) {
  static ChosenSnapshots of(Repository repository, List<String> ids, SnapshotFilter filter) {
    Snapshots all = new Snapshots(repository);
    if (!ids.isEmpty()) {
      return new ChosenSnapshots(ids.stream().map(all::find).distinct().toList(), List.of());
    }
    Snapshots.Readable readable = all.readable();
    return new ChosenSnapshots(
        readable.snapshots().stream().filter(stored -> filter.test(stored.snapshot())).toList(),
        readable.problems());
  }
}
