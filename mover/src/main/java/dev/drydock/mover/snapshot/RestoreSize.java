// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.repository.Id;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Adds up the entries of one snapshot and the bytes that restoring them writes. Directories without
 * files of several names are remembered by their trees, so that what many snapshots share is looked
 * at once.
 */
final class RestoreSize implements TreeWalk.Visitor {
  /** What a directory and all below it come to. */
  record Total(long entries, long bytes) {}

  private record Inode(long device, long number) {}

  private static final class Sum {
    long entries;
    long bytes;
    boolean linked;

    void add(long moreEntries, long moreBytes) {
      entries += moreEntries;
      bytes += moreBytes;
    }
  }

  private final Map<Id, Total> known;
  private final Progress progress;
  private final Set<Inode> inodes = new HashSet<>();
  private final Deque<Sum> sums = new ArrayDeque<>();

  /**
   * Begins with one snapshot.
   *
   * @param known what is known of trees of other snapshots; what is learned is added
   */
  RestoreSize(Map<Id, Total> known, Progress progress) {
    this.known = known;
    this.progress = progress;
    sums.addLast(new Sum());
  }

  Total total() {
    Sum sum = sums.getFirst();
    return new Total(sum.entries, sum.bytes);
  }

  @Override
  public boolean visit(SnapshotPath path, Node node) {
    progress.advance(0, 1, path.toString());
    Sum sum = sums.getLast();
    Metadata metadata = node.metadata();
    if (node.type() == NodeType.DIRECTORY) {
      sum.add(1, metadata.size());
      Total below = node.subtree() == null ? null : known.get(node.subtree());
      if (below != null) {
        sum.add(below.entries, below.bytes);
        return false;
      }
      sums.addLast(new Sum());
      return true;
    }
    boolean linked = metadata.links() != 1 && metadata.inode() != 0 && metadata.size() != 0;
    sum.linked |= linked;
    boolean isFirst = !linked || inodes.add(new Inode(metadata.device(), metadata.inode()));
    sum.add(1, isFirst ? metadata.size() : 0);
    return false;
  }

  @Override
  public boolean mayEnter(SnapshotPath path, Node directory) {
    return !known.containsKey(Objects.requireNonNull(directory.subtree()));
  }

  @Override
  public void leave(Node directory) {
    Sum sum = sums.removeLast();
    if (!sum.linked) {
      known.put(Objects.requireNonNull(directory.subtree()), new Total(sum.entries, sum.bytes));
    }
    sums.getLast().add(sum.entries, sum.bytes);
    sums.getLast().linked |= sum.linked;
  }
}
