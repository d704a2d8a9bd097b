// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.storage.FileType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Replaces the indexes of a repository that is locked exclusively. */
final class IndexRewriter {
  private static final int INDEX_BLOBS = 50_000;

  private final Repository repository;

  IndexRewriter(Repository repository) {
    this.repository = repository;
  }

  /**
   * Writes indexes of the packs that are wanted, each pack wholly in one of them, and then removes
   * the old ones: until then a pack is in some index at all times.
   *
   * @param old the files that the new ones take the place of
   * @param index where packs are looked up
   * @param wanted which of them are written
   */
  void replace(Set<Id> old, BlobIndex index, Predicate<Id> wanted) {
    HeldFiles held = replace(old, index, wanted, () -> {});
    if (!held.isEmpty()) {
      throw new DrydockException(
          FailureReason.AccessDenied,
          "Indexes that have been replaced are still there: " + String.join(". ", held.reasons()));
    }
  }

  /**
   * The same.
   *
   * @param verify is called before anything is removed, and may throw to prevent it
   * @return the old ones that the store keeps; what they name must stay
   */
  HeldFiles replace(Set<Id> old, BlobIndex index, Predicate<Id> wanted, Runnable verify) {
    Map<Id, List<PackEntry>> batch = new LinkedHashMap<>();
    int[] blobs = new int[1];
    index.forEachPack(
        (pack, entries) -> {
          if (wanted.test(pack)) {
            batch.put(pack, entries);
            blobs[0] += entries.size();
            if (blobs[0] >= INDEX_BLOBS) {
              write(batch);
              blobs[0] = 0;
            }
          }
        });
    if (!batch.isEmpty()) {
      write(batch);
    }
    verify.run();
    return repository.removeAllowed(FileType.INDEX, old);
  }

  private void write(Map<Id, List<PackEntry>> batch) {
    repository.saveFile(FileType.INDEX, IndexFile.encode(batch));
    batch.clear();
  }
}
