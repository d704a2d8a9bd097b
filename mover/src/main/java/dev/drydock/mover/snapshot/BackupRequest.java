// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.repository.Id;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a snapshot shall say of itself, and how it is made.
 *
 * @param time its time
 * @param hostname its host
 * @param username who made it; null for none
 * @param tags its tags, without commas
 * @param excludes patterns left out, for information only: {@link SourceEntry#children} applies
 *     them
 * @param full true: every byte is read again, and what the repository has of it already is looked
 *     at: trees are read, packs of data must be there with the right size; false: content of files
 *     whose size, times and inode are those of the parent is taken from there
 * @param parent the parent; null: the newest snapshot of the same host and paths not newer than
 *     this one, if there is any. A full snapshot has none
 * @param mayBeEmpty false: a source without any entry fails with {@code SourceEmpty} and makes no
 *     snapshot
 * @param failOnProblems true: any {@link Problem} other than CHANGED fails with {@code
 *     SourceUnreadable} and makes no snapshot; false: they are reported beside the snapshot
 */
public record BackupRequest(
    Instant time,
    String hostname,
    @Nullable String username,
    List<String> tags,
    List<String> excludes,
    boolean full,
    @Nullable Id parent,
    boolean mayBeEmpty,
    boolean failOnProblems) {

  public BackupRequest {
    tags = List.copyOf(tags);
    excludes = List.copyOf(excludes);
    for (String tag : tags) {
      if (tag.isEmpty() || tag.contains(",")) {
        throw new IllegalArgumentException("the tag '" + tag + "' is empty or has a comma");
      }
    }
  }
}
