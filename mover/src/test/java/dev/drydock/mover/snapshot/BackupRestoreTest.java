// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.TestRepositories;
import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.InMemoryStorage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BackupRestoreTest {
  private static final SnapshotPath PATH = SnapshotPath.parse("/volumes/uploads");

  private final InMemoryStorage storage = new InMemoryStorage();
  private final Repository repository = TestRepositories.create(storage);
  private final MemoryTree.Entry root = MemoryTree.root();

  @AfterEach
  void close() {
    repository.close();
  }

  @Test
  void restoresWhatItBackedUp() {
    byte[] large = random(9_000_000);
    root.file("large", large);
    root.file("empty", new byte[0]);
    MemoryTree.Entry below = root.directory("a").directory("b");
    below.file(ByteString.copyOf(new byte[] {'x', (byte) 0xff, '"', '\\', '\n'}), bytes("odd"));
    root.add(ByteString.of("pipe"), NodeType.FIFO, 0600);
    root.add(ByteString.of("socket"), NodeType.SOCKET, 0600);
    root.directory("nothing");

    BackupResult backup = backUp(false);
    MemorySink sink = restore(backup);

    assertThat(backup.problems()).isEmpty();
    assertThat(backup.summary().totalFilesProcessed()).isEqualTo(3);
    assertThat(sink.files.get("/large")).isEqualTo(large);
    assertThat(sink.files.get("/empty")).isEmpty();
    assertThat(sink.finished)
        .containsKeys("/", "/a", "/a/b", "/nothing", "/pipe", "/large", "/empty")
        .doesNotContainKey("/socket");
    assertThat(sink.special).containsOnlyKeys("/pipe");
    Metadata metadata = sink.finished.get("/large").metadata();
    assertThat(metadata.modified()).isEqualTo(MemoryTree.TIME);
    assertThat(metadata.permissions()).isEqualTo(0640);
    assertThat(metadata.uid()).isEqualTo(1000);
    assertThat(sink.texts()).containsValue("odd").hasSize(3);
  }

  @Test
  void readsOnlyWhatChangedSinceTheParent() {
    MemoryTree.Entry same = root.file("same", bytes("same"));
    MemoryTree.Entry changed = root.file("changed", bytes("before"));
    BackupResult first = backUp(false);
    changed.content(bytes("after!"), MemoryTree.TIME.plusNanos(1));

    BackupResult second = backUp(false);

    assertThat(second.stored().snapshot().parent()).isEqualTo(first.stored().id());
    assertThat(same.timesOpened()).isEqualTo(1);
    assertThat(changed.timesOpened()).isEqualTo(2);
    assertThat(second.summary().filesUnmodified()).isEqualTo(1);
    assertThat(second.summary().filesChanged()).isEqualTo(1);
    assertThat(restore(second).texts()).isEqualTo(Map.of("/same", "same", "/changed", "after!"));
    assertThat(restore(first).texts()).containsEntry("/changed", "before");
  }

  @Test
  void readsEverythingForAFullBackupAndAddsNothingTwice() {
    MemoryTree.Entry file = root.file("file", random(2_000_000));
    backUp(false);

    BackupResult full = backUp(true);

    assertThat(file.timesOpened()).isEqualTo(2);
    assertThat(full.stored().snapshot().parent()).isNull();
    assertThat(full.summary().dataBlobs()).isZero();
  }

  @Test
  void takesNoParentOfOtherPathsOrHosts() {
    root.file("file", bytes("x"));
    backUp(false);

    BackupResult other =
        new BackupOperation(repository, Progress.NONE)
            .backUp(request(false), List.of(new BackupTarget(SnapshotPath.parse("/other"), root)));

    assertThat(other.stored().snapshot().parent()).isNull();
  }

  @Test
  void reportsWhatItCouldNotRead() {
    root.file("good", bytes("good"));
    root.file("secret", bytes("?")).trouble(MemoryTree.Trouble.UNREADABLE);
    root.file("gone", bytes("?")).trouble(MemoryTree.Trouble.VANISHES);
    root.file("log", bytes("growing")).trouble(MemoryTree.Trouble.KEEPS_CHANGING);
    root.file("once", bytes("twice")).trouble(MemoryTree.Trouble.CHANGES_ONCE);
    root.directory("closed").trouble(MemoryTree.Trouble.UNREADABLE);
    root.directory("unlisted").trouble(MemoryTree.Trouble.UNLISTABLE);

    BackupResult result = backUp(false);

    assertThat(result.problems())
        .extracting(problem -> problem.kind() + " " + problem.path())
        .containsExactlyInAnyOrder(
            "UNREADABLE /volumes/uploads/secret",
            "VANISHED /volumes/uploads/gone",
            "CHANGED /volumes/uploads/log",
            "UNREADABLE /volumes/uploads/closed",
            "UNREADABLE /volumes/uploads/unlisted");
    assertThat(restore(result).texts())
        .isEqualTo(Map.of("/good", "good", "/log", "growing", "/once", "twice"));
  }

  @Test
  void readsAgainWhatChangedWhileItWasRead() {
    MemoryTree.Entry log =
        root.file("log", bytes("torn")).trouble(MemoryTree.Trouble.KEEPS_CHANGING);
    backUp(false);
    // What a change during the first backup left behind: its time, and the size as it was.
    log.content(bytes("done"), Instant.EPOCH).trouble(MemoryTree.Trouble.NONE);

    assertThat(restore(backUp(false)).texts()).isEqualTo(Map.of("/log", "done"));
  }

  @Test
  void takesAShortReadForAnErrorAndNoChange() {
    root.file("good", bytes("good"));
    root.file("short", bytes("half of it")).trouble(MemoryTree.Trouble.ENDS_EARLY);

    BackupResult result = backUp(false);

    assertThat(result.problems()).extracting(Problem::kind).containsOnly(Problem.Kind.UNREADABLE);
    assertThat(result.problems().getFirst().message()).contains("10 bytes").contains("after 5");
    assertThat(restore(result).texts()).isEqualTo(Map.of("/good", "good"));
  }

  @Test
  void readsFilesMadeUpEachTime() {
    for (String content : List.of("one", "two")) {
      SourceEntry source = InlineFiles.over(null, Map.of("state", bytes(content)), Instant.EPOCH);
      BackupResult result =
          new BackupOperation(repository, Progress.NONE)
              .backUp(request(false), List.of(new BackupTarget(PATH, source)));
      assertThat(restore(result).texts()).isEqualTo(Map.of("/state", content));
    }
  }

  @Test
  void makesNoSnapshotWithProblemsWhenTold() {
    root.file("good", bytes("good"));
    root.file("secret", bytes("?")).trouble(MemoryTree.Trouble.UNREADABLE);
    BackupRequest strict =
        new BackupRequest(
            Instant.EPOCH, "shop", null, List.of(), List.of(), false, null, false, true);

    assertFails(
        FailureReason.SourceUnreadable,
        () ->
            new BackupOperation(repository, Progress.NONE)
                .backUp(strict, List.of(new BackupTarget(PATH, root))));
    assertThat(storage.names(FileType.SNAPSHOT)).isEmpty();
  }

  @Test
  void doesNotTakeAnEmptyDirectoryForABackup() {
    assertFails(FailureReason.SourceEmpty, () -> backUp(false));
    assertThat(storage.names(FileType.SNAPSHOT)).isEmpty();

    BackupRequest lenient =
        new BackupRequest(
            Instant.EPOCH, "shop", null, List.of(), List.of(), false, null, true, false);
    assertThat(
            new BackupOperation(repository, Progress.NONE)
                .backUp(lenient, List.of(new BackupTarget(PATH, root)))
                .problemCount())
        .isZero();
  }

  @Test
  void takesANewFilesystemForEmpty() {
    MemoryTree.Entry lost = root.directory("lost+found");
    assertFails(FailureReason.SourceEmpty, () -> backUp(false));

    lost.file("#12", bytes("found again"));
    assertThat(backUp(false).problems()).isEmpty();
  }

  @Test
  void putsFilesMadeUpIntoTheTree() {
    root.file("compose.yaml", bytes("old"));
    root.directory("drydock").file("kept", bytes("kept"));
    SourceEntry source =
        InlineFiles.over(
            root,
            Map.of("drydock/application.json", bytes("{}"), "compose.yaml", bytes("new")),
            Instant.EPOCH);

    BackupResult result =
        new BackupOperation(repository, Progress.NONE)
            .backUp(request(false), List.of(new BackupTarget(PATH, source)));

    MemorySink sink = restore(result);
    assertThat(sink.texts())
        .isEqualTo(
            Map.of(
                "/compose.yaml",
                "new",
                "/drydock/application.json",
                "{}",
                "/drydock/kept",
                "kept"));
    assertThat(sink.finished.get("/compose.yaml").metadata().permissions()).isEqualTo(0600);
  }

  @Test
  void backsUpFilesMadeUpAlone() {
    SourceEntry source = InlineFiles.over(null, Map.of("a/b", bytes("c")), Instant.EPOCH);

    BackupResult result =
        new BackupOperation(repository, Progress.NONE)
            .backUp(request(false), List.of(new BackupTarget(PATH, source)));

    assertThat(restore(result).texts()).isEqualTo(Map.of("/a/b", "c"));
  }

  @Test
  void keepsAStreamThatIsComplete() {
    byte[] dump = random(3_000_000);
    SnapshotPath path = SnapshotPath.parse("/databases/orders/dump.sql");

    BackupResult result =
        new BackupOperation(repository, Progress.NONE)
            .backUpStream(
                request(false),
                path,
                new ByteArrayInputStream(dump),
                bytes -> assertThat(bytes).isEqualTo(dump.length));

    ByteArrayOutputStream copy = new ByteArrayOutputStream();
    long written =
        new RestoreOperation(repository, Progress.NONE)
            .copy(result.stored().snapshot(), path, copy);
    assertThat(written).isEqualTo(dump.length);
    assertThat(copy.toByteArray()).isEqualTo(dump);
    assertThat(result.stored().snapshot().paths()).containsExactly(path.toString());
  }

  @Test
  void makesNoSnapshotOfAStreamThatIsNotComplete() {
    assertFails(
        FailureReason.DumpFailed,
        () ->
            new BackupOperation(repository, Progress.NONE)
                .backUpStream(
                    request(false),
                    PATH,
                    new ByteArrayInputStream(random(3_000_000)),
                    bytes -> {
                      throw new DrydockException(FailureReason.DumpFailed, "exit status 1");
                    }));

    assertThat(storage.names(FileType.SNAPSHOT)).isEmpty();
    assertThat(storage.names(FileType.LOCK)).isEmpty();
  }

  @Test
  void restoresOnlyWhatIsAskedFor() {
    MemoryTree.Entry images = root.directory("img");
    images.file("a", bytes("a"));
    images.directory("deep").file("b", bytes("b"));
    root.file("other", bytes("c"));
    BackupResult result = backUp(false);

    MemorySink sink = new MemorySink();
    new RestoreOperation(repository, Progress.NONE)
        .restore(result.stored().snapshot(), PATH, List.of(SnapshotPath.parse("/img/deep")), sink);

    assertThat(sink.texts()).isEqualTo(Map.of("/img/deep/b", "b"));
    assertFails(
        FailureReason.SnapshotNotFound,
        () ->
            new RestoreOperation(repository, Progress.NONE)
                .restore(
                    result.stored().snapshot(),
                    PATH,
                    List.of(SnapshotPath.parse("/nowhere")),
                    new MemorySink()));
  }

  @Test
  void restoresFurtherNamesOfAFileAsHardLinks() {
    Metadata linked = MemoryTree.linked(6);
    root.file("one", bytes("linked")).with(linked);
    root.file("two", bytes("linked")).with(linked);

    MemorySink sink = restore(backUp(false));

    assertThat(sink.texts()).isEqualTo(Map.of("/one", "linked"));
    assertThat(sink.hardLinks).isEqualTo(Map.of("/two", "/one"));
  }

  @Test
  void linksNoNamesThatHadDifferentContent() {
    root.file("one", bytes("before")).with(MemoryTree.linked(6));
    root.file("two", bytes("after!")).with(MemoryTree.linked(6));

    MemorySink sink = restore(backUp(false));

    assertThat(sink.texts()).isEqualTo(Map.of("/one", "before", "/two", "after!"));
    assertThat(sink.hardLinks).isEmpty();
  }

  @Test
  void reportsWhatItCouldNotRestoreAndRestoresTheRest() {
    root.file("a", random(50_000));
    root.file("b", bytes("b"));
    root.file("c", bytes("c"));
    BackupResult backup = backUp(false);
    MemorySink sink = new MemorySink().unwritable("/b");

    RestoreResult result =
        new RestoreOperation(repository, Progress.NONE)
            .restore(backup.stored().snapshot(), PATH, List.of(), sink);

    assertThat(result.problems()).hasSize(1);
    assertThat(result.problems().getFirst().kind()).isEqualTo(Problem.Kind.UNWRITABLE);
    assertThat(sink.files).containsOnlyKeys("/a", "/c");
    assertThat(result.files()).isEqualTo(2);
  }

  @Test
  void restoresContentAndLinksWithoutAttributesThatTheTargetDoesNotTake() {
    MemoryTree.Entry one = root.file("one", bytes("linked"));
    MemoryTree.Entry two = root.file("two", bytes("linked"));
    one.with(MemoryTree.linked(6));
    two.with(MemoryTree.linked(6));
    BackupResult backup = backUp(false);
    MemorySink sink = new MemorySink().withoutAttributes("/one");

    RestoreResult result =
        new RestoreOperation(repository, Progress.NONE)
            .restore(backup.stored().snapshot(), PATH, List.of(), sink);

    assertThat(result.problems())
        .extracting(Problem::kind)
        .containsExactly(Problem.Kind.ATTRIBUTES);
    assertThat(result.failureCount()).isZero();
    assertThat(result.lostAttributes().describe()).isEqualTo("1 entry without user.x (1)");
    assertThat(result.files()).isEqualTo(2);
    assertThat(sink.hardLinks).isEqualTo(Map.of("/two", "/one"));
  }

  @Test
  void goesDownAsDeepAsATreeMayBe() {
    MemoryTree.Entry directory = root;
    for (int i = 0; i < 3_000; i++) {
      directory = directory.directory("d");
    }
    directory.file("file", bytes("deep"));

    BackupResult first = backUp(false);

    assertThat(restore(first).texts()).isEqualTo(Map.of("/d".repeat(3_000) + "/file", "deep"));
    assertThat(backUp(false).summary().filesUnmodified()).isEqualTo(1);
  }

  @Test
  void saysWhatLiesDeeperThanCanBeRestored() {
    MemoryTree.Entry directory = root;
    for (int i = 0; i < 4_100; i++) {
      directory = directory.directory("d");
    }
    root.file("file", bytes("x"));

    BackupResult result = backUp(false);

    assertThat(result.problems())
        .singleElement()
        .satisfies(
            problem -> assertThat(problem.message()).contains("deeper than can be restored"));
    assertThat(restore(result).texts()).isEqualTo(Map.of("/file", "x"));
  }

  @Test
  void findsFilesAndSnapshots() {
    root.directory("img").file("a", bytes("a"));
    BackupResult result = backUp(false);
    Snapshots snapshots = new Snapshots(repository);
    Snapshot snapshot = result.stored().snapshot();

    assertThat(snapshots.find("latest")).isEqualTo(result.stored());
    assertThat(snapshots.find(result.stored().id().brief()).id()).isEqualTo(result.stored().id());
    assertThat(snapshots.node(snapshot, SnapshotPath.parse("/volumes/uploads/img/a"))).isPresent();
    assertThat(snapshots.node(snapshot, SnapshotPath.parse("/volumes/x"))).isEmpty();
    assertThat(snapshots.children(snapshot, PATH)).hasSize(1);
    StringBuilder seen = new StringBuilder();
    snapshots.walk(
        snapshot,
        SnapshotPath.ROOT,
        (path, node) -> {
          seen.append(path).append(' ');
          return true;
        });
    assertThat(seen.toString())
        .isEqualTo("/volumes /volumes/uploads /volumes/uploads/img /volumes/uploads/img/a ");
    assertFails(FailureReason.SnapshotNotFound, () -> snapshots.find("ffffffffffff"));
  }

  private BackupResult backUp(boolean full) {
    return new BackupOperation(repository, Progress.NONE)
        .backUp(request(full), List.of(new BackupTarget(PATH, root)));
  }

  private MemorySink restore(BackupResult backup) {
    MemorySink sink = new MemorySink();
    RestoreResult result =
        new RestoreOperation(repository, Progress.NONE)
            .restore(backup.stored().snapshot(), PATH, List.of(), sink);
    assertThat(result.problems()).isEmpty();
    return sink;
  }

  private static BackupRequest request(boolean full) {
    return new BackupRequest(
        Instant.now(), "shop", "drydock", List.of("run=1"), List.of(), full, null, false, false);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static void assertFails(FailureReason reason, Runnable action) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(
            DrydockException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
