// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.Storage;
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
   * What was done.
   *
   * @param bytesAdded size of the packs that were added
   * @param removed packs that went
   * @param held files that were to go and are still there
   */
  public record Done(long bytesAdded, Set<Id> removed, HeldFiles held) {}

  /**
   * Prunes a repository that is locked exclusively.
   *
   * @param moved is told how many more bytes were moved
   */
  public Pruner(Repository repository, LongConsumer moved) {
    this.repository = repository;
    this.moved = moved;
  }

  /**
   * Fails if there is a snapshot or an index that was not looked at.
   *
   * @param snapshots those that were
   * @throws dev.drydock.mover.failure.DrydockException {@code RepositoryUnavailable}: a listing did
   *     not show all that is there
   */
  public void verifyComplete(Set<Id> snapshots) {
    new StaleListings(repository).verifyComplete(snapshots, repository.indexFiles());
  }

  /**
   * Does it. What the store keeps is left, and so are packs that an index names which it keeps.
   *
   * @param snapshots those whose data the plan keeps
   */
  public Done execute(PrunePlan plan, Set<Id> snapshots) {
    BlobIndex index = repository.index();
    Set<Id> oldIndexes = repository.indexFiles();
    Set<Id> gone = new HashSet<>(plan.dropped());
    gone.addAll(plan.repack());
    gone.addAll(plan.remove());
    long added = 0;
    HeldFiles held = HeldFiles.NONE;
    if (repository.indexesOverlap() || index.packs().stream().anyMatch(gone::contains)) {
      Set<Id> kept = Set.copyOf(plan.keep());
      if (!plan.repack().isEmpty()) {
        added = repack(plan, index);
      }
      held =
          new IndexRewriter(repository)
              .replace(oldIndexes, index, kept::contains, () -> verifyComplete(snapshots));
    } else {
      verifyComplete(snapshots);
    }
    List<Id> packs = new ArrayList<>(plan.remove());
    packs.addAll(plan.repack());
    packs.removeAll(named(held.ids(FileType.INDEX)));
    for (int from = 0; from < packs.size(); from += REMOVE_AT_ONCE) {
      List<Id> some = packs.subList(from, Math.min(packs.size(), from + REMOVE_AT_ONCE));
      held = held.and(repository.removeAllowed(FileType.PACK, some));
    }
    repository.removeLeftovers();
    repository.forgetIndex();
    Set<Id> removed = new HashSet<>(packs);
    removed.removeAll(held.ids(FileType.PACK));
    return new Done(added, removed, held);
  }

  /** The packs that indexes name which are still there: others look for them. */
  private Set<Id> named(Set<Id> indexes) {
    Set<Id> packs = new HashSet<>();
    for (Id index : indexes) {
      try {
        byte[] json = repository.loadFile(FileType.INDEX, index);
        IndexFile.decode(json, (pack, entries) -> packs.add(pack));
      } catch (Storage.NotFoundException e) {
        continue; // it has gone after all
      } catch (IOException e) {
        throw Failures.corrupt("The index " + index + " is damaged: " + e.getMessage() + ".", e);
      }
    }
    return packs;
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
    PackReader reader = new PackReader(repository);
    byte[] sealed;
    try {
      sealed = reader.loadRange(range);
    } catch (IOException e) {
      throw Failures.of("read the pack " + range.pack(), repository.storage(), e);
    }
    try {
      for (PackEntry entry : range.entries()) {
        move(entry, sealed, (int) (entry.offset() - start), writer);
        moved.accept(entry.length());
      }
    } finally {
      reader.release(sealed);
    }
  }

  private void move(PackEntry entry, byte[] sealed, int offset, BlobWriter writer) {
    try {
      BlobReader.verify(repository, entry, sealed, offset);
    } catch (IOException e) {
      // Another pack may have a copy that is sound; otherwise this fails, and nothing is removed.
      byte[] content = repository.loadBlob(entry.type(), entry.id());
      writer.saveAgain(entry.type(), entry.id(), content);
      return;
    }
    writer.copy(entry, sealed, offset);
  }
}
