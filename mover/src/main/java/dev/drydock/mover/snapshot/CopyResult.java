// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.repository.Id;
import java.util.List;

/**
 * What a copy did.
 *
 * @param copied snapshots that were copied, in the order of that
 * @param present snapshots of which the destination had copies before
 * @param problems why others were not copied, one sentence each
 * @param blobs blobs that were moved
 * @param bytes bytes that they have in the packs of the source
 */
public record CopyResult(
    List<Copy> copied, List<Copy> present, List<String> problems, long blobs, long bytes) {

  /**
   * A snapshot that is in both repositories.
   *
   * @param source its id in the source
   * @param copy its id in the destination
   */
  public record Copy(Id source, Id copy) {}

  public CopyResult {
    copied = List.copyOf(copied);
    present = List.copyOf(present);
    problems = List.copyOf(problems);
  }
}
