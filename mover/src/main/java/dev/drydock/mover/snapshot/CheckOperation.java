// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.repository.Repository;

/**
 * Checks a repository, under a shared lock: indexes, packs and their sizes, snapshots and their
 * trees; and, as far as asked for, the data of packs. Changes nothing.
 */
public final class CheckOperation {
  /** Checks this repository. */
  public CheckOperation(Repository repository, Progress progress) {}

  /**
   * Checks.
   *
   * @param readDataPercent share of the packs, chosen at random, that is read, decrypted and
   *     compared with its hashes; 0 to 100
   */
  public CheckResult check(int readDataPercent) {
    throw new UnsupportedOperationException();
  }
}
