// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.repository.Repository;

/**
 * Removes data that no snapshot needs, under an exclusive lock. Killing it at any point leaves a
 * sound repository.
 */
public final class PruneOperation {
  /** Prunes this repository. */
  public PruneOperation(Repository repository, Progress progress) {}

  /**
   * Prunes.
   *
   * @param maxUnusedPercent share of unused bytes that may stay, 0 to 100; 5 is right for most
   * @param dryRun true: only says what would be done
   * @throws DrydockException {@code RepositoryCorrupt} if data that a snapshot needs is missing;
   *     nothing is removed then
   */
  public PruneResult prune(int maxUnusedPercent, boolean dryRun) {
    throw new UnsupportedOperationException();
  }
}
