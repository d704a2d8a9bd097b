// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.repository.Id;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The directories above what is backed up, which are in no source. */
final class MadeUpTree {
  /** The tree of a directory that has no entries. */
  static final Id EMPTY = Id.hash(TreeWriter.encode(List.of()));

  /** By names, from the root downwards. */
  static final Comparator<SnapshotPath> ORDER =
      (one, other) -> {
        int shorter = Math.min(one.names().size(), other.names().size());
        for (int i = 0; i < shorter; i++) {
          int order = one.names().get(i).compareTo(other.names().get(i));
          if (order != 0) {
            return order;
          }
        }
        return Integer.compare(one.names().size(), other.names().size());
      };

  private MadeUpTree() {}

  /** Saves the tree that has each node at its path; returns its root. */
  static Id save(SortedMap<SnapshotPath, Node> nodes, Instant time, TreeArchiver archiver) {
    return archiver.saveTree(level(nodes, 0, time, archiver));
  }

  private static List<Node> level(
      Map<SnapshotPath, Node> nodes, int depth, Instant time, TreeArchiver archiver) {
    TreeMap<ByteString, TreeMap<SnapshotPath, Node>> byName = new TreeMap<>();
    nodes.forEach(
        (path, node) ->
            byName
                .computeIfAbsent(path.names().get(depth), unused -> new TreeMap<>(ORDER))
                .put(path, node));
    List<Node> level = new ArrayList<>();
    byName.forEach(
        (name, below) -> {
          SnapshotPath first = below.firstKey();
          if (first.names().size() == depth + 1) {
            level.add(below.firstEntry().getValue());
          } else {
            Metadata metadata = Metadata.synthetic(NodeType.DIRECTORY, 0755, 0, time);
            Id subtree = archiver.saveTree(level(below, depth + 1, time, archiver));
            level.add(new Node(name, metadata, null, subtree));
          }
        });
    return level;
  }
}
