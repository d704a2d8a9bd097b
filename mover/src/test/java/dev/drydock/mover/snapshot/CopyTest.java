// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.repository.BlobType;
import dev.drydock.mover.repository.BlobWriter;
import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.LockMode;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.RepositoryLock;
import dev.drydock.mover.repository.TestRepositories;
import dev.drydock.mover.storage.CrashingStorage;
import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.InMemoryStorage;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Copies between repositories. */
class CopyTest {
  private static final SnapshotPath PATH = SnapshotPath.parse("/data");
  private static final Instant TIME = Instant.parse("2026-11-20T02:00:00Z");

  private final InMemoryStorage from = new InMemoryStorage();
  private final InMemoryStorage to = new InMemoryStorage();
  private final MemoryTree.Entry root = MemoryTree.root();

  @Test
  void copiesSnapshotsThatAreRestoredAsTheyWere() {
    create(from, to);
    List<StoredSnapshot> originals = List.of(backUp(from, 1), backUp(from, 2), backUp(from, 3));

    CopyResult result = copy(from, to);

    assertThat(result.problems()).isEmpty();
    assertThat(result.present()).isEmpty();
    assertThat(result.copied())
        .extracting(CopyResult.Copy::source)
        .containsExactlyElementsOf(originals.stream().map(StoredSnapshot::id).toList());
    try (Repository source = TestRepositories.open(from);
        Repository destination = TestRepositories.open(to)) {
      for (int i = 0; i < originals.size(); i++) {
        Snapshot original = originals.get(i).snapshot();
        Snapshot copy =
            new Snapshots(destination).find(result.copied().get(i).copy().hex()).snapshot();
        assertThat(copy.original()).isEqualTo(originals.get(i).id());
        assertThat(copy.parent()).isNull();
        assertThat(copy)
            .usingRecursiveComparison()
            .ignoringFields("original", "parent")
            .isEqualTo(original);
        assertThat(restored(destination, copy)).isEqualTo(restored(source, original)).hasSize(6);
      }
    }
    assertSound(to);
  }

  @Test
  void copiesEachSnapshotOnceAndNoneBack() {
    create(from, to);
    backUp(from, 1);
    backUp(from, 2);
    CopyResult first = copy(from, to);
    List<String> packs = to.names(FileType.PACK);

    CopyResult second = copy(from, to);
    CopyResult back = copy(to, from);

    assertThat(second.copied()).isEmpty();
    assertThat(second.present()).isEqualTo(first.copied());
    assertThat(second.blobs()).isZero();
    assertThat(back.copied()).isEmpty();
    assertThat(back.present()).hasSize(2);
    assertThat(to.names(FileType.PACK)).isEqualTo(packs);
    assertThat(to.names(FileType.SNAPSHOT)).hasSize(2);
  }

  @Test
  void movesOnlyWhatIsMissing() {
    create(from, to);
    backUp(from, 1);
    long first = copy(from, to).blobs();
    backUp(from, 2);

    CopyResult second = copy(from, to);

    assertThat(first).isEqualTo(6 + 2);
    assertThat(second.blobs()).isEqualTo(3 + 2);
    assertThat(second.copied()).hasSize(1);
    assertSound(to);
  }

  @Test
  void takesASnapshotWithOtherTagsForAnotherOne() {
    create(from, to);
    StoredSnapshot stored = backUp(from, 1);
    copy(from, to);
    save(from, tagged(stored, List.of("b", "a")));
    save(from, tagged(stored, List.of("a", "b")));

    CopyResult result = copy(from, to);

    assertThat(result.copied()).hasSize(1);
    assertThat(result.present()).hasSize(2);
    assertThat(result.blobs()).isZero();
    try (Repository destination = TestRepositories.open(to)) {
      assertThat(new Snapshots(destination).list())
          .hasSize(2)
          .allSatisfy(copy -> assertThat(copy.snapshot().original()).isEqualTo(stored.id()));
    }
  }

  @Test
  void movesTreesAndSnapshotsAsOthersWroteThem() throws Exception {
    create(from, to);
    byte[] tree = "{ \"nodes\" : [ ], \"later\": 1 }\n".getBytes(UTF_8);
    String json =
        "{\"time\":\"2026-11-20T02:00:00.120+01:00\",\"parent\":\"%s\",\"tree\":\"%s\",\"paths\":null,\"label\":\"kept\"}"
            .formatted("0".repeat(64), Id.hash(tree));
    try (Repository source = TestRepositories.open(from);
        RepositoryLock lock = source.lock(LockMode.SHARED);
        BlobWriter writer = source.writer()) {
      writer.save(BlobType.TREE, tree);
      writer.flush();
      source.saveFile(FileType.SNAPSHOT, json.getBytes(UTF_8));
    }

    CopyResult result = copy(from, to);

    assertThat(result.problems()).isEmpty();
    try (Repository destination = TestRepositories.open(to)) {
      assertThat(destination.loadBlob(BlobType.TREE, Id.hash(tree))).isEqualTo(tree);
      Id id = result.copied().getFirst().copy();
      assertThat(new String(destination.loadFile(FileType.SNAPSHOT, id), UTF_8))
          .contains("\"label\":\"kept\"", "\"2026-11-20T02:00:00.120+01:00\"", "\"original\":")
          .doesNotContain("parent");
    }
    assertThat(copy(from, to).present()).hasSize(1);
  }

  @Test
  void copiesFromTheOlderFormatToTheNewer() throws Exception {
    TestRepositories.createVersion1(from).close();
    TestRepositories.create(to).close();
    StoredSnapshot stored = backUp(from, 1);

    copy(from, to);

    try (Repository source = TestRepositories.open(from);
        Repository destination = TestRepositories.open(to)) {
      assertThat(restored(destination, stored.snapshot()))
          .isEqualTo(restored(source, stored.snapshot()));
    }
    assertSound(to);
  }

  @Test
  void leavesOutASnapshotThatIsDamagedAndCopiesTheOthers() {
    create(from, to);
    StoredSnapshot first = backUp(from, 1);
    List<String> before = from.names(FileType.PACK);
    StoredSnapshot second = backUp(from, 2);
    InMemoryStorage sound = from.copy();
    for (String pack : from.names(FileType.PACK)) {
      if (!before.contains(pack)) {
        byte[] bytes = from.bytes(FileType.PACK, pack).clone();
        bytes[20] ^= 1;
        from.put(FileType.PACK, pack, bytes);
      }
    }
    StoredSnapshot third = backUp(from, 3);

    CopyResult result = copy(from, to);

    assertThat(result.copied())
        .extracting(CopyResult.Copy::source)
        .containsExactly(first.id(), third.id());
    assertThat(result.problems())
        .singleElement()
        .asString()
        .contains(second.id().brief(), "was not copied");
    assertSound(to);
    assertThat(copy(sound, to).copied())
        .extracting(CopyResult.Copy::source)
        .containsExactly(second.id());
    assertSound(to);
  }

  @Test
  void copiesNoSnapshotOfWhichAFileIsDamaged() {
    create(from, to);
    StoredSnapshot stored = backUp(from, 1);
    try (Repository source = TestRepositories.open(from)) {
      source
          .index()
          .forEachPack(
              (pack, entries) -> {
                if (entries.getLast().type() == BlobType.DATA) {
                  byte[] bytes = from.bytes(FileType.PACK, pack.hex()).clone();
                  bytes[(int) entries.getLast().offset() + 20] ^= 1;
                  from.put(FileType.PACK, pack.hex(), bytes);
                }
              });
    }

    CopyResult result = copy(from, to);

    assertThat(result.copied()).isEmpty();
    assertThat(result.problems()).singleElement().asString().contains(stored.id().brief());
    assertThat(to.names(FileType.SNAPSHOT)).isEmpty();
  }

  @Test
  void survivesDyingAtAnyChangeAndGoesOnFromThere() {
    create(from, to);
    for (int i = 1; i < 7; i++) {
      backUp(from, i);
    }
    boolean partly = false;
    int crashes = 0;
    while (true) {
      InMemoryStorage storage = to.copy();
      CrashingStorage crashing = new CrashingStorage(storage, crashes);
      try (Repository source = TestRepositories.open(from);
          Repository destination =
              Repository.open(crashing, TestRepositories.PASSWORD, TestRepositories.options())) {
        new CopyOperation(source, destination, Progress.NONE).copy(new Snapshots(source).list());
      } catch (DrydockException e) {
        assertThat(crashing.isDead()).as("%s", e).isTrue();
      }
      assertWhole(storage);
      int copied = storage.names(FileType.SNAPSHOT).size();
      partly |= copied > 0 && copied < 6;
      assertThat(copy(from, storage).copied()).hasSize(6 - copied);
      assertWhole(storage);
      if (!crashing.isDead()) {
        break;
      }
      crashes++;
    }
    assertThat(partly).isTrue();
    assertThat(crashes).isGreaterThan(10);
  }

  @Test
  void saysHowManyBytesThereAreAndHaveBeenMoved() {
    create(from, to);
    backUp(from, 1);
    backUp(from, 2);
    AtomicLong expected = new AtomicLong();
    AtomicLong done = new AtomicLong();

    CopyResult result =
        copy(
            from,
            to,
            new Progress() {
              @Override
              public void expect(long bytes, long files) {
                expected.addAndGet(bytes);
              }

              @Override
              public void advance(long bytes, long files, @Nullable String current) {
                done.addAndGet(bytes);
              }
            });

    assertThat(result.bytes()).isGreaterThan(9 * 30_000).isEqualTo(done.get());
    assertThat(expected.get()).isEqualTo(done.get());
  }

  @Test
  void endsWithoutSnapshotAndLockWhenItIsInterrupted() {
    create(from, to);
    backUp(from, 1);
    Thread main = Thread.currentThread();
    Progress interrupting =
        new Progress() {
          @Override
          public void expect(long bytes, long files) {
            main.interrupt();
          }

          @Override
          public void advance(long bytes, long files, @Nullable String current) {}
        };

    assertFails(FailureReason.Cancelled, () -> copy(from, to, interrupting));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(to.names(FileType.SNAPSHOT)).isEmpty();
    assertThat(from.names(FileType.LOCK)).isEmpty();
    assertThat(to.names(FileType.LOCK)).isEmpty();
    assertThat(copy(from, to).copied()).hasSize(1);
  }

  @Test
  void copiesBesideBackupsButNotBesideWhatRemoves() {
    create(from, to);
    backUp(from, 1);
    for (InMemoryStorage locked : List.of(from, to)) {
      try (Repository other = other(locked);
          RepositoryLock lock = other.lock(LockMode.EXCLUSIVE)) {
        assertThat(lock).isNotNull();
        assertFails(FailureReason.RepositoryLocked, () -> copy(from, to));
      }
    }
    try (Repository reader = other(from);
        Repository writer = other(to);
        RepositoryLock reading = reader.lock(LockMode.SHARED);
        RepositoryLock writing = writer.lock(LockMode.SHARED)) {
      assertThat(Stream.of(reading, writing)).doesNotContainNull();
      assertThat(copy(from, to).copied()).hasSize(1);
    }
  }

  @Test
  void doesNotCopyARepositoryToItself() {
    create(from, to);
    backUp(from, 1);
    InMemoryStorage same = from.copy();

    assertFails(FailureReason.InvalidRequest, () -> copy(from, same));
  }

  private static void create(InMemoryStorage... storages) {
    for (InMemoryStorage storage : storages) {
      TestRepositories.create(storage).close();
    }
  }

  private static Repository other(InMemoryStorage storage) {
    return Repository.open(
        storage, TestRepositories.PASSWORD, TestRepositories.options("other", Clock.systemUTC()));
  }

  private static CopyResult copy(InMemoryStorage from, InMemoryStorage to) {
    return copy(from, to, Progress.NONE);
  }

  private static CopyResult copy(InMemoryStorage from, InMemoryStorage to, Progress progress) {
    try (Repository source = TestRepositories.open(from);
        Repository destination = TestRepositories.open(to)) {
      return new CopyOperation(source, destination, progress)
          .copy(new Snapshots(source).readable().snapshots());
    }
  }

  /** Three files that all snapshots have, and three of their own. */
  private StoredSnapshot backUp(InMemoryStorage storage, int version) {
    for (int i = 0; i < 3; i++) {
      root.file("same" + i, random(i));
      root.file("own" + i, random(10 + 3 * version + i));
    }
    try (Repository repository = TestRepositories.open(storage)) {
      return new BackupOperation(repository, Progress.NONE)
          .backUp(
              new BackupRequest(
                  TIME.plusSeconds(version),
                  "shop",
                  "me",
                  List.of("tag"),
                  List.of("*.tmp"),
                  true,
                  null,
                  false,
                  false),
              List.of(new BackupTarget(PATH, root)))
          .stored();
    }
  }

  private static Snapshot tagged(StoredSnapshot stored, List<String> tags) {
    Snapshot old = stored.snapshot();
    return new Snapshot(
        old.time(),
        old.parent(),
        old.tree(),
        old.paths(),
        old.hostname(),
        old.username(),
        old.uid(),
        old.gid(),
        old.excludes(),
        tags,
        stored.id(),
        old.programVersion(),
        old.summary());
  }

  private static void save(InMemoryStorage storage, Snapshot snapshot) {
    try (Repository repository = TestRepositories.open(storage);
        RepositoryLock lock = repository.lock(LockMode.SHARED)) {
      assertThat(lock).isNotNull();
      repository.saveFile(FileType.SNAPSHOT, SnapshotCodec.encode(snapshot));
    }
  }

  /** Hashes of the files of a snapshot with their paths. */
  private static List<String> restored(Repository repository, Snapshot snapshot) {
    MemorySink sink = new MemorySink();
    RestoreResult result =
        new RestoreOperation(repository, Progress.NONE).restore(snapshot, PATH, List.of(), sink);
    assertThat(result.problems()).isEmpty();
    List<String> files = new ArrayList<>();
    sink.files.forEach((path, bytes) -> files.add(path + " " + Arrays.hashCode(bytes)));
    return files.stream().sorted().toList();
  }

  private static void assertSound(InMemoryStorage storage) {
    assertWhole(storage);
    try (Repository repository = TestRepositories.open(storage)) {
      for (StoredSnapshot stored : new Snapshots(repository).list()) {
        assertThat(restored(repository, stored.snapshot())).hasSize(6);
      }
    }
  }

  /** All that snapshots need is there, and opens. */
  private static void assertWhole(InMemoryStorage storage) {
    try (Repository repository = TestRepositories.open(storage)) {
      repository.unlock(true);
      assertThat(new CheckOperation(repository, Progress.NONE).check(100).problems()).isEmpty();
    }
  }

  private static byte[] random(int seed) {
    byte[] bytes = new byte[30_000];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static void assertFails(FailureReason reason, Runnable action) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(
            DrydockException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
