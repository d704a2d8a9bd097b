// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.Repository;
import java.util.Collection;

/** Removes snapshots, under an exclusive lock. Which ones is decided elsewhere. */
public final class ForgetOperation {
  /** Forgets in this repository. */
  public ForgetOperation(Repository repository) {}

  /** Removes the snapshots of these ids; those that do not exist are ignored. Frees no space. */
  public void forget(Collection<Id> snapshots) {
    throw new UnsupportedOperationException();
  }
}
