// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.TestRepositories;
import dev.drydock.mover.snapshot.BackupOperation;
import dev.drydock.mover.snapshot.BackupRequest;
import dev.drydock.mover.snapshot.BackupTarget;
import dev.drydock.mover.snapshot.Node;
import dev.drydock.mover.snapshot.Overwrite;
import dev.drydock.mover.snapshot.Problem;
import dev.drydock.mover.snapshot.Progress;
import dev.drydock.mover.snapshot.RestoreFile;
import dev.drydock.mover.snapshot.RestoreOperation;
import dev.drydock.mover.snapshot.RestoreOptions;
import dev.drydock.mover.snapshot.RestoreResult;
import dev.drydock.mover.snapshot.RestoreSink;
import dev.drydock.mover.snapshot.Selection;
import dev.drydock.mover.snapshot.Snapshot;
import dev.drydock.mover.snapshot.SnapshotPath;
import dev.drydock.mover.source.FileTree;
import dev.drydock.mover.storage.InMemoryStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Restores to a disk that does not keep what it is given. */
@SuppressWarnings("NullAway.Init")
final class VerifiedRestoreTest {
  private static final SnapshotPath PATH = SnapshotPath.parse("/data");

  @TempDir private Path directory;
  private final Repository repository = TestRepositories.create(new InMemoryStorage());
  private Path from;
  private Path to;
  private Snapshot snapshot;

  @BeforeEach
  void backUp() throws IOException {
    from = Files.createDirectories(directory.resolve("from"));
    to = Files.createDirectories(directory.resolve("to"));
    byte[] content = new byte[3_000_000];
    new Random(1).nextBytes(content);
    Files.write(from.resolve("large"), content);
    Files.writeString(from.resolve("small"), "content");
    Files.createFile(from.resolve("empty"));
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
  void what_the_disk_keeps_is_found_as_it_was_written() throws IOException {
    RestoreResult result = restore(-1);

    assertThat(result.problems()).isEmpty();
    assertThat(to.resolve("large")).hasSameBinaryContentAs(from.resolve("large"));
    assertThat(to.resolve("empty")).isEmptyFile();
  }

  @Test
  void a_byte_that_the_disk_changes_is_found_and_what_was_there_stays() throws IOException {
    Files.writeString(to.resolve("large"), "theirs");

    RestoreResult result = restore(2_999_999);

    assertThat(result.failures())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.kind()).isEqualTo(Problem.Kind.ALTERED);
              assertThat(problem.message()).contains("'/large'", "not those that were written");
            });
    assertThat(to.resolve("large")).hasContent("theirs");
    assertThat(to.resolve("small")).hasContent("content");
  }

  private RestoreResult restore(long changedByte) throws IOException {
    RestoreOptions options =
        new RestoreOptions(Selection.all(), Overwrite.ALWAYS, false, false, true, action -> {});
    try (FileTree there = FileTree.open(to, List.of());
        FileTreeSink sink = FileTreeSink.open(to, FileTreeSink.Existing.REPLACE)) {
      return new RestoreOperation(repository, Progress.NONE)
          .restore(snapshot, PATH, options, there::at, new BadDisk(sink, changedByte));
    }
  }

  /** Changes one byte of every file that is long enough to have it. */
  private record BadDisk(RestoreSink sink, long changedByte) implements RestoreSink {
    @Override
    public RestoreFile createFile(SnapshotPath path, Node node, long size) throws IOException {
      return new BadFile(sink.createFile(path, node, size), changedByte);
    }

    @Override
    public void createDirectory(SnapshotPath path, Node node) throws IOException {
      sink.createDirectory(path, node);
    }

    @Override
    public void createSpecial(SnapshotPath path, Node node) throws IOException {
      sink.createSpecial(path, node);
    }

    @Override
    public void remove(SnapshotPath path) throws IOException {
      sink.remove(path);
    }

    @Override
    public void removeDirectory(SnapshotPath path) throws IOException {
      sink.removeDirectory(path);
    }

    @Override
    public void createHardLink(SnapshotPath path, SnapshotPath existing) throws IOException {
      sink.createHardLink(path, existing);
    }

    @Override
    public void finish(SnapshotPath path, Node node) throws IOException {
      sink.finish(path, node);
    }
  }

  private record BadFile(RestoreFile file, long changedByte) implements RestoreFile {
    @Override
    public void write(ByteBuffer data, long position) throws IOException {
      byte[] bytes = new byte[data.remaining()];
      data.duplicate().get(bytes);
      long index = changedByte - position;
      if (index >= 0 && index < bytes.length) {
        bytes[(int) index] ^= 1;
      }
      file.write(ByteBuffer.wrap(bytes), position);
    }

    @Override
    public int read(byte[] buffer, int offset, int length, long position) throws IOException {
      return file.read(buffer, offset, length, position);
    }

    @Override
    public void discard() throws IOException {
      file.discard();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
