// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.repository.HeldFiles;
import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.LockMode;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.RepositoryLock;
import dev.drydock.mover.storage.FileType;
import java.util.Collection;

/** Removes snapshots, under an exclusive lock. Which ones is decided elsewhere. */
public final class ForgetOperation {
  private final Repository repository;

  /** Forgets in this repository. */
  public ForgetOperation(Repository repository) {
    this.repository = repository;
  }

  /**
   * Removes the snapshots of these ids; those that do not exist are ignored. Frees no space.
   *
   * @return those that the store keeps: they are as they were, and so is their data
   */
  public HeldFiles forget(Collection<Id> snapshots) {
    if (snapshots.isEmpty()) {
      return HeldFiles.NONE;
    }
    try (RepositoryLock lock = repository.lock(LockMode.EXCLUSIVE)) {
      return repository.removeAllowed(FileType.SNAPSHOT, snapshots);
    }
  }
}
