// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.TestRepositories;
import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.InMemoryStorage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Work beside backups of others, and beside snapshots that are damaged. */
class BesideOthersTest {
  private static final SnapshotPath PATH = SnapshotPath.parse("/data");
  private static final Instant TIME = Instant.parse("2026-11-20T02:00:00Z");

  @Test
  void aBackupThatEndsWhileARepositoryIsCheckedIsNoDamage() {
    InterruptedStorage storage = new InterruptedStorage();
    TestRepositories.create(storage).close();
    backUp(storage, 1);
    storage.onIndexes =
        () -> {
          storage.onIndexes = () -> {};
          backUp(storage, 2);
        };

    try (Repository repository = TestRepositories.open(storage)) {
      CheckResult result = new CheckOperation(repository, Progress.NONE).check(100);

      assertThat(storage.names(FileType.SNAPSHOT)).hasSize(2);
      assertThat(result.problems()).isEmpty();
    }
  }

  @Test
  void aDamagedSnapshotKeepsNobodyFromUsingTheOthers() {
    InMemoryStorage storage = new InMemoryStorage();
    TestRepositories.create(storage).close();
    StoredSnapshot first = backUp(storage, 1);
    storage.put(FileType.SNAPSHOT, "0".repeat(64), new byte[] {1, 2, 3});

    StoredSnapshot second = backUp(storage, 2);

    assertThat(second.snapshot().parent()).isEqualTo(first.id());
    try (Repository repository = TestRepositories.open(storage)) {
      Snapshots snapshots = new Snapshots(repository);
      assertThat(snapshots.readable().snapshots())
          .extracting(StoredSnapshot::id)
          .containsExactly(second.id(), first.id());
      assertThat(snapshots.readable().problems()).singleElement().asString().contains("0000");
      assertThat(snapshots.find("latest").id()).isEqualTo(second.id());
    }
  }

  @Test
  void nothingIsRemovedWhenASnapshotIsDamaged() {
    InMemoryStorage storage = new InMemoryStorage();
    TestRepositories.create(storage).close();
    backUp(storage, 1);
    storage.put(FileType.SNAPSHOT, "0".repeat(64), new byte[] {1, 2, 3});
    List<String> packs = storage.names(FileType.PACK);

    try (Repository repository = TestRepositories.open(storage)) {
      assertThatThrownBy(() -> new PruneOperation(repository, Progress.NONE).prune(0, false))
          .isInstanceOfSatisfying(
              DrydockException.class,
              e -> assertThat(e.reason()).isEqualTo(FailureReason.RepositoryCorrupt));
      assertThatThrownBy(() -> new Snapshots(repository).list())
          .isInstanceOf(DrydockException.class);
    }
    assertThat(storage.names(FileType.PACK)).isEqualTo(packs);
  }

  private static StoredSnapshot backUp(InMemoryStorage storage, int number) {
    MemoryTree.Entry root = MemoryTree.root();
    root.file("file", ("content " + number).getBytes());
    try (Repository repository = TestRepositories.open(storage)) {
      BackupRequest request =
          new BackupRequest(
              TIME.plus(Duration.ofMinutes(number)),
              "host",
              "me",
              List.of(),
              List.of(),
              false,
              null,
              false,
              true);
      return new BackupOperation(repository, Progress.NONE)
          .backUp(request, List.of(new BackupTarget(PATH, root)))
          .stored();
    }
  }

  /** Lets something happen after the indexes were listed, before the caller sees it. */
  private static final class InterruptedStorage extends InMemoryStorage {
    private Runnable onIndexes = () -> {};

    @Override
    public Map<String, Long> list(FileType type) {
      Map<String, Long> found = super.list(type);
      if (type == FileType.INDEX) {
        onIndexes.run();
      }
      return found;
    }
  }
}
