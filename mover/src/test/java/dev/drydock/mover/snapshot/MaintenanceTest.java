// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.repository.LockMode;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.RepositoryLock;
import dev.drydock.mover.repository.TestRepositories;
import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.InMemoryStorage;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Check, forget and prune. */
class MaintenanceTest {
  private static final SnapshotPath PATH = SnapshotPath.parse("/data");

  private final InMemoryStorage storage = new InMemoryStorage();
  private final Repository repository = TestRepositories.create(storage);
  private final MemoryTree.Entry root = MemoryTree.root();

  @AfterEach
  void close() {
    repository.close();
  }

  @Test
  void findsNothingWrongWithASoundRepository() {
    backUp(1);
    backUp(2);

    CheckResult result = check(100);

    assertThat(result.problems()).isEmpty();
    assertThat(result.notes()).isEmpty();
    assertThat(result.snapshots()).isEqualTo(2);
    assertThat(result.packsRead()).isEqualTo(storage.names(FileType.PACK).size());
  }

  @Test
  void readsTheShareOfPacksThatIsAskedFor() {
    for (int i = 0; i < 10; i++) {
      backUp(i);
    }
    long packs = storage.names(FileType.PACK).size();

    assertThat(check(0).packsRead()).isZero();
    assertThat(check(50).packsRead()).isEqualTo((packs + 1) / 2);
    assertThat(check(1).packsRead()).isEqualTo(1);
  }

  @Test
  void findsAPackThatIsMissing() {
    backUp(1);
    storage.remove(FileType.PACK, storage.names(FileType.PACK).subList(0, 1));

    assertThat(check(0).problems()).anyMatch(problem -> problem.contains("is missing"));
  }

  @Test
  void findsAPackThatIsCutOff() {
    backUp(1);
    String pack = storage.names(FileType.PACK).getFirst();
    byte[] bytes = storage.bytes(FileType.PACK, pack);
    storage.put(FileType.PACK, pack, Arrays.copyOf(bytes, bytes.length - 1));

    assertThat(check(0).problems()).anyMatch(problem -> problem.contains("should have"));
  }

  @Test
  void findsEveryBitThatChangedWhenItReadsTheData() {
    backUp(1);
    String pack = storage.names(FileType.PACK).getFirst();
    byte[] good = storage.bytes(FileType.PACK, pack);
    for (int at : new int[] {0, 20, good.length / 2, good.length - 40, good.length - 2}) {
      byte[] bad = good.clone();
      bad[at] ^= 4;
      storage.put(FileType.PACK, pack, bad);

      assertThat(check(100).problems()).as("byte %s", at).isNotEmpty();
    }
  }

  @Test
  void findsIndexesAndSnapshotsThatAreDamaged() {
    backUp(1);
    for (FileType type : new FileType[] {FileType.INDEX, FileType.SNAPSHOT}) {
      String name = storage.names(type).getFirst();
      byte[] good = storage.bytes(type, name);
      byte[] bad = good.clone();
      bad[30] ^= 4;
      storage.put(type, name, bad);

      assertThat(check(0).problems()).as("%s", type).anyMatch(p -> p.contains(name));
      storage.put(type, name, good);
    }
    assertThat(check(100).problems()).isEmpty();
  }

  @Test
  void findsWhatSnapshotsNeedAndNoIndexHas() {
    backUp(1);
    storage.remove(FileType.INDEX, storage.names(FileType.INDEX));

    assertThat(check(0).problems()).anyMatch(problem -> problem.contains("missing in the index"));
  }

  @Test
  void freesWhatNoSnapshotNeeds() {
    backUp(1);
    StoredSnapshot second = backUp(2);
    new ForgetOperation(repository)
        .forget(
            new Snapshots(repository)
                .list().stream()
                    .map(StoredSnapshot::id)
                    .filter(id -> !id.equals(second.id()))
                    .toList());
    long before = bytes();

    PruneResult result = new PruneOperation(repository, Progress.NONE).prune(0, false);

    assertThat(before - bytes()).isEqualTo(result.bytesFreed()).isGreaterThan(80_000);
    assertThat(result.unusedBytes()).isZero();
    assertThat(check(100).problems()).isEmpty();
    assertThat(check(100).notes()).isEmpty();
    MemorySink sink = new MemorySink();
    new RestoreOperation(repository, Progress.NONE)
        .restore(second.snapshot(), PATH, List.of(), sink);
    assertThat(sink.files).hasSize(6);
  }

  @Test
  void changesNothingInADryRun() {
    StoredSnapshot first = backUp(1);
    backUp(2);
    new ForgetOperation(repository).forget(List.of(first.id()));
    List<String> packs = storage.names(FileType.PACK);
    List<String> indexes = storage.names(FileType.INDEX);

    PruneResult result = new PruneOperation(repository, Progress.NONE).prune(0, true);

    assertThat(result.bytesFreed()).isPositive();
    assertThat(storage.names(FileType.PACK)).isEqualTo(packs);
    assertThat(storage.names(FileType.INDEX)).isEqualTo(indexes);
  }

  @Test
  void leavesUnusedBytesWhereMovingTheRestIsNotWorthIt() {
    StoredSnapshot first = backUp(1);
    backUp(2);
    new ForgetOperation(repository).forget(List.of(first.id()));

    PruneResult result = new PruneOperation(repository, Progress.NONE).prune(100, false);

    assertThat(result.packsRepacked()).isZero();
    assertThat(check(100).problems()).isEmpty();
  }

  @Test
  void removesNothingWhenSomethingThatIsNeededIsMissing() {
    backUp(1);
    String lost = storage.names(FileType.PACK).getFirst();
    StoredSnapshot second = backUp(2);
    new ForgetOperation(repository).forget(List.of(second.id()));
    storage.remove(FileType.PACK, List.of(lost));
    List<String> packs = storage.names(FileType.PACK);
    assertThatThrownBy(() -> new PruneOperation(repository, Progress.NONE).prune(0, false))
        .isInstanceOfSatisfying(
            DrydockException.class,
            e -> assertThat(e.reason()).isEqualTo(FailureReason.RepositoryCorrupt));
    assertThat(storage.names(FileType.PACK)).isEqualTo(packs);
  }

  @Test
  void mergesManySmallPacks() {
    for (int i = 0; i < 12; i++) {
      backUp(i);
    }
    int before = storage.names(FileType.PACK).size();

    new PruneOperation(repository, Progress.NONE).prune(5, false);

    assertThat(storage.names(FileType.PACK).size()).isLessThan(before);
    assertThat(storage.names(FileType.INDEX).size()).isLessThan(12);
    assertThat(check(100).problems()).isEmpty();
  }

  @Test
  void doesNotPruneWhileSomebodyElseBacksUp() {
    backUp(1);
    try (Repository other =
            Repository.open(
                storage,
                TestRepositories.PASSWORD,
                TestRepositories.options("other", Clock.systemUTC()));
        RepositoryLock lock = other.lock(LockMode.SHARED)) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(() -> new PruneOperation(repository, Progress.NONE).prune(0, false))
          .isInstanceOfSatisfying(
              DrydockException.class,
              e -> assertThat(e.reason()).isEqualTo(FailureReason.RepositoryLocked));
    }
  }

  private CheckResult check(int percent) {
    return new CheckOperation(repository, Progress.NONE).check(percent);
  }

  private long bytes() {
    return storage.list(FileType.PACK).values().stream().mapToLong(Long::longValue).sum();
  }

  /** Three files that all snapshots have, and three of their own. */
  private StoredSnapshot backUp(int version) {
    for (int i = 0; i < 3; i++) {
      root.file("same" + i, random(i));
      root.file("own" + i, random(10 + 3 * version + i));
    }
    return new BackupOperation(repository, Progress.NONE)
        .backUp(
            new BackupRequest(
                Instant.now(), "shop", null, List.of(), List.of(), true, null, false, false),
            List.of(new BackupTarget(PATH, root)))
        .stored();
  }

  private static byte[] random(int seed) {
    byte[] bytes = new byte[30_000];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
