// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.repository.BlobLocation;
import dev.drydock.mover.repository.BlobType;
import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.TestRepositories;
import dev.drydock.mover.storage.FaultyStorage;
import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.InMemoryStorage;
import dev.drydock.mover.storage.Storage;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What is damaged is stored again by the next backup that would rely on it and looks at it. */
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

  @Test
  void aFullBackupHealsATreeThatItWouldReuse() {
    damage(nodeOf(backUp(), "/data/below"));
    assertHealed(backUp(true));
  }

  @Test
  void aFullBackupHealsEveryTreeOfItsPathAtOnce() {
    BackupResult first = backUp();
    damage(nodeOf(first, "/data/below"));
    damage(nodeOf(first, "/data"));
    damage(first.stored().snapshot().tree());
    assertHealed(backUp(true));
  }

  @Test
  void aFullBackupHealsWhatAMissingPackOfDataHeld() {
    storage.remove(FileType.PACK, List.of(packOfTheFile(backUp())));
    assertHealed(backUp(true));
  }

  @Test
  void aFullBackupHealsWhatAPackOfDataHeldThatWasCutOff() {
    String pack = packOfTheFile(backUp());
    byte[] bytes = storage.bytes(FileType.PACK, pack);
    storage.put(FileType.PACK, pack, Arrays.copyOf(bytes, bytes.length / 2));
    assertHealed(backUp(true));
  }

  @Test
  void pruningAfterwardsKeepsWhatWasHealed() {
    BackupResult first = backUp();
    storage.remove(FileType.PACK, List.of(packOfTheFile(first)));
    damage(nodeOf(first, "/data/below"));
    BackupResult second = backUp(true);
    try (Repository repository = TestRepositories.open(storage)) {
      new ForgetOperation(repository).forget(List.of(first.stored().id()));
      new PruneOperation(repository, Progress.NONE).prune(0, false);
      assertThat(new CheckOperation(repository, Progress.NONE).check(100).problems()).isEmpty();
    }
    assertHealed(second);
  }

  @Test
  void aFullBackupOfWhatIsSoundAddsNothing() {
    BackupResult first = backUp(true);
    int packs = storage.names(FileType.PACK).size();
    BackupResult second = backUp(true);
    assertThat(second.stored().snapshot().tree()).isEqualTo(first.stored().snapshot().tree());
    assertThat(second.summary().dataAddedPacked()).isZero();
    assertThat(storage.names(FileType.PACK)).hasSize(packs);
  }

  @Test
  void eachPackOfTreesIsReadOnce() {
    for (int i = 0; i < 200; i++) {
      root.directory("directory-" + i).file("file-" + i, "content".getBytes(UTF_8));
    }
    backUp();
    int packs = storage.names(FileType.PACK).size();
    FaultyStorage counting = new FaultyStorage(storage);
    backUp(counting, true);
    assertThat(counting.packReads()).isBetween(1, packs);
  }

  @Test
  void aFullBackupFailsWhenTheStoreDoesNotTellWhatItHas() {
    backUp();
    FaultyStorage silent = new FaultyStorage(storage);
    silent.breakAllPacks(new Storage.StorageException("no answer", true, null));
    assertThatThrownBy(() -> backUp(silent, true))
        .isInstanceOfSatisfying(
            DrydockException.class,
            e -> assertThat(e.reason()).isEqualTo(FailureReason.RepositoryUnavailable));
  }

  private String packOfTheFile(BackupResult result) {
    try (Repository repository = TestRepositories.open(storage)) {
      Node file =
          new Snapshots(repository)
              .require(result.stored().snapshot(), SnapshotPath.parse("/data/below/file"));
      Id blob = Objects.requireNonNull(file.content()).getFirst();
      return Objects.requireNonNull(repository.index().find(BlobType.DATA, blob)).pack().hex();
    }
  }

  private BackupResult backUp() {
    return backUp(false);
  }

  private BackupResult backUp(boolean full) {
    return backUp(storage, full);
  }

  private BackupResult backUp(Storage store, boolean full) {
    try (Repository repository = TestRepositories.open(store)) {
      return new BackupOperation(repository, Progress.NONE)
          .backUp(
              new BackupRequest(
                  Instant.now(), "shop", null, List.of(), List.of(), full, null, false, false),
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
