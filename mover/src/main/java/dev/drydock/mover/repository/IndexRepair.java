// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import dev.drydock.mover.storage.FileType;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes the index say what the packs say: packs that are gone leave it, packs that it lacks or
 * contradicts are read from their headers. Of a pack whose header is damaged, what the index knows
 * of it and can be read is copied to a new pack before the index forgets the old one, whose file
 * stays. Killing it at any point leaves nothing worse than it was.
 */
public final class IndexRepair {
  private final Repository repository;
  private final Consumer<Id> done;

  /**
   * Repairs the index of a repository that is locked exclusively.
   *
   * @param done is told of each pack that was read, by several threads
   */
  public IndexRepair(Repository repository, Consumer<Id> done) {
    this.repository = repository;
    this.done = done;
  }

  /**
   * What was done.
   *
   * @param damagedIndexes indexes that could not be read, and were removed
   * @param missing packs that the index named and that are gone
   * @param added packs that no index named
   * @param corrected packs of which the index said something else than their headers
   * @param damaged packs whose headers cannot be read, each with the reason, a clause
   * @param salvagedBlobs blobs that were copied from those
   * @param lostBlobs blobs that the index named and that are in no pack any more
   * @param packs packs that are in the index now
   * @param changed whether anything was changed
   */
  public record Result(
      Set<Id> damagedIndexes,
      SortedSet<Id> missing,
      SortedSet<Id> added,
      SortedSet<Id> corrected,
      SortedMap<Id, String> damaged,
      int salvagedBlobs,
      int lostBlobs,
      int packs,
      boolean changed) {}

  /**
   * Repairs.
   *
   * @param readAllPacks true: reads the headers of all packs, whatever the index says of them
   */
  public Result execute(boolean readAllPacks) {
    Set<Id> indexes = repository.list(FileType.INDEX).keySet();
    IndexAudit audit = new IndexAudit(repository);
    try {
      return new Run(audit, indexes).execute(readAllPacks);
    } finally {
      repository.forgetIndex();
    }
  }

  /**
   * Makes sure that the index says what the packs say, so that nothing that is there is taken for
   * lost.
   *
   * @throws dev.drydock.mover.failure.DrydockException {@code RepositoryCorrupt} if it does not
   */
  public void verifyNotNeeded() {
    IndexAudit audit = new IndexAudit(repository);
    String why =
        audit.problems().isEmpty() ? findUnindexed(audit.packSizes()) : audit.problems().getFirst();
    if (why != null) {
      throw Failures.corrupt(
          why
              + " Repair the index of the repository at "
              + repository.location()
              + " first, lest what is there be taken for lost. Nothing was changed.");
    }
  }

  /** A pack that belongs into the index and is not there; one that is damaged does not belong. */
  private @Nullable String findUnindexed(Map<Id, Long> sizes) {
    Set<Id> indexed = repository.index().packs();
    HeaderReader headers = new HeaderReader(repository);
    for (Map.Entry<Id, Long> pack : sizes.entrySet()) {
      if (!indexed.contains(pack.getKey())) {
        try {
          headers.read(pack.getKey(), pack.getValue());
          return "The pack " + pack.getKey() + " is in no index.";
        } catch (IOException e) {
          continue;
        }
      }
    }
    return null;
  }

  /** One repair. */
  private final class Run {
    private final IndexAudit audit;
    private final Set<Id> indexes;
    private final BlobIndex old = repository.index();
    private final PackOrder order = new PackOrder(old);
    private final Set<Id> known = old.packs();
    private final BlobIndex rebuilt = new BlobIndex();
    private final SortedSet<Id> added = new ConcurrentSkipListSet<>();
    private final SortedSet<Id> corrected = new ConcurrentSkipListSet<>();
    private final SortedMap<Id, String> damaged = new ConcurrentSkipListMap<>();

    Run(IndexAudit audit, Set<Id> indexes) {
      this.audit = audit;
      this.indexes = indexes;
    }

    Result execute(boolean readAllPacks) {
      Map<Id, Long> sizes = audit.packSizes();
      SortedSet<Id> missing = new TreeSet<>(known);
      missing.removeAll(sizes.keySet());
      SortedSet<Id> doubtful = new TreeSet<>();
      sizes.forEach(
          (pack, size) -> {
            if (readAllPacks || !known.contains(pack) || size != indexedSize(pack)) {
              doubtful.add(pack);
            }
          });
      readHeaders(doubtful, sizes);
      SortedMap<Id, List<PackEntry>> broken = new TreeMap<>();
      for (Id pack : damaged.keySet()) {
        if (known.contains(pack)) {
          broken.put(pack, entries(pack));
        }
      }
      boolean changed =
          repository.indexesOverlap()
              || !audit.damagedFiles().isEmpty()
              || !missing.isEmpty()
              || !added.isEmpty()
              || !corrected.isEmpty()
              || !broken.isEmpty();
      int salvaged = 0;
      if (changed) {
        salvaged = new Salvage(repository, done).copy(broken).blobs();
        for (Id pack : known) {
          if (!doubtful.contains(pack) && !missing.contains(pack)) {
            rebuilt.add(pack, entries(pack));
          }
        }
        new IndexRewriter(repository).replace(indexes, rebuilt, pack -> true);
      }
      return new Result(
          audit.damagedFiles(),
          missing,
          added,
          corrected,
          damaged,
          salvaged,
          countLost(missing, broken.keySet()),
          changed ? rebuilt.packCount() + old.packCount() - order.packCount() : known.size(),
          changed);
    }

    private void readHeaders(Set<Id> packs, Map<Id, Long> sizes) {
      HeaderReader headers = new HeaderReader(repository);
      Parallel.forEach(
          packs,
          repository.options().connections(),
          pack -> {
            try {
              List<PackEntry> entries = headers.read(pack, sizes.getOrDefault(pack, 0L));
              rebuilt.add(pack, entries);
              if (!known.contains(pack)) {
                added.add(pack);
              } else if (!new HashSet<>(entries).equals(new HashSet<>(entries(pack)))) {
                corrected.add(pack);
              }
            } catch (IOException e) {
              damaged.put(pack, String.valueOf(e.getMessage()));
            }
            done.accept(pack);
          });
    }

    private long indexedSize(Id pack) {
      return PackHeader.packSize(entries(pack));
    }

    private List<PackEntry> entries(Id pack) {
      return order.entries(old.packNumberOf(pack));
    }

    private int countLost(Set<Id> missing, Set<Id> broken) {
      Set<Id> lost = new HashSet<>();
      for (Set<Id> packs : List.of(missing, broken)) {
        for (Id pack : packs) {
          for (PackEntry entry : entries(pack)) {
            if (!rebuilt.contains(entry.type(), entry.id()) && !isSalvaged(entry)) {
              lost.add(entry.id());
            }
          }
        }
      }
      return lost.size();
    }

    private boolean isSalvaged(PackEntry entry) {
      return old.findAll(entry.type(), entry.id()).stream()
          .anyMatch(place -> !known.contains(place.pack()));
    }
  }
}
