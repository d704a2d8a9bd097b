// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to look for.
 *
 * @param patterns patterns of paths, of which one must match
 * @param oldest what was modified before is not meant; null for any time
 * @param newest what was modified after is not meant; null for any time
 */
public record FindRequest(
    List<PathPattern> patterns, @Nullable Instant oldest, @Nullable Instant newest) {
  public FindRequest {
    patterns = List.copyOf(patterns);
  }

  boolean matches(SnapshotPath path, Node node) {
    Instant modified = node.metadata().modified();
    return (oldest == null || !modified.isBefore(oldest))
        && (newest == null || !modified.isAfter(newest))
        && patterns.stream().anyMatch(pattern -> pattern.matches(path));
  }

  boolean mayMatchBelow(SnapshotPath directory) {
    return patterns.stream().anyMatch(pattern -> pattern.mayMatchBelow(directory));
  }

  /** Whether the same directory has the same matches in it wherever it is. */
  boolean isIndependentOfPlace() {
    return patterns.stream().allMatch(PathPattern::isOfNames);
  }
}
