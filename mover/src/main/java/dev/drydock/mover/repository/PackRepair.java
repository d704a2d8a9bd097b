// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import dev.drydock.mover.storage.FileType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gives up damaged packs: what can be read of them is copied to new packs, then the index forgets
 * them, then their files are removed. Killing it at any point leaves nothing worse than it was.
 */
public final class PackRepair {
  private final Repository repository;
  private final Consumer<Id> done;

  /**
   * Repairs packs of a repository that is locked exclusively.
   *
   * @param done is told of each pack that was read, by several threads
   */
  public PackRepair(Repository repository, Consumer<Id> done) {
    this.repository = repository;
    this.done = done;
  }

  /**
   * What was done.
   *
   * @param removed packs that were given up
   * @param unknown packs that are not there, or of which nothing is known: neither an index nor a
   *     readable header says what they hold. They were left as they are.
   * @param salvagedBlobs blobs that were copied to new packs
   * @param lostBlobs blobs that cannot be read there, and are sound nowhere else
   */
  public record Result(
      SortedSet<Id> removed, SortedSet<Id> unknown, int salvagedBlobs, SortedSet<Id> lostBlobs) {}

  /**
   * Repairs.
   *
   * @param packs ids of the packs, those that a check names
   * @param copies directory that gets a copy of each of them before anything is changed; null: none
   * @throws dev.drydock.mover.failure.DrydockException {@code RepositoryCorrupt} if an index is
   *     damaged, so that what the packs hold may not be known; {@code TargetUnwritable} if a copy
   *     cannot be written. Nothing is changed then.
   */
  public Result execute(Set<Id> packs, @Nullable Path copies) {
    Set<Id> indexes = repository.list(FileType.INDEX).keySet();
    IndexAudit audit = new IndexAudit(repository);
    try {
      if (!audit.damagedFiles().isEmpty()) {
        throw Failures.corrupt(
            audit.damagedFiles().size()
                + " indexes of the repository at "
                + repository.location()
                + " are damaged, so that it is not known what the packs hold. Repair the index"
                + " first. Nothing was changed.");
      }
      return execute(packs, indexes, audit.packSizes(), copies);
    } finally {
      repository.forgetIndex();
    }
  }

  private Result execute(
      Set<Id> packs, Set<Id> indexes, Map<Id, Long> sizes, @Nullable Path copies) {
    BlobIndex index = repository.index();
    SortedMap<Id, List<PackEntry>> contents = new TreeMap<>(index.entriesOf(packs));
    SortedSet<Id> unknown = new TreeSet<>();
    for (Id pack : packs) {
      Long size = sizes.get(pack);
      if (!contents.containsKey(pack) && (size == null || !readHeader(pack, size, contents))) {
        unknown.add(pack);
      }
    }
    if (copies != null) {
      PackCopies target = new PackCopies(repository, copies);
      for (Id pack : contents.keySet()) {
        Long size = sizes.get(pack);
        if (size != null) {
          target.keep(pack, size);
        }
      }
    }
    Set<Id> indexed = index.packs();
    Salvage.Result salvaged = new Salvage(repository, done).copy(contents);
    SortedSet<Id> lost = new TreeSet<>();
    for (BlobLocation place : salvaged.unreadable()) {
      if (!isSoundElsewhere(place.entry(), index, contents.keySet())) {
        lost.add(place.entry().id());
      }
    }
    if (contents.keySet().stream().anyMatch(indexed::contains)) {
      new IndexRewriter(repository)
          .replace(indexes, index, pack -> indexed.contains(pack) && !contents.containsKey(pack));
    }
    Set<Id> present = new HashSet<>(contents.keySet());
    present.retainAll(sizes.keySet());
    if (!present.isEmpty()) {
      repository.removeFiles(FileType.PACK, present);
    }
    return new Result(new TreeSet<>(contents.keySet()), unknown, salvaged.blobs(), lost);
  }

  private boolean readHeader(Id pack, long size, Map<Id, List<PackEntry>> contents) {
    try {
      contents.put(pack, new HeaderReader(repository).read(pack, size));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private boolean isSoundElsewhere(PackEntry entry, BlobIndex index, Set<Id> givenUp) {
    return index.findAll(entry.type(), entry.id()).stream()
        .filter(place -> !givenUp.contains(place.pack()))
        .anyMatch(place -> BlobReader.isSound(repository, place));
  }
}
