// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.mover.repository.BlobLocation;
import dev.drydock.mover.repository.BlobType;
import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.TestRepositories;
import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.InMemoryStorage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A tree that is damaged is stored again by the next backup that would need it. */
class DamagedTreeTest {
  private static final SnapshotPath PATH = SnapshotPath.parse("/data");

  private final InMemoryStorage storage = new InMemoryStorage();
  private final MemoryTree.Entry root = MemoryTree.root();

  DamagedTreeTest() {
    root.directory("below").file("file", "content".getBytes(UTF_8));
    TestRepositories.create(storage).close();
  }

  @Test
  void healsATreeBelowTheTarget() {
    damage(nodeOf(backUp(), "/data/below"));
    assertHealed(backUp());
  }

  @Test
  void healsTheTreeOfTheTarget() {
    damage(nodeOf(backUp(), "/data"));
    assertHealed(backUp());
  }

  @Test
  void goesOnWithoutTheTreeAboveTheTarget() {
    damage(backUp().stored().snapshot().tree());
    assertHealed(backUp());
  }

  @Test
  void keepsTheSoundCopyWhenPruning() {
    BackupResult first = backUp();
    damage(nodeOf(first, "/data/below"));
    BackupResult second = backUp();
    try (Repository repository = TestRepositories.open(storage)) {
      new ForgetOperation(repository).forget(List.of(first.stored().id()));
      new PruneOperation(repository, Progress.NONE).prune(0, false);
    }
    assertHealed(second);
  }

  private BackupResult backUp() {
    try (Repository repository = TestRepositories.open(storage)) {
      return new BackupOperation(repository, Progress.NONE)
          .backUp(
              new BackupRequest(
                  Instant.now(), "shop", null, List.of(), List.of(), false, null, false, false),
              List.of(new BackupTarget(PATH, root)));
    }
  }

  private Id nodeOf(BackupResult result, String path) {
    try (Repository repository = TestRepositories.open(storage)) {
      Node node =
          new Snapshots(repository).require(result.stored().snapshot(), SnapshotPath.parse(path));
      return Objects.requireNonNull(node.subtree());
    }
  }

  /** Flips a bit in the middle of a tree. */
  private void damage(Id tree) {
    try (Repository repository = TestRepositories.open(storage)) {
      BlobLocation place = Objects.requireNonNull(repository.index().find(BlobType.TREE, tree));
      String pack = place.pack().hex();
      byte[] bytes = storage.bytes(FileType.PACK, pack).clone();
      bytes[(int) place.entry().offset() + place.entry().length() / 2] ^= 1;
      storage.put(FileType.PACK, pack, bytes);
    }
  }

  private void assertHealed(BackupResult result) {
    try (Repository repository = TestRepositories.open(storage)) {
      MemorySink sink = new MemorySink();
      RestoreResult restored =
          new RestoreOperation(repository, Progress.NONE)
              .restore(result.stored().snapshot(), PATH, List.of(), sink);
      assertThat(restored.problems()).isEmpty();
      assertThat(sink.texts()).isEqualTo(Map.of("/below/file", "content"));
    }
  }
}
