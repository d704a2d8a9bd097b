// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.repository.Id;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a repair of snapshots did, or with a dry run would do.
 *
 * @param repaired the snapshots that had lost something
 * @param losses what they had lost, the first thousand; each once, though many snapshots have it
 * @param lossCount number of all losses
 * @param unreadable why other snapshots cannot be read at all, one sentence each; they were left as
 *     they are
 */
public record SnapshotRepairResult(
    List<Repaired> repaired, List<Problem> losses, long lossCount, List<String> unreadable) {

  public SnapshotRepairResult {
    repaired = List.copyOf(repaired);
    losses = List.copyOf(losses);
    unreadable = List.copyOf(unreadable);
  }

  /**
   * A snapshot that had lost something.
   *
   * @param id its id
   * @param anyLeft whether anything is left of it; if not, it has no replacement
   * @param replacement what has what is left; null when nothing is, or in a dry run
   * @param removed whether it was removed
   */
  public record Repaired(Id id, boolean anyLeft, @Nullable Id replacement, boolean removed) {}
}
