// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import java.util.List;

/**
 * What a restore did.
 *
 * @param files files, links and special files restored, those whose content was there included
 * @param directories directories restored
 * @param bytes bytes of content written
 * @param problems entries that are not restored as they should be, the first 1000 and the first of
 *     each kind
 * @param problemCount number of all such entries
 * @param lostAttributes what is lost of those of them that are restored but for some attributes
 * @param existing what was there already
 */
public record RestoreResult(
    long files,
    long directories,
    long bytes,
    List<Problem> problems,
    long problemCount,
    LostAttributes lostAttributes,
    ExistingCounts existing) {
  public RestoreResult {
    problems = List.copyOf(problems);
  }

  /** Number of entries that are not restored, or not wholly; attributes do not count. */
  public long failureCount() {
    return problemCount - lostAttributes.entries();
  }

  /** The first entries that are not restored, or not wholly. */
  public List<Problem> failures() {
    return problems.stream().filter(p -> p.kind() != Problem.Kind.ATTRIBUTES).toList();
  }
}
