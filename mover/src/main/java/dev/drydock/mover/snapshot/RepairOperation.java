// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.IndexRepair;
import dev.drydock.mover.repository.LockMode;
import dev.drydock.mover.repository.PackRepair;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.RepositoryLock;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Repairs a repository, under an exclusive lock: first its index, then packs that a check found
 * damaged, then the snapshots that lost something by it. Killing it at any point leaves nothing
 * worse than it was, and it can be done again. Interrupting the calling thread cancels it with
 * {@code Cancelled}.
 */
public final class RepairOperation {
  private final Repository repository;
  private final Progress progress;

  /** Repairs this repository; packs and entries of trees that were read count as files. */
  public RepairOperation(Repository repository, Progress progress) {
    this.repository = repository;
    this.progress = progress;
  }

  /** Makes the index say what the packs say; see {@link IndexRepair}. */
  public IndexRepair.Result repairIndex(boolean readAllPacks) {
    try (RepositoryLock lock = repository.lock(LockMode.EXCLUSIVE)) {
      return new IndexRepair(repository, this::advance).execute(readAllPacks);
    }
  }

  /**
   * Moves what can be read of packs to new ones and removes them; see {@link PackRepair}.
   *
   * @param copies directory that gets copies of the packs before; null: none
   */
  public PackRepair.Result repairPacks(Set<Id> packs, @Nullable Path copies) {
    try (RepositoryLock lock = repository.lock(LockMode.EXCLUSIVE)) {
      return new PackRepair(repository, this::advance).execute(packs, copies);
    }
  }

  /**
   * Makes of each snapshot that lost something one that has what is left, with the tag {@code
   * repaired}. Files of which a part is left are cut and get a marked name; those of which nothing
   * is left, and what was in directories that are lost, are missing.
   *
   * @param forget whether those that lost something are removed then, and those of which nothing is
   *     left
   * @param dryRun true: only says what would be done
   * @throws dev.drydock.mover.failure.DrydockException {@code RepositoryCorrupt} if the index has
   *     to be repaired before
   */
  public SnapshotRepairResult repairSnapshots(boolean forget, boolean dryRun) {
    try (RepositoryLock lock = repository.lock(LockMode.EXCLUSIVE)) {
      return new SnapshotRepair(repository, progress, forget, dryRun).execute();
    }
  }

  private void advance(Id pack) {
    progress.advance(0, 1, pack.brief());
  }
}
