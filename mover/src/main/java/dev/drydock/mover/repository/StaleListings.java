// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.Storage;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sees through listings that do not show all that is there. A lock keeps others from writing, and
 * is taken only after a pause that lets the store show everything; some stores take longer still.
 * Names that are known are asked for; for what is not known, a later listing is compared.
 */
final class StaleListings {
  /** So many packs are asked for one by one; where more are missing, they were not just missed. */
  private static final int ASKED = 1000;

  private final Repository repository;

  StaleListings(Repository repository) {
    this.repository = repository;
  }

  /** Sizes of all packs, those in the index included that the listing does not show. */
  Map<Id, Long> packSizes() {
    Map<Id, Long> sizes = new ConcurrentHashMap<>(repository.list(FileType.PACK));
    Set<Id> unlisted = new HashSet<>(repository.index().packs());
    unlisted.removeAll(sizes.keySet());
    if (unlisted.size() <= ASKED) {
      Parallel.forEach(
          unlisted,
          repository.options().connections(),
          pack -> {
            long size = size(FileType.PACK, pack);
            if (size >= 0) {
              sizes.put(pack, size);
            }
          });
    }
    return sizes;
  }

  /**
   * Fails if there is a snapshot or an index that was not looked at.
   *
   * @param snapshots those that were
   * @param indexes those that were, or that this process wrote
   * @throws DrydockException {@code RepositoryUnavailable}
   */
  void verifyComplete(Set<Id> snapshots, Set<Id> indexes) {
    verifyComplete(FileType.SNAPSHOT, snapshots);
    verifyComplete(FileType.INDEX, indexes);
  }

  private void verifyComplete(FileType type, Set<Id> seen) {
    for (Id id : repository.list(type).keySet()) {
      if (!seen.contains(id) && size(type, id) >= 0) {
        throw new DrydockException(
            FailureReason.RepositoryUnavailable,
            "A listing of the repository at "
                + repository.location()
                + " did not show the file "
                + type.directory()
                + "/"
                + id
                + ", which is there: what it needs would have been removed. Nothing was removed."
                + " Try again when the store shows all that it has.");
      }
    }
  }

  /** Size of a file; -1 if there is none, though a listing may show it. */
  private long size(FileType type, Id id) {
    try {
      return repository.storage().size(type, id.hex());
    } catch (Storage.NotFoundException e) {
      return -1;
    } catch (IOException e) {
      throw Failures.of("look for " + type.directory() + "/" + id, repository.storage(), e);
    }
  }
}
