// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import java.util.List;

/**
 * What a check found.
 *
 * @param problems damage, one sentence each; empty means sound
 * @param notes what is no damage: packs that nothing refers to, locks left behind, and the like
 * @param snapshots snapshots checked
 * @param packs packs in the repository
 * @param blobs blobs in the index
 * @param packsRead packs whose data was read and verified
 * @param bytesRead bytes of them
 */
public record CheckResult(
    List<String> problems,
    List<String> notes,
    long snapshots,
    long packs,
    long blobs,
    long packsRead,
    long bytesRead) {
  public CheckResult {
    problems = List.copyOf(problems);
    notes = List.copyOf(notes);
  }
}
