// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.repository.BlobIndex;
import dev.drydock.mover.repository.BlobLocation;
import dev.drydock.mover.repository.BlobType;
import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.PackEntry;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects, while the trees of a snapshot are visited, the blobs that it needs and another
 * repository lacks. Takes trees from many threads; is asked when all have been visited.
 */
final class MissingBlobs implements TreeScan.Visitor {
  private final BlobIndex source;
  private final BlobIndex destination;
  private final BitSet moved;
  private final Progress progress;
  private final BitSet missing = new BitSet();
  private final Set<Id> trees = new HashSet<>();
  private @Nullable String problem;

  /**
   * Collects blobs.
   *
   * @param source where they are
   * @param destination what the other repository has
   * @param moved numbers of the entries of the source that it was given, but may not have yet
   * @param progress is told how many entries of trees were seen
   */
  MissingBlobs(BlobIndex source, BlobIndex destination, BitSet moved, Progress progress) {
    this.source = source;
    this.destination = destination;
    this.moved = moved;
    this.progress = progress;
  }

  @Override
  public void tree(Id id, List<Node> nodes) {
    synchronized (this) {
      trees.add(id);
      need(BlobType.TREE, id);
      for (Node node : nodes) {
        List<Id> content = node.content();
        if (content != null) {
          content.forEach(blob -> need(BlobType.DATA, blob));
        }
      }
    }
    progress.advance(0, nodes.size(), null);
  }

  @Override
  public synchronized void damaged(Id id, DrydockException failure) {
    fail(String.valueOf(failure.getMessage()));
  }

  /** What keeps the snapshot from being copied as a whole, one sentence; null if nothing does. */
  synchronized @Nullable String problem() {
    return problem;
  }

  /** Remembers what keeps the snapshot from being copied. */
  synchronized void fail(String why) {
    if (problem == null) {
      problem = why;
    }
  }

  /** The trees that were visited. */
  synchronized Set<Id> trees() {
    return trees;
  }

  /** Numbers of the blobs, as entries of the source. */
  synchronized BitSet numbers() {
    return missing;
  }

  /** The blobs, by the pack of the source that they are in. */
  synchronized Map<Id, List<PackEntry>> byPack() {
    Map<Id, List<PackEntry>> packs = new LinkedHashMap<>();
    for (int number = missing.nextSetBit(0); number >= 0; number = missing.nextSetBit(number + 1)) {
      BlobLocation place = source.location(number);
      packs.computeIfAbsent(place.pack(), unused -> new ArrayList<>()).add(place.entry());
    }
    return packs;
  }

  private void need(BlobType type, Id id) {
    if (destination.contains(type, id)) {
      return;
    }
    int number = source.number(type, id);
    if (number < 0) {
      fail("It needs the blob " + id + ", which is missing in the index.");
    } else if (!moved.get(number)) {
      missing.set(number);
    }
  }
}
