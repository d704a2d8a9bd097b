// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.TestRepositories;
import dev.drydock.mover.storage.InMemoryStorage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DiffTest {
  private static final Instant LATER = MemoryTree.TIME.plusSeconds(1);

  private final InMemoryStorage storage = new InMemoryStorage();
  private final Repository repository = TestRepositories.create(storage);
  private final MemoryTree.Entry root = MemoryTree.root();
  private final List<String> changes = new ArrayList<>();

  @AfterEach
  void close() {
    repository.close();
  }

  @Test
  void shows_what_was_added_removed_and_changed_in_order() {
    MemoryTree.Entry changed = root.file("changed", bytes("before"));
    MemoryTree.Entry touched = root.file("touched", bytes("same"));
    root.file("kept", bytes("kept"));
    root.directory("same").file("x", bytes("x"));
    root.directory("gone").file("a", bytes("content of a"));
    root.add(ByteString.of("pipe"), NodeType.FIFO, 0600);
    StoredSnapshot before = Backups.make(repository, root);
    changed.content(bytes("after!"), LATER);
    touched.content(bytes("same"), LATER);
    root.remove("gone");
    root.remove("pipe");
    root.directory("new").file("b", bytes("new content"));
    StoredSnapshot after = Backups.make(repository, root);

    DiffResult result = compare(before, after, false);

    assertThat(changes)
        .containsExactly(
            "M /data/changed",
            "- /data/gone/",
            "- /data/gone/a",
            "+ /data/new/",
            "+ /data/new/b",
            "- /data/pipe");
    assertThat(result.changedFiles()).isEqualTo(1);
    assertThat(result.problems()).isEmpty();
    DiffResult.Side added = result.added();
    assertThat(added.files()).isEqualTo(1);
    assertThat(added.directories()).isEqualTo(1);
    assertThat(added.others()).isZero();
    assertThat(added.dataBlobs()).as("after! and new content").isEqualTo(2);
    assertThat(added.treeBlobs()).as("the root, /data and /data/new").isEqualTo(3);
    DiffResult.Side removed = result.removed();
    assertThat(removed.others()).isEqualTo(1);
    assertThat(removed.dataBlobs()).isEqualTo(2);
    assertThat(removed.bytes()).isGreaterThan("before".length() + "content of a".length());

    changes.clear();
    compare(before, after, true);
    assertThat(changes).contains("U /data/touched").doesNotContain("U /data/kept");
  }

  @Test
  void the_same_snapshot_does_not_differ() {
    root.directory("a").file("b", bytes("b"));
    StoredSnapshot snapshot = Backups.make(repository, root);
    DiffResult result = compare(snapshot, snapshot, true);
    assertThat(changes).isEmpty();
    DiffResult.Side nothing = new DiffResult.Side(0, 0, 0, 0, 0, 0);
    assertThat(result).isEqualTo(new DiffResult(0, nothing, nothing, List.of()));
  }

  @Test
  void what_was_only_moved_or_is_in_a_directory_that_stayed_needs_no_blob() {
    root.directory("stays").file("a", bytes("shared"));
    root.directory("other").file("b", bytes("moved"));
    StoredSnapshot before = Backups.make(repository, root);
    root.remove("other");
    root.file("copy", bytes("shared"));
    root.file("moved", bytes("moved"));
    StoredSnapshot after = Backups.make(repository, root);

    DiffResult result = compare(before, after, false);

    assertThat(changes)
        .containsExactly("+ /data/copy", "+ /data/moved", "- /data/other/", "- /data/other/b");
    assertThat(result.added().dataBlobs()).isZero();
    assertThat(result.removed().dataBlobs()).isZero();
    assertThat(result.removed().treeBlobs()).isEqualTo(3);
  }

  @Test
  void content_that_changed_by_itself_is_told_from_what_was_written() {
    MemoryTree.Entry rotten = root.file("rotten", bytes("before"));
    StoredSnapshot before = Backups.make(repository, root);
    rotten.content(bytes("b?fore"), MemoryTree.TIME);
    StoredSnapshot after = Backups.make(repository, root);
    assertThat(compare(before, after, false).changedFiles()).isEqualTo(1);
    assertThat(changes).containsExactly("M? /data/rotten");
  }

  @Test
  void what_a_directory_held_is_removed_when_a_file_takes_its_place() {
    root.directory("was").file("a", bytes("held"));
    StoredSnapshot before = Backups.make(repository, root);
    root.remove("was");
    root.file("was", bytes("now a file"));
    StoredSnapshot after = Backups.make(repository, root);

    DiffResult result = compare(before, after, false);
    assertThat(changes).containsExactly("T /data/was", "- /data/was/a");
    assertThat(result.removed().files()).isEqualTo(1);

    changes.clear();
    assertThat(compare(after, before, false).added().files()).isEqualTo(1);
    assertThat(changes).containsExactly("T /data/was/", "+ /data/was/a");
  }

  @Test
  void goes_on_after_a_directory_that_is_damaged_and_says_so() {
    root.directory("broken").file("a", bytes("a"));
    root.directory("sound").file("b", bytes("b"));
    StoredSnapshot before = Backups.make(repository, root);
    root.directory("broken").file("a", bytes("changed"));
    root.directory("sound").file("b", bytes("changed"));
    StoredSnapshot after = Backups.make(repository, root);
    Backups.damage(storage, before, "/data/broken");

    DiffResult result = compare(before, after, false);

    assertThat(changes).containsExactly("M /data/sound/b");
    assertThat(result.problems())
        .singleElement()
        .extracting(Problem::path)
        .isEqualTo("/data/broken");
  }

  private DiffResult compare(StoredSnapshot before, StoredSnapshot after, boolean metadata) {
    return new DiffOperation(repository, Progress.NONE)
        .compare(
            before.snapshot(),
            after.snapshot(),
            metadata,
            change -> changes.add(change.kind().symbol() + " " + change.name()));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
