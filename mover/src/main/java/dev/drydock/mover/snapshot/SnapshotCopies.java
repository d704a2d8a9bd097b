// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.repository.Id;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the copies of snapshots, by restic's rule: a snapshot keeps through all copies the id that
 * it had first, and what has the same first id, and says the same but for parent and original, is a
 * copy. A snapshot whose tags were changed after it was copied is another one. Not safe for use by
 * several threads.
 */
final class SnapshotCopies {
  private final Map<Id, List<StoredSnapshot>> byOrigin = new HashMap<>();

  /** Looks among these for copies. */
  SnapshotCopies(Collection<StoredSnapshot> snapshots) {
    snapshots.forEach(this::add);
  }

  /** Adds one more. */
  void add(StoredSnapshot stored) {
    byOrigin.computeIfAbsent(stored.id(), unused -> new ArrayList<>()).add(stored);
    Id original = stored.snapshot().original();
    if (original != null && !original.equals(stored.id())) {
      byOrigin.computeIfAbsent(original, unused -> new ArrayList<>()).add(stored);
    }
  }

  /** The id of a copy of a snapshot. */
  Optional<Id> find(StoredSnapshot snapshot) {
    Id original = snapshot.snapshot().original();
    return byOrigin.getOrDefault(original == null ? snapshot.id() : original, List.of()).stream()
        .filter(candidate -> saysTheSame(candidate.snapshot(), snapshot.snapshot()))
        .map(StoredSnapshot::id)
        .findFirst();
  }

  private static boolean saysTheSame(Snapshot one, Snapshot other) {
    return one.time().isEqual(other.time())
        && one.tree().equals(other.tree())
        && one.hostname().equals(other.hostname())
        && one.username().equals(other.username())
        && one.uid() == other.uid()
        && one.gid() == other.gid()
        && haveTheSame(one.paths(), other.paths())
        && haveTheSame(one.tags(), other.tags())
        && one.excludes().equals(other.excludes());
  }

  /** Whether two lists hold the same, in whatever order. */
  private static boolean haveTheSame(List<String> one, List<String> other) {
    return one.size() == other.size() && new HashSet<>(one).equals(new HashSet<>(other));
  }
}
