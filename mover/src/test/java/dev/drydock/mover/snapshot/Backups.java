// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.repository.BlobLocation;
import dev.drydock.mover.repository.BlobType;
import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.TestRepositories;
import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.InMemoryStorage;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** Backs up trees in memory to {@code /data}, every byte of them, and damages what is stored. */
final class Backups {
  static final SnapshotPath PATH = SnapshotPath.parse("/data");

  private Backups() {}

  static StoredSnapshot make(Repository repository, MemoryTree.Entry root) {
    return new BackupOperation(repository, Progress.NONE)
        .backUp(
            new BackupRequest(
                Instant.now(), "shop", null, List.of(), List.of(), true, null, true, false),
            List.of(new BackupTarget(PATH, root)))
        .stored();
  }

  /** The first blob of a file, or the tree of a directory, has a bit that is wrong from now on. */
  static void damage(InMemoryStorage storage, StoredSnapshot stored, String path) {
    try (Repository repository = TestRepositories.open(storage)) {
      Node node = new Snapshots(repository).require(stored.snapshot(), SnapshotPath.parse(path));
      boolean file = node.type() == NodeType.FILE;
      Id id =
          file
              ? Objects.requireNonNull(node.content()).getFirst()
              : Objects.requireNonNull(node.subtree());
      BlobLocation place =
          Objects.requireNonNull(repository.index().find(file ? BlobType.DATA : BlobType.TREE, id));
      String pack = place.pack().hex();
      byte[] bytes = storage.bytes(FileType.PACK, pack).clone();
      bytes[(int) place.entry().offset() + place.entry().length() / 2] ^= 1;
      storage.put(FileType.PACK, pack, bytes);
    }
  }
}
