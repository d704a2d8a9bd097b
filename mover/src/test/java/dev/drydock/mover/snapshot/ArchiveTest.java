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
import dev.drydock.mover.repository.PackEntry;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.RepositoryLock;
import dev.drydock.mover.repository.TestRepositories;
import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.InMemoryStorage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class ArchiveTest {
  private final InMemoryStorage storage = new InMemoryStorage();
  private final MemoryTree.Entry root = MemoryTree.root();
  private final RecordingSink sink = new RecordingSink();

  ArchiveTest() {
    TestRepositories.create(storage).close();
  }

  @Test
  void entries_come_in_order_with_all_their_content() {
    byte[] large = random(2_500_000);
    root.directory("a").file("large", large);
    root.file("empty", new byte[0]);
    root.file("zeros", new byte[3_000_000]); // one blob again and again
    root.add(ByteString.of("pipe"), NodeType.FIFO, 0600);

    ArchiveResult result = write(backUp(), "/data");

    assertThat(sink.entries)
        .containsExactly(
            "/data 0",
            "/data/a 0",
            "/data/a/large 2500000",
            "/data/empty 0",
            "/data/pipe 0",
            "/data/zeros 3000000",
            "end");
    byte[] content = sink.content.toByteArray();
    assertThat(content).hasSize(5_500_000).startsWith(large);
    assertThat(content[content.length - 1]).isZero();
    assertThat(result).isEqualTo(new ArchiveResult(4, 2, 5_500_000, 0));
  }

  @Test
  void the_root_and_single_entries_can_be_asked_for() {
    root.file("file", "content".getBytes(UTF_8));
    StoredSnapshot stored = backUp();
    assertThat(write(stored, "/").directories()).isEqualTo(1);
    assertThat(sink.entries).containsExactly("/data 0", "/data/file 7", "end");
    sink.entries.clear();
    write(stored, "/data/file");
    assertThat(sink.entries).containsExactly("/data/file 7", "end");
    sink.entries.clear();
    assertFails(FailureReason.SnapshotNotFound, () -> write(stored, "/data/other"));
    assertThat(sink.entries).isEmpty();
  }

  @Test
  void further_names_of_a_file_are_links_to_its_first() {
    byte[] bytes = "linked".getBytes(UTF_8);
    root.file("one", bytes).with(MemoryTree.linked(6));
    root.directory("two").file("two", bytes).with(MemoryTree.linked(6));
    write(backUp(), "/data");
    assertThat(sink.entries)
        .containsExactly(
            "/data 0", "/data/one 6", "/data/two 0", "/data/two/two = /data/one", "end");
  }

  @Test
  void an_archive_with_a_blob_that_is_damaged_is_not_ended() {
    root.file("a", random(1000));
    root.file("b", random(2000));
    StoredSnapshot stored = backUp();
    Backups.damage(storage, stored, "/data/b");
    assertThatThrownBy(() -> write(stored, "/data"))
        .isInstanceOfSatisfying(
            DrydockException.class,
            e -> assertThat(e.reason()).isEqualTo(FailureReason.RepositoryCorrupt))
        .hasMessageContaining("/data/b");
    assertThat(sink.entries).contains("/data/a 1000").doesNotContain("end");
  }

  @Test
  void an_archive_with_a_directory_that_is_damaged_is_not_ended() {
    root.directory("a").file("b", random(10));
    StoredSnapshot stored = backUp();
    Backups.damage(storage, stored, "/data/a");
    assertFails(FailureReason.RepositoryCorrupt, () -> write(stored, "/data"));
    assertThat(sink.entries).doesNotContain("end");
  }

  @Test
  void a_file_whose_blob_no_index_has_is_not_even_begun() {
    root.directory("a").file("b", random(1000));
    StoredSnapshot stored = backUp();
    indexTreesOnly();
    assertFails(FailureReason.RepositoryCorrupt, () -> write(stored, "/data"));
    assertThat(sink.entries).doesNotContain("/data/a/b 1000", "end");
  }

  @Test
  void what_no_archive_can_hold_is_counted_and_what_would_leave_it_ends_it() {
    StoredSnapshot stored = forge("socket", NodeType.SOCKET);
    assertThat(write(stored, "/")).isEqualTo(new ArchiveResult(0, 0, 0, 1));
    assertThat(sink.entries).containsExactly("end");
    sink.entries.clear();
    for (String name : List.of("..", "a/b")) {
      StoredSnapshot evil = forge(name, NodeType.SYMLINK);
      assertFails(FailureReason.RepositoryCorrupt, () -> write(evil, "/"));
      assertThat(sink.entries).isEmpty();
    }
  }

  @Test
  void a_target_that_takes_no_more_is_a_failure() {
    root.file("a", random(1000));
    StoredSnapshot stored = backUp();
    sink.full = true;
    assertFails(FailureReason.TargetUnwritable, () -> write(stored, "/data"));
  }

  @Test
  void interrupting_cancels_it_and_leaves_no_lock() {
    root.file("a", random(1000));
    StoredSnapshot stored = backUp();
    sink.interrupts = true;
    try {
      assertFails(FailureReason.Cancelled, () -> write(stored, "/data"));
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(sink.entries).doesNotContain("end");
    assertThat(storage.names(FileType.LOCK)).isEmpty();
  }

  /** Stores a snapshot of one entry, as no backup makes it. */
  private StoredSnapshot forge(String name, NodeType type) {
    Metadata metadata = Metadata.synthetic(type, 0600, 0, MemoryTree.TIME);
    byte[] tree = TreeWriter.encode(List.of(new Node(ByteString.of(name), metadata, null, null)));
    Snapshot like = backUp().snapshot();
    try (Repository repository = TestRepositories.open(storage);
        RepositoryLock lock = repository.lock(LockMode.SHARED);
        BlobWriter writer = repository.writer()) {
      Id root = writer.save(BlobType.TREE, tree).id();
      writer.flush();
      Snapshot snapshot =
          new Snapshot(
              like.time(),
              null,
              root,
              like.paths(),
              "",
              "",
              0,
              0,
              List.of(),
              List.of(),
              null,
              "",
              null);
      Id id = repository.saveFile(FileType.SNAPSHOT, SnapshotCodec.encode(snapshot));
      return new StoredSnapshot(id, snapshot);
    }
  }

  /** Replaces the index by one that lacks all pieces of files. */
  private void indexTreesOnly() {
    try (Repository repository = TestRepositories.open(storage);
        RepositoryLock lock = repository.lock(LockMode.EXCLUSIVE)) {
      List<String> packs = new ArrayList<>();
      repository
          .index()
          .forEachPack(
              (pack, entries) -> {
                String trees =
                    entries.stream()
                        .filter(entry -> entry.type() == BlobType.TREE)
                        .map(ArchiveTest::json)
                        .collect(Collectors.joining(","));
                if (!trees.isEmpty()) {
                  packs.add("{'id':'%s','blobs':[%s]}".formatted(pack, trees));
                }
              });
      List<String> before = storage.names(FileType.INDEX);
      String index = "{'packs':[" + String.join(",", packs) + "]}";
      repository.saveFile(FileType.INDEX, index.replace('\'', '"').getBytes(UTF_8));
      storage.remove(FileType.INDEX, before);
    }
  }

  private static String json(PackEntry entry) {
    return "{'id':'%s','type':'tree','offset':%d,'length':%d,'uncompressed_length':%d}"
        .formatted(entry.id(), entry.offset(), entry.length(), entry.plainLength());
  }

  private ArchiveResult write(StoredSnapshot stored, String path) {
    try (Repository repository = TestRepositories.open(storage)) {
      return new ArchiveOperation(repository, Progress.NONE)
          .write(stored.snapshot(), SnapshotPath.parse(path), sink);
    }
  }

  private StoredSnapshot backUp() {
    try (Repository repository = TestRepositories.open(storage)) {
      return Backups.make(repository, root);
    }
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

  /** Remembers what it was given. */
  private static final class RecordingSink implements ArchiveSink {
    final List<String> entries = new ArrayList<>();
    final ByteArrayOutputStream content = new ByteArrayOutputStream();
    boolean full;
    boolean interrupts;

    @Override
    public void begin(SnapshotPath path, Node node, long size) {
      if (interrupts) {
        Thread.currentThread().interrupt();
      }
      entries.add(path + " " + size);
    }

    @Override
    public void content(byte[] bytes) throws IOException {
      if (full) {
        throw new IOException("No space left on device");
      }
      content.writeBytes(bytes);
    }

    @Override
    public void hardLink(SnapshotPath path, Node node, SnapshotPath first) {
      entries.add(path + " = " + first);
    }

    @Override
    public void end() {
      entries.add("end");
    }
  }
}
