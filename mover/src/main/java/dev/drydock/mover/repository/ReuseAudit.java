// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at what a backup would rely on instead of storing it. Of all packs it sees by one listing
 * whether they are there with the size that the index says; packs of trees are read, each one once
 * and only when something of it is relied on. What is not sound is marked in the index, so that it
 * counts as absent and is stored again. Safe for use by many threads.
 */
final class ReuseAudit {
  private static final Logger LOG = LoggerFactory.getLogger(ReuseAudit.class);

  private final Repository repository;
  private final BlobIndex index;
  private final PackReader reader;
  private final PackOrder order;
  private final Set<Id> lost = new HashSet<>();
  private final Map<Id, FutureTask<Boolean>> reading = new ConcurrentHashMap<>();

  /** Lists the packs. A lock must keep them from being removed as long as this is used. */
  ReuseAudit(Repository repository, BlobIndex index) {
    this.repository = repository;
    this.index = index;
    this.reader = new PackReader(repository);
    this.order = new PackOrder(index);
    Map<Id, Long> sizes = repository.packSizes();
    for (int number = 0; number < order.packCount(); number++) {
      compare(index.pack(number), order.entries(number), sizes);
    }
  }

  private void compare(Id pack, List<PackEntry> entries, Map<Id, Long> sizes) {
    Long size = sizes.get(pack);
    long expected = PackHeader.packSize(entries);
    if (size == null || size != expected) {
      LOG.warn(
          "The pack {} {}; what this backup needs of it is stored again",
          pack,
          size == null ? "is missing" : "has " + size + " bytes and should have " + expected);
      lost.add(pack);
      entries.forEach(entry -> index.markDamaged(new BlobLocation(pack, entry)));
    }
  }

  /**
   * Whether there is such a blob, and it may be relied on.
   *
   * @throws dev.drydock.mover.failure.DrydockException {@code RepositoryUnavailable} if that cannot
   *     be told, because the store does not answer
   */
  boolean isSound(BlobType type, Id id) {
    if (type == BlobType.TREE) {
      for (BlobLocation place : index.findAll(type, id)) {
        read(place.pack());
      }
    }
    return index.contains(type, id);
  }

  private void read(Id pack) {
    int number = index.packNumberOf(pack);
    if (lost.contains(pack) || number >= order.packCount()) {
      return; // the latter is of this process, which has just stored it
    }
    FutureTask<Boolean> own = new FutureTask<>(() -> verify(pack, number), true);
    FutureTask<Boolean> first = reading.putIfAbsent(pack, own);
    if (first == null) {
      first = own;
      own.run();
    }
    try {
      first.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failures.cancelled(e);
    } catch (ExecutionException e) {
      reading.remove(pack, first);
      throw Failures.rethrown(e);
    }
  }

  private void verify(Id pack, int number) {
    List<PackEntry> trees =
        order.entries(number).stream().filter(entry -> entry.type() == BlobType.TREE).toList();
    int damaged = 0;
    for (PackReader.Range range : PackReader.ranges(pack, trees)) {
      damaged += verify(range);
    }
    if (damaged > 0) {
      LOG.warn(
          "In the pack {}, {} of {} trees are damaged; what this backup needs of them is stored"
              + " again. Find out how far the damage goes by a check that reads all data",
          pack,
          damaged,
          trees.size());
    }
  }

  private int verify(PackReader.Range range) {
    long start = range.entries().getFirst().offset();
    byte[] sealed = reader.load(range);
    int damaged = 0;
    for (PackEntry entry : range.entries()) {
      BlobLocation place = new BlobLocation(range.pack(), entry);
      boolean sound =
          (sealed != null && opens(entry, sealed, (int) (entry.offset() - start)))
              || BlobReader.isSound(repository, place);
      if (!sound) {
        index.markDamaged(place);
        damaged++;
      }
    }
    reader.release(sealed);
    return damaged;
  }

  private boolean opens(PackEntry entry, byte[] sealed, int offset) {
    try {
      BlobReader.verify(repository, entry, sealed, offset);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
