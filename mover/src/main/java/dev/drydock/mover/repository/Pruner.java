// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import dev.drydock.mover.storage.FileType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.LongConsumer;

/**
 * Does what a {@link PrunePlan} says, in the order that is safe to break off anywhere: new packs,
 * new indexes, old indexes away, old packs away. Until its pack goes, a blob is in some index at
 * all times.
 */
public final class Pruner {
  private static final int REMOVE_AT_ONCE = 1000;

  private final Repository repository;
  private final LongConsumer moved;

  /**
   * Prunes a repository that is locked exclusively.
   *
   * @param moved is told how many more bytes were moved
   */
  public Pruner(Repository repository, LongConsumer moved) {
    this.repository = repository;
    this.moved = moved;
  }

  /** Does it; returns the size of the packs that were added. */
  public long execute(PrunePlan plan) {
    BlobIndex index = repository.index();
    Set<Id> oldIndexes = repository.list(FileType.INDEX).keySet();
    Set<Id> gone = new HashSet<>(plan.dropped());
    gone.addAll(plan.repack());
    gone.addAll(plan.remove());
    long added = 0;
    if (repository.indexesOverlap() || index.packs().stream().anyMatch(gone::contains)) {
      Set<Id> kept = Set.copyOf(plan.keep());
      if (!plan.repack().isEmpty()) {
        added = repack(plan, index);
      }
      new IndexRewriter(repository).replace(oldIndexes, index, kept::contains);
    }
    List<Id> packs = new ArrayList<>(plan.remove());
    packs.addAll(plan.repack());
    for (int from = 0; from < packs.size(); from += REMOVE_AT_ONCE) {
      repository.removeFiles(
          FileType.PACK, packs.subList(from, Math.min(packs.size(), from + REMOVE_AT_ONCE)));
    }
    repository.removeLeftovers();
    repository.forgetIndex();
    return added;
  }

  /** Moves what is needed to new packs, sealed as it is, and writes their index. */
  private long repack(PrunePlan plan, BlobIndex index) {
    Set<Id> packs = Set.copyOf(plan.repack());
    Map<Id, List<PackEntry>> needed = new LinkedHashMap<>();
    for (int number = plan.owned().nextSetBit(0);
        number >= 0;
        number = plan.owned().nextSetBit(number + 1)) {
      BlobLocation place = index.location(number);
      if (packs.contains(place.pack())) {
        needed.computeIfAbsent(place.pack(), unused -> new ArrayList<>()).add(place.entry());
      }
    }
    Semaphore room = new Semaphore(repository.options().connections());
    try (BlobWriter writer = repository.writer();
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        List<Future<?>> pending = new ArrayList<>();
        for (Map.Entry<Id, List<PackEntry>> pack : needed.entrySet()) {
          for (PackReader.Range range : PackReader.ranges(pack.getKey(), pack.getValue())) {
            room.acquire();
            pending.add(
                executor.submit(
                    () -> {
                      try {
                        move(range, writer);
                      } finally {
                        room.release();
                      }
                    }));
          }
        }
        for (Future<?> future : pending) {
          future.get();
        }
      } catch (InterruptedException e) {
        executor.shutdownNow();
        Thread.currentThread().interrupt();
        throw Failures.cancelled(e);
      } catch (ExecutionException e) {
        executor.shutdownNow();
        throw Failures.rethrown(e);
      }
      writer.flush();
      return writer.storedBytes();
    }
  }

  private void move(PackReader.Range range, BlobWriter writer) {
    long start = range.entries().getFirst().offset();
    byte[] sealed;
    try {
      sealed = new PackReader(repository).loadRange(range);
    } catch (IOException e) {
      throw Failures.of("read the pack " + range.pack(), repository.storage(), e);
    }
    for (PackEntry entry : range.entries()) {
      int offset = (int) (entry.offset() - start);
      try {
        BlobReader.verify(repository, entry, sealed, offset);
        writer.copy(entry, sealed, offset);
      } catch (IOException e) {
        // Another pack may have a copy that is sound; otherwise this fails, and nothing is removed.
        byte[] content = repository.loadBlob(entry.type(), entry.id());
        writer.saveAgain(entry.type(), entry.id(), content);
      }
      moved.accept(entry.length());
    }
  }
}
