// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads all indexes and compares them with each other and with the packs that are there. What is
 * damaged is reported and left out, so that the rest can be looked at.
 */
public final class IndexAudit {
  private final Repository repository;
  private final List<String> problems = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final Set<Id> damagedFiles = new HashSet<>();
  private final Map<Id, Long> packSizes;

  /** Reads the indexes; from then on the repository uses what could be read of them. */
  public IndexAudit(Repository repository) {
    this.repository = repository;
    BlobIndex index = new BlobIndex();
    Map<Id, Long> expected = new HashMap<>();
    Set<Id> files = new HashSet<>(repository.list(FileType.INDEX).keySet());
    for (Id file : files) {
      read(file, index, expected);
    }
    repository.adoptIndex(index, files, !notes.isEmpty());
    packSizes = repository.packSizes();
    expected.forEach(this::compare);
    long unknown = packSizes.keySet().stream().filter(pack -> !expected.containsKey(pack)).count();
    if (unknown > 0) {
      notes.add(unknown + " packs are in no index; the next prune removes them");
    }
  }

  /** What is damaged. */
  public List<String> problems() {
    return problems;
  }

  /** What is odd but no damage. */
  public List<String> notes() {
    return notes;
  }

  /** The indexes that cannot be read. */
  Set<Id> damagedFiles() {
    return damagedFiles;
  }

  /** Sizes of all packs that are there. */
  public Map<Id, Long> packSizes() {
    return packSizes;
  }

  private void read(Id file, BlobIndex index, Map<Id, Long> expected) {
    try {
      byte[] json = repository.loadFile(FileType.INDEX, file);
      IndexFile.decode(
          json,
          (pack, entries) -> {
            Long before = expected.put(pack, PackHeader.packSize(entries));
            if (before != null) {
              notes.add("the pack " + pack.brief() + " is in several indexes");
              expected.merge(pack, before, Math::max);
            }
            index.add(pack, entries);
          });
    } catch (Storage.NotFoundException e) {
      problems.add("The index " + file + " vanished while it was checked.");
    } catch (IOException e) {
      damagedFiles.add(file);
      problems.add("The index " + file + " is damaged: " + e.getMessage() + ".");
    } catch (DrydockException e) {
      if (e.reason() != FailureReason.RepositoryCorrupt) {
        throw e;
      }
      damagedFiles.add(file);
      problems.add(String.valueOf(e.getMessage()));
    }
  }

  private void compare(Id pack, long expected) {
    Long size = packSizes.get(pack);
    if (size == null) {
      problems.add("The pack " + pack + " is missing.");
    } else if (size != expected) {
      problems.add(
          "The pack " + pack + " has " + size + " bytes and should have " + expected + ".");
    }
  }
}
