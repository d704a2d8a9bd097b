// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.repository.BlobLocation;
import dev.drydock.mover.repository.BlobType;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.TestRepositories;
import dev.drydock.mover.snapshot.BackupOperation;
import dev.drydock.mover.snapshot.BackupRequest;
import dev.drydock.mover.snapshot.BackupTarget;
import dev.drydock.mover.snapshot.CheckOperation;
import dev.drydock.mover.snapshot.Node;
import dev.drydock.mover.snapshot.Problem;
import dev.drydock.mover.snapshot.Progress;
import dev.drydock.mover.snapshot.RestoreOperation;
import dev.drydock.mover.snapshot.RestoreResult;
import dev.drydock.mover.snapshot.Snapshot;
import dev.drydock.mover.snapshot.SnapshotPath;
import dev.drydock.mover.snapshot.Snapshots;
import dev.drydock.mover.source.FileTree;
import dev.drydock.mover.storage.FaultyStorage;
import dev.drydock.mover.storage.InMemoryStorage;
import dev.drydock.mover.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a restore leaves behind that could not read everything. */
@SuppressWarnings("NullAway.Init")
final class FailedRestoreTest {
  private static final SnapshotPath PATH = SnapshotPath.parse("/data");

  @TempDir private Path directory;
  private final FaultyStorage storage = new FaultyStorage(new InMemoryStorage());
  private final Repository repository = TestRepositories.create(storage);
  private Path from;
  private Path to;
  private Snapshot snapshot;

  @BeforeEach
  void backUp() throws IOException {
    from = Files.createDirectories(directory.resolve("from"));
    to = Files.createDirectories(directory.resolve("to"));
    Files.createDirectories(from.resolve("sub"));
    for (String name : List.of("a", "b", "sub/c")) {
      byte[] bytes = new byte[100_000]; // a pack for each
      new Random(name.hashCode()).nextBytes(bytes);
      Files.write(from.resolve(name), bytes);
    }
    try (FileTree tree = FileTree.open(from, List.of())) {
      snapshot =
          new BackupOperation(repository, Progress.NONE)
              .backUp(
                  new BackupRequest(
                      Instant.now(), "shop", null, List.of(), List.of(), true, null, false, false),
                  List.of(new BackupTarget(PATH, tree.root())))
              .stored()
              .snapshot();
    }
  }

  @AfterEach
  void close() {
    repository.close();
  }

  @Test
  void one_pack_that_cannot_be_read_costs_only_its_files() throws IOException {
    storage.breakFile(packOf("b"), badSector());

    RestoreResult result = restore(FileTreeSink.Existing.KEEP);

    assertThat(result.problems()).hasSize(1);
    assertThat(result.problems().getFirst().kind()).isEqualTo(Problem.Kind.DAMAGED);
    assertThat(result.problems().getFirst().path()).isEqualTo("/b");
    assertThat(to.resolve("a")).hasSameBinaryContentAs(from.resolve("a"));
    assertThat(to.resolve("sub/c")).hasSameBinaryContentAs(from.resolve("sub/c"));
    assertThat(names()).containsExactlyInAnyOrder("a", "sub", "c");
  }

  @Test
  void one_pack_that_cannot_be_read_is_one_problem_of_a_check() {
    storage.breakFile(packOf("b"), badSector());

    assertThat(new CheckOperation(repository, Progress.NONE).check(100).problems())
        .singleElement()
        .asString()
        .contains(packOf("b"))
        .contains("cannot be read");
  }

  @Test
  void a_restore_that_is_given_up_leaves_no_file_that_looks_whole() throws IOException {
    storage.breakFile(packOf("b"), new Storage.StorageException("no answer", true, null));

    assertThatThrownBy(() -> restore(FileTreeSink.Existing.KEEP))
        .isInstanceOfSatisfying(
            DrydockException.class,
            e -> assertThat(e.reason()).isEqualTo(FailureReason.RepositoryUnavailable));
    assertThat(names()).isSubsetOf("sub");
  }

  @Test
  void a_store_that_does_not_answer_is_no_damage() {
    storage.breakAllPacks(badSector());

    assertThatThrownBy(() -> restore(FileTreeSink.Existing.KEEP))
        .isInstanceOfSatisfying(
            DrydockException.class,
            e -> assertThat(e.reason()).isEqualTo(FailureReason.RepositoryUnavailable));
  }

  @Test
  void what_is_there_stays_until_what_replaces_it_is_whole() throws IOException {
    Files.writeString(to.resolve("a"), "theirs");
    Files.writeString(to.resolve("b"), "theirs");
    storage.breakFile(packOf("b"), badSector());

    restore(FileTreeSink.Existing.REPLACE);

    assertThat(to.resolve("a")).hasSameBinaryContentAs(from.resolve("a"));
    assertThat(to.resolve("b")).hasContent("theirs");
    assertThat(names()).containsExactlyInAnyOrder("a", "b", "sub", "c");
  }

  @Test
  void a_restore_that_is_given_up_replaces_nothing() throws IOException {
    Files.writeString(to.resolve("a"), "theirs");
    storage.breakFile(packOf("b"), new Storage.StorageException("no answer", true, null));

    assertThatThrownBy(() -> restore(FileTreeSink.Existing.REPLACE))
        .isInstanceOf(DrydockException.class);

    assertThat(to.resolve("a")).hasContent("theirs");
    assertThat(names()).isSubsetOf("a", "sub");
  }

  private RestoreResult restore(FileTreeSink.Existing existing) throws IOException {
    try (FileTreeSink sink = FileTreeSink.open(to, existing)) {
      return new RestoreOperation(repository, Progress.NONE)
          .restore(snapshot, PATH, List.of(), sink);
    }
  }

  private String packOf(String file) {
    Node node =
        new Snapshots(repository)
            .node(snapshot, SnapshotPath.parse(PATH + "/" + file))
            .orElseThrow();
    BlobLocation place =
        Objects.requireNonNull(
            repository
                .index()
                .find(BlobType.DATA, Objects.requireNonNull(node.content()).getFirst()));
    return place.pack().hex();
  }

  private static IOException badSector() {
    return new Storage.StorageException("Input/output error", false, null);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.walk(to)) {
      return all.filter(path -> !path.equals(to))
          .map(path -> path.getFileName().toString())
          .toList();
    }
  }
}
