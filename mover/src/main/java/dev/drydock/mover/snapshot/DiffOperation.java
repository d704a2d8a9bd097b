// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.repository.LockMode;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.RepositoryLock;
import java.util.function.Consumer;

/**
 * Compares snapshots, under a shared lock. Directories that are the same are not looked into but to
 * know their blobs. The numbers are those of {@code restic diff}, but for one case: where a
 * directory became something else, or something else a directory, what it held or holds is removed
 * or added here, while restic leaves it out. Interrupting the calling thread cancels it with {@code
 * Cancelled}.
 */
public final class DiffOperation {
  private final Repository repository;
  private final Progress progress;

  /** Compares snapshots of this repository. */
  public DiffOperation(Repository repository, Progress progress) {
    this.repository = repository;
    this.progress = progress;
  }

  /**
   * Compares two snapshots.
   *
   * @param before the earlier one, whichever was made first
   * @param after the later one
   * @param metadata whether entries whose metadata alone differs are changes
   * @param changes is given each change, in the order of the paths, by the calling thread
   */
  public DiffResult compare(
      Snapshot before, Snapshot after, boolean metadata, Consumer<SnapshotChange> changes) {
    try (RepositoryLock lock = repository.lock(LockMode.SHARED)) {
      return new SnapshotDiff(repository, progress, metadata, changes)
          .compare(before.tree(), after.tree());
    }
  }
}
