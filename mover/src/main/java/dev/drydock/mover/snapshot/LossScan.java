// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.repository.BlobIndex;
import dev.drydock.mover.repository.BlobLocation;
import dev.drydock.mover.repository.BlobType;
import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.Repository;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Finds the trees that cannot stay as they are, and those above them. */
final class LossScan implements TreeScan.Visitor {
  private final BlobIndex index;
  private final Progress progress;
  private final Set<Id> broken = ConcurrentHashMap.newKeySet();
  private final Map<Id, List<Id>> parents = new ConcurrentHashMap<>();

  private LossScan(BlobIndex index, Progress progress) {
    this.index = index;
    this.progress = progress;
  }

  /** All trees at and below some roots that lost something, or have such a tree below them. */
  static Set<Id> find(Repository repository, Collection<Id> roots, Progress progress) {
    LossScan scan = new LossScan(repository.index(), progress);
    TreeScan.scan(repository, roots, scan);
    return scan.withAllAbove();
  }

  @Override
  public void tree(Id id, List<Node> nodes) {
    ByteString previous = null;
    for (Node node : nodes) {
      boolean inOrder = previous == null || previous.compareTo(node.name()) < 0;
      previous = node.name();
      if (!inOrder || !node.name().isFileName() || isBroken(node)) {
        broken.add(id);
      }
      if (node.type() == NodeType.DIRECTORY && node.subtree() != null) {
        parents.compute(node.subtree(), (child, known) -> with(known, id));
      }
    }
    progress.advance(0, nodes.size(), null);
  }

  @Override
  public void damaged(Id id, DrydockException failure) {
    broken.add(id);
  }

  private boolean isBroken(Node node) {
    return switch (node.type()) {
      case DIRECTORY -> node.subtree() == null;
      case FILE -> isBroken(node, node.content());
      case SYMLINK, BLOCK_DEVICE, CHARACTER_DEVICE, FIFO, SOCKET, IRREGULAR -> false;
    };
  }

  private boolean isBroken(Node node, @Nullable List<Id> content) {
    if (content == null) {
      return true;
    }
    long size = 0;
    for (Id blob : content) {
      BlobLocation place = index.find(BlobType.DATA, blob);
      if (place == null) {
        return true;
      }
      size += place.entry().contentLength();
    }
    return size != node.metadata().size();
  }

  private static List<Id> with(@Nullable List<Id> known, Id parent) {
    List<Id> all = known == null ? new ArrayList<>(1) : known;
    all.add(parent);
    return all;
  }

  private Set<Id> withAllAbove() {
    Set<Id> affected = new HashSet<>(broken);
    Deque<Id> next = new ArrayDeque<>(broken);
    while (!next.isEmpty()) {
      for (Id parent : parents.getOrDefault(next.removeFirst(), List.of())) {
        if (affected.add(parent)) {
          next.add(parent);
        }
      }
    }
    return affected;
  }
}
