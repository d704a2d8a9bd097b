// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.swap;

import dev.drydock.mover.job.JobSpec;
import dev.drydock.mover.snapshot.ByteString;
import dev.drydock.mover.snapshot.SnapshotPath;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How much of a root a swap is about. Paths are relative to the root.
 *
 * @param entries names directly below the root that are swapped; none for all
 * @param kept directories that stay where they are, whatever is swapped around them
 */
record Extent(Set<ByteString> entries, List<SnapshotPath> kept) {
  static Extent of(JobSpec.SwapItem item) {
    return new Extent(
        item.entries().stream().map(ByteString::of).collect(Collectors.toUnmodifiableSet()),
        item.keep().stream().map(SnapshotPath::parse).toList());
  }

  /** Whether everything in the root is swapped, and so the root itself is as it was restored. */
  boolean isWhole() {
    return entries.isEmpty();
  }

  /** Whether an entry of the root is swapped. */
  boolean holds(ByteString name) {
    return entries.isEmpty() || entries.contains(name);
  }

  boolean isKept(SnapshotPath path) {
    return kept.contains(path);
  }

  /** Whether a directory cannot be moved as one, as something below it stays. */
  boolean isAboveKept(SnapshotPath path) {
    return kept.stream().anyMatch(below -> below.startsWith(path) && !below.equals(path));
  }

  /** Whether a path is moved by the swap, itself or with a directory that holds it. */
  boolean moves(SnapshotPath path) {
    return holds(path.names().getFirst()) && kept.stream().noneMatch(path::startsWith);
  }
}
