// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.mover.chunker.Chunker;
import dev.drydock.mover.posix.DirectoryHandle;
import dev.drydock.mover.repository.BlobLocation;
import dev.drydock.mover.repository.BlobType;
import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.TestRepositories;
import dev.drydock.mover.snapshot.BackupOperation;
import dev.drydock.mover.snapshot.BackupRequest;
import dev.drydock.mover.snapshot.BackupTarget;
import dev.drydock.mover.snapshot.ByteString;
import dev.drydock.mover.snapshot.ExtendedAttribute;
import dev.drydock.mover.snapshot.Node;
import dev.drydock.mover.snapshot.Overwrite;
import dev.drydock.mover.snapshot.PathPattern;
import dev.drydock.mover.snapshot.Problem;
import dev.drydock.mover.snapshot.Progress;
import dev.drydock.mover.snapshot.RestoreOperation;
import dev.drydock.mover.snapshot.RestoreOptions;
import dev.drydock.mover.snapshot.RestoreResult;
import dev.drydock.mover.snapshot.RestoreSink;
import dev.drydock.mover.snapshot.Selection;
import dev.drydock.mover.snapshot.Snapshot;
import dev.drydock.mover.snapshot.SnapshotPath;
import dev.drydock.mover.snapshot.Snapshots;
import dev.drydock.mover.source.FileTree;
import dev.drydock.mover.storage.FaultyStorage;
import dev.drydock.mover.storage.InMemoryStorage;
import dev.drydock.mover.storage.Storage;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Restores over a tree that is there. */
@SuppressWarnings("NullAway.Init")
final class InPlaceRestoreTest {
  private static final SnapshotPath PATH = SnapshotPath.parse("/data");
  private static final int LARGE = 12_000_000;

  @TempDir private Path directory;
  private final FaultyStorage storage = new FaultyStorage(new InMemoryStorage());
  private final Repository repository = TestRepositories.create(storage);
  private final List<String> actions = new ArrayList<>();
  private Path tree;
  private Snapshot snapshot;

  private SnapshotPath base = PATH;
  private boolean delete;
  private boolean dryRun;
  private Selection selection = Selection.all();

  @BeforeEach
  void backUp() throws IOException {
    tree = Files.createDirectories(directory.resolve("tree"));
    Files.createDirectories(tree.resolve("sub/deeper"));
    Files.write(tree.resolve("large"), random(LARGE));
    Files.writeString(tree.resolve("sub/text"), "as it was");
    Files.writeString(tree.resolve("sub/deeper/log"), "a log");
    Files.createSymbolicLink(tree.resolve("link"), Path.of("sub/text"));
    Files.writeString(tree.resolve("one"), "two names");
    Files.createLink(tree.resolve("two"), tree.resolve("one"));
    snapshot = snapshot();
  }

  private Snapshot snapshot() throws IOException {
    try (FileTree source = FileTree.open(tree, List.of())) {
      return new BackupOperation(repository, Progress.NONE)
          .backUp(
              new BackupRequest(
                  Instant.now(), "shop", null, List.of(), List.of(), true, null, false, false),
              List.of(new BackupTarget(PATH, source.root())))
          .stored()
          .snapshot();
    }
  }

  @AfterEach
  void close() {
    repository.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"ALWAYS", "IF_CHANGED"})
  void what_is_as_it_should_be_is_left_alone(Overwrite overwrite) throws IOException {
    Object before = changed(tree.resolve("large"));
    breakPacksOf("large");

    RestoreResult result = restore(overwrite);

    assertThat(result.problems()).isEmpty();
    assertThat(result.bytes()).isZero();
    assertThat(result.existing().unchanged()).isEqualTo(6);
    assertThat(result.existing().bytes()).isEqualTo(LARGE + 9 + 5 + 9);
    assertThat(changed(tree.resolve("large"))).isEqualTo(before);
    assertThat(actions).allMatch(action -> action.startsWith("UNCHANGED"));
  }

  @Test
  void only_blobs_that_differ_are_fetched() throws IOException {
    overwriteBytes("large", LARGE / 2, 10);

    RestoreResult result = restore(Overwrite.ALWAYS);

    assertThat(tree.resolve("large")).hasBinaryContent(random(LARGE));
    assertThat(result.bytes()).isPositive().isLessThanOrEqualTo(Chunker.MAX_SIZE);
    assertThat(result.bytes() + result.existing().bytes()).isEqualTo(LARGE + 9 + 5 + 9);
    assertThat(actions).contains("UPDATED /large");
    assertOnlyThese("large", "link", "one", "sub", "two");
  }

  @Test
  void a_file_that_grew_or_shrank_gets_its_length_back() throws IOException {
    Files.write(tree.resolve("large"), new byte[5], java.nio.file.StandardOpenOption.APPEND);
    try (var file = new RandomAccessFile(tree.resolve("sub/text").toFile(), "rw")) {
      file.setLength(3);
    }

    RestoreResult result = restore(Overwrite.ALWAYS);

    assertThat(tree.resolve("large")).hasBinaryContent(random(LARGE));
    assertThat(tree.resolve("sub/text")).hasContent("as it was");
    assertThat(result.bytes()).isEqualTo(9);
  }

  @Test
  void same_size_and_time_are_believed_only_when_asked_to() throws IOException {
    FileTime time = Files.getLastModifiedTime(tree.resolve("sub/text"));
    Files.writeString(tree.resolve("sub/text"), "as it is!");
    Files.setLastModifiedTime(tree.resolve("sub/text"), time);

    restore(Overwrite.IF_CHANGED);
    assertThat(tree.resolve("sub/text")).hasContent("as it is!");
    restore(Overwrite.ALWAYS);
    assertThat(tree.resolve("sub/text")).hasContent("as it was");
  }

  @Test
  void newer_files_stay_when_asked_for() throws IOException {
    Files.writeString(tree.resolve("sub/text"), "newer");
    Files.setLastModifiedTime(
        tree.resolve("sub/text"), FileTime.from(Instant.now().plusSeconds(9)));
    Files.writeString(tree.resolve("sub/deeper/log"), "older");
    Files.setLastModifiedTime(tree.resolve("sub/deeper/log"), FileTime.fromMillis(1000));

    RestoreResult result = restore(Overwrite.IF_NEWER);

    assertThat(tree.resolve("sub/text")).hasContent("newer");
    assertThat(tree.resolve("sub/deeper/log")).hasContent("a log");
    assertThat(result.existing().skipped()).isEqualTo(5);
  }

  @Test
  void nothing_that_is_there_changes_when_asked_for() throws IOException {
    Files.writeString(tree.resolve("one"), "theirs");
    Files.delete(tree.resolve("two"));
    Files.delete(tree.resolve("sub/text"));

    RestoreResult result = restore(Overwrite.NEVER);

    assertThat(result.problems()).isEmpty();
    assertThat(tree.resolve("one")).hasContent("theirs");
    assertThat(tree.resolve("two")).as("a name of a file that stays").hasContent("two names");
    assertThat(tree.resolve("sub/text")).hasContent("as it was");
    assertThat(result.existing().skipped()).isEqualTo(4);
  }

  @Test
  void names_that_were_torn_apart_are_names_of_one_file_again() throws IOException {
    Files.delete(tree.resolve("two"));
    Files.writeString(tree.resolve("two"), "two names");

    restore(Overwrite.ALWAYS);

    assertThat(Files.isSameFile(tree.resolve("one"), tree.resolve("two"))).isTrue();
  }

  @Test
  void files_that_became_one_are_two_again_and_names_outside_are_left_alone() throws IOException {
    Path outside = directory.resolve("outside");
    Files.createLink(outside, tree.resolve("sub/text"));
    Files.writeString(tree.resolve("sub/other"), "a log");
    snapshot = snapshot();
    Files.delete(tree.resolve("sub/other"));
    Files.createLink(tree.resolve("sub/other"), tree.resolve("sub/deeper/log"));
    Files.writeString(outside, "theirs");

    restore(Overwrite.ALWAYS);

    assertThat(Files.isSameFile(tree.resolve("sub/other"), tree.resolve("sub/deeper/log")))
        .isFalse();
    assertThat(tree.resolve("sub/other")).hasContent("a log");
    assertThat(tree.resolve("sub/text")).hasContent("as it was");
    assertThat(outside).hasContent("theirs");
  }

  @Test
  void metadata_comes_back_without_content() throws IOException {
    Files.setLastModifiedTime(tree.resolve("large"), FileTime.fromMillis(5000));
    assertThat(tree.resolve("sub/text").toFile().setExecutable(true, false)).isTrue();
    Object inode = Files.getAttribute(tree.resolve("large"), "unix:ino");

    RestoreResult result = restore(Overwrite.ALWAYS);

    assertThat(result.bytes()).isZero();
    assertThat(actions).contains("ATTRIBUTES /large", "ATTRIBUTES /sub/text");
    assertThat(tree.resolve("sub/text").toFile().canExecute()).isFalse();
    assertThat(Files.getAttribute(tree.resolve("large"), "unix:ino")).isEqualTo(inode);
    assertThat(Files.getLastModifiedTime(tree.resolve("large")).toInstant())
        .isAfter(Instant.ofEpochSecond(6));
  }

  @Test
  void attributes_that_the_snapshot_does_not_have_go() throws IOException {
    try (DirectoryHandle root = DirectoryHandle.open(tree)) {
      var theirs = new ExtendedAttribute("user.theirs", ByteString.of("x"));
      try {
        root.setExtendedAttribute(ByteString.of("large"), theirs);
        root.setExtendedAttribute(ByteString.of("sub"), theirs);
      } catch (IOException e) {
        Assumptions.abort("the temporary directory's filesystem has no extended attributes");
      }

      RestoreResult result = restore(Overwrite.ALWAYS);

      assertThat(result.bytes()).isZero();
      assertThat(root.extendedAttributes(ByteString.of("large"))).isEmpty();
      assertThat(root.extendedAttributes(ByteString.of("sub"))).isEmpty();
    }
  }

  @Test
  void what_is_of_another_type_is_replaced() throws IOException {
    Files.delete(tree.resolve("link"));
    Files.writeString(tree.resolve("link"), "a file");
    Files.delete(tree.resolve("large"));
    Files.createSymbolicLink(tree.resolve("large"), Path.of("/etc/passwd"));
    removeTree(tree.resolve("sub/deeper"));
    Files.writeString(tree.resolve("sub/deeper"), "a file");

    assertThat(restore(Overwrite.ALWAYS).problems()).isEmpty();

    assertThat(Files.readSymbolicLink(tree.resolve("link"))).isEqualTo(Path.of("sub/text"));
    assertThat(tree.resolve("large")).isRegularFile().hasBinaryContent(random(LARGE));
    assertThat(tree.resolve("sub/deeper/log")).hasContent("a log");
  }

  @Test
  void a_directory_is_replaced_by_a_file_only_when_that_was_asked_for() throws IOException {
    Files.delete(tree.resolve("sub/text"));
    Files.createDirectories(tree.resolve("sub/text/with/some"));
    Files.writeString(tree.resolve("sub/text/with/file"), "theirs");

    RestoreResult kept = restore(Overwrite.ALWAYS);
    assertThat(kept.failures())
        .singleElement()
        .extracting(Problem::message)
        .asString()
        .contains("/sub/text", "a directory is in its place");
    assertThat(tree.resolve("sub/text/with/file")).hasContent("theirs");

    delete = true;
    selection = Selection.matching(List.of(), List.of(PathPattern.parse("with/file", false)));
    assertThat(restore(Overwrite.ALWAYS).failures()).hasSize(1);
    assertThat(tree.resolve("sub/text/with/file")).hasContent("theirs");

    selection = Selection.all();
    assertThat(restore(Overwrite.ALWAYS).failures()).isEmpty();
    assertThat(tree.resolve("sub/text")).hasContent("as it was");
    assertThat(list(tree.resolve("sub"))).containsExactly("deeper", "text");
  }

  @Test
  void what_the_snapshot_lacks_is_removed_but_for_what_is_excluded() throws IOException {
    Files.createDirectories(tree.resolve("sub/extra/kept"));
    Files.writeString(tree.resolve("sub/extra/file"), "x");
    Files.writeString(tree.resolve("sub/extra/kept/a.log"), "x");
    Files.writeString(tree.resolve("b.log"), "x");
    Files.createSymbolicLink(tree.resolve("sub/out"), directory);
    Files.createDirectories(tree.resolve("lost+found"));
    delete = true;
    selection = Selection.matching(List.of(), List.of(PathPattern.parse("*.log", false)));
    FileTime modified = Files.getLastModifiedTime(tree.resolve("sub/deeper"));

    RestoreResult result = restore(Overwrite.ALWAYS);

    assertThat(result.problems()).isEmpty();
    assertThat(result.existing().removed()).isEqualTo(2);
    assertThat(actions).contains("REMOVED /sub/extra/file", "REMOVED /sub/out");
    assertThat(tree.resolve("sub/extra/kept/a.log")).exists();
    assertOnlyThese("b.log", "large", "link", "lost+found", "one", "sub", "two");
    assertThat(directory.resolve("tree")).exists();
    assertThat(Files.getLastModifiedTime(tree.resolve("sub/deeper"))).isEqualTo(modified);

    selection = Selection.all();
    assertThat(restore(Overwrite.ALWAYS).existing().removed()).isEqualTo(4);
    assertThat(list(tree.resolve("sub"))).containsExactly("deeper", "text");
  }

  @Test
  void removal_keeps_to_what_is_included() throws IOException {
    Files.writeString(tree.resolve("extra"), "x");
    Files.writeString(tree.resolve("sub/extra"), "x");
    Files.writeString(tree.resolve("sub/deeper/extra"), "x");
    Files.writeString(tree.resolve("sub/text"), "changed");
    delete = true;
    selection = Selection.matching(List.of(PathPattern.parse("/sub/deeper", false)), List.of());

    restore(Overwrite.ALWAYS);

    assertThat(tree.resolve("extra")).exists();
    assertThat(tree.resolve("sub/extra")).exists();
    assertThat(tree.resolve("sub/text")).hasContent("changed");
    assertThat(tree.resolve("sub/deeper/extra")).doesNotExist();
  }

  @Test
  void what_is_beside_what_was_backed_up_stays() throws IOException {
    Path root = Files.createDirectory(directory.resolve("root"));
    Files.createDirectories(root.resolve("data"));
    Files.writeString(root.resolve("data/extra"), "x");
    Files.writeString(root.resolve("beside"), "x");
    tree = root;
    base = SnapshotPath.ROOT;
    delete = true;

    RestoreResult result = restore(Overwrite.ALWAYS);

    assertThat(result.existing().removed()).isEqualTo(1);
    assertThat(root.resolve("beside")).exists();
    assertThat(root.resolve("data/extra")).doesNotExist();
    assertThat(root.resolve("data/one")).exists();
  }

  @Test
  void nothing_is_removed_when_not_all_was_restored() throws IOException {
    Files.writeString(tree.resolve("extra"), "x");
    Files.delete(tree.resolve("sub/text"));
    Files.createDirectory(tree.resolve("sub/text"));
    Files.writeString(tree.resolve("sub/text/precious"), "x");
    delete = true;
    selection = Selection.matching(List.of(), List.of(PathPattern.parse("precious", false)));

    assertThat(restore(Overwrite.ALWAYS).failureCount()).isEqualTo(1);

    assertThat(tree.resolve("extra")).exists();
  }

  @Test
  void a_dry_run_says_everything_and_changes_nothing() throws IOException {
    overwriteBytes("large", 100, 1);
    Files.delete(tree.resolve("two"));
    Files.writeString(tree.resolve("extra"), "x");
    Files.setLastModifiedTime(tree.resolve("sub/text"), FileTime.fromMillis(5000));
    removeTree(tree.resolve("sub/deeper"));
    delete = true;
    dryRun = true;

    RestoreResult result = restore(Overwrite.ALWAYS);

    assertThat(actions)
        .contains(
            "UPDATED /large",
            "RESTORED /two",
            "REMOVED /extra",
            "ATTRIBUTES /sub/text",
            "RESTORED /sub/deeper",
            "RESTORED /sub/deeper/log",
            "UNCHANGED /link",
            "UNCHANGED /one");
    assertThat(result.bytes()).isZero();
    assertThat(tree.resolve("extra")).exists();
    assertThat(tree.resolve("two")).doesNotExist();
    assertThat(tree.resolve("sub/deeper")).doesNotExist();
    assertThat(Files.getLastModifiedTime(tree.resolve("sub/text")).toMillis()).isEqualTo(5000);
  }

  @Test
  void a_changed_file_stays_when_its_content_is_damaged() throws IOException {
    overwriteBytes("large", 100, 1);
    byte[] theirs = Files.readAllBytes(tree.resolve("large"));
    breakPacksOf("large");

    RestoreResult result = restore(Overwrite.ALWAYS);

    assertThat(result.failureCount()).isEqualTo(1);
    assertThat(tree.resolve("large")).hasBinaryContent(theirs);
    assertOnlyThese("large", "link", "one", "sub", "two");
  }

  @Test
  void directories_on_the_way_are_made_only_for_what_is_in_them() throws IOException {
    Path empty = Files.createDirectory(directory.resolve("empty"));
    Files.setLastModifiedTime(tree.resolve("sub"), FileTime.fromMillis(5000));
    snapshot = snapshot();
    tree = empty;
    selection = Selection.matching(List.of(PathPattern.parse("t*xt", false)), List.of());

    RestoreResult result = restore(Overwrite.ALWAYS);

    assertThat(result.problems()).isEmpty();
    assertOnlyThese("sub");
    assertThat(list(tree.resolve("sub"))).containsExactly("text");
    assertThat(Files.getLastModifiedTime(tree.resolve("sub")).toMillis()).isEqualTo(5000);
    assertThat(selection.unmatched()).isEmpty();
  }

  private RestoreResult restore(Overwrite overwrite) throws IOException {
    actions.clear();
    RestoreOptions options =
        new RestoreOptions(
            selection,
            overwrite,
            delete,
            dryRun,
            true,
            action -> actions.add(action.kind() + " " + action.path()));
    FileTreeSink.Existing existing =
        !overwrite.mayReplace()
            ? FileTreeSink.Existing.KEEP
            : delete ? FileTreeSink.Existing.REPLACE_TREES : FileTreeSink.Existing.REPLACE;
    try (FileTree there = FileTree.open(tree, List.of());
        FileTreeSink sink = FileTreeSink.open(tree, existing)) {
      return new RestoreOperation(repository, Progress.NONE)
          .restore(snapshot, base, options, there::at, dryRun ? RestoreSink.nowhere() : sink);
    }
  }

  private void overwriteBytes(String name, long position, int count) throws IOException {
    try (var file = new RandomAccessFile(tree.resolve(name).toFile(), "rw")) {
      file.seek(position);
      file.write(new byte[count]);
    }
  }

  private void breakPacksOf(String file) {
    Node node =
        new Snapshots(repository)
            .node(snapshot, SnapshotPath.parse(PATH + "/" + file))
            .orElseThrow();
    for (Id id : Objects.requireNonNull(node.content())) {
      BlobLocation place = Objects.requireNonNull(repository.index().find(BlobType.DATA, id));
      storage.breakFile(
          place.pack().hex(), new Storage.StorageException("Input/output error", false, null));
    }
  }

  private static Object changed(Path file) throws IOException {
    return Files.getAttribute(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS);
  }

  private void assertOnlyThese(String... names) throws IOException {
    assertThat(list(tree)).containsExactly(names);
  }

  private static List<String> list(Path of) throws IOException {
    try (Stream<Path> entries = Files.list(of)) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private static void removeTree(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
