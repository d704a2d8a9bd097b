// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.repository.Id;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot as its file says it.
 *
 * @param time its time, with the offset from UTC that it was taken at
 * @param parent snapshot that it was compared with; null for none
 * @param tree its root tree
 * @param paths absolute paths that it holds
 * @param hostname host, empty when unknown
 * @param username who made it, empty when unknown
 * @param uid who made it, by number
 * @param gid group of who made it, by number
 * @param excludes patterns left out
 * @param tags tags
 * @param original snapshot that this is a changed copy of; null for none
 * @param programVersion program that made it, empty when unknown
 * @param summary what the backup did; null when unknown
 */
public record Snapshot(
    OffsetDateTime time,
    @Nullable Id parent,
    Id tree,
    List<String> paths,
    String hostname,
    String username,
    long uid,
    long gid,
    List<String> excludes,
    List<String> tags,
    @Nullable Id original,
    String programVersion,
    @Nullable SnapshotSummary summary) {

  /** Tag of snapshots that have what a repair left of another one. */
  static final String REPAIRED = "repaired";

  public Snapshot {
    paths = List.copyOf(paths);
    excludes = List.copyOf(excludes);
    tags = List.copyOf(tags);
  }

  /** Whether it has only what a repair left of another one, which had more. */
  public boolean isRepaired() {
    return original != null && tags.contains(REPAIRED);
  }
}
