// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.sink;

import static dev.drydock.mover.sink.HostileRepository.blob;
import static dev.drydock.mover.sink.HostileRepository.content;
import static dev.drydock.mover.sink.HostileRepository.directory;
import static dev.drydock.mover.sink.HostileRepository.file;
import static dev.drydock.mover.sink.HostileRepository.node;
import static dev.drydock.mover.sink.HostileRepository.pack;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.repository.BlobLocation;
import dev.drydock.mover.repository.Id;
import dev.drydock.mover.snapshot.Problem;
import dev.drydock.mover.snapshot.RestoreResult;
import dev.drydock.mover.snapshot.Snapshot;
import dev.drydock.mover.snapshot.SnapshotPath;
import dev.drydock.mover.snapshot.Snapshots;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes, lengths and depths that lie cost what they are about, neither all else nor all memory. */
final class HostileSizesTest extends AbstractHostileTest {
  @Test
  void sizes_that_lie_do_not_change_what_is_restored() throws IOException {
    List<String> nodes = new ArrayList<>();
    for (String size : List.of("0", "3", "4611686018427387904", "18446744073709551615")) {
      nodes.add(node("f" + size, "file", ",\"size\":" + size + content(evil)));
    }
    Snapshot snapshot = hostile.snapshot(hostile.tree(nodes.toArray(String[]::new)));

    RestoreResult result = restore(snapshot, FileTreeSink.Existing.KEEP);

    assertThat(result.problems()).isEmpty();
    assertThat(result.bytes()).isEqualTo(16);
    assertThat(target.resolve("f18446744073709551615")).hasContent("evil");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 50_000})
  void content_that_claims_to_be_longer_than_any_disk_is_named(int times) throws IOException {
    Id liar = Id.hash(new byte[] {3});
    Id root =
        hostile.tree(
            file("x", Collections.nCopies(times, liar).toArray(Id[]::new)), file("y", evil));
    hostile.snapshot(root);
    Id pack = hostile.place(evil).pack();
    hostile.index(false, pack(pack, blob(liar, "data", 0, 36, Integer.MAX_VALUE)));

    RestoreResult result = restore(hostile.snapshot(root), FileTreeSink.Existing.KEEP);

    assertThat(result.problems()).extracting(Problem::path).containsExactly("/x");
    assertThat(names(target)).containsExactly("y");
  }

  @Test
  void blobs_that_overlap_are_damaged_and_all_else_is_restored() throws IOException {
    Id large = Id.hash(new byte[] {4});
    Id within = Id.hash(new byte[] {5});
    Id root = hostile.tree(file("a", large), file("b", within), file("c", evil));
    hostile.snapshot(root);
    Id pack = hostile.place(evil).pack();
    hostile.index(
        false,
        pack(pack, blob(large, "data", 0, Integer.MAX_VALUE, 0), blob(within, "data", 1, 40, 0)));

    RestoreResult result = restore(hostile.snapshot(root), FileTreeSink.Existing.KEEP);

    assertThat(result.problems()).extracting(Problem::path).containsExactlyInAnyOrder("/a", "/b");
    assertThat(names(target)).containsExactly("c");
  }

  @Test
  void a_file_is_not_put_together_by_lengths_that_are_wrong() throws IOException {
    Id first = hostile.piece("first");
    Id root = hostile.tree(file("x", first, evil));
    hostile.snapshot(root);
    BlobLocation real = hostile.place(first);
    List<String> packs = new ArrayList<>();
    packs.add(pack(Id.hash(new byte[] {6}), blob(first, "data", 0, 50, 7)));
    packs.addAll(List.of(hostile.packs()));
    hostile.index(true, packs.toArray(String[]::new));
    assertThat(hostile.place(first)).isNotEqualTo(real);

    RestoreResult result = restore(hostile.snapshot(root), FileTreeSink.Existing.KEEP);

    assertThat(result.problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains("wrong length"));
    assertThat(names(target)).isEmpty();
  }

  @Test
  void a_blob_without_room_for_its_tag_is_refused() {
    Id root = hostile.tree(file("x", evil));
    hostile.snapshot(root);
    hostile.index(false, pack(hostile.place(evil).pack(), blob(evil, "data", 0, 31, 0)));

    assertThatThrownBy(() -> restore(hostile.snapshot(root), FileTreeSink.Existing.KEEP))
        .isInstanceOfSatisfying(
            DrydockException.class,
            e -> assertThat(e.reason()).isEqualTo(FailureReason.RepositoryCorrupt));
  }

  @Test
  void a_tree_is_restored_as_deep_as_paths_can_be_and_what_is_deeper_is_named() throws Exception {
    Id tree = hostile.tree(file("end", evil));
    for (int i = 0; i < 20_000; i++) {
      tree = hostile.tree(directory("d", tree));
      if (i % 5_000 == 0) {
        hostile.flush();
      }
    }
    Snapshot snapshot = hostile.snapshot(tree);
    try {
      RestoreResult result = restore(snapshot, FileTreeSink.Existing.KEEP);

      assertThat(result.directories()).isEqualTo(4096);
      assertThat(result.problems())
          .singleElement()
          .satisfies(problem -> assertThat(problem.message()).contains("as deep as"));
      assertThatThrownBy(
              () ->
                  new Snapshots(hostile.repository())
                      .walk(snapshot, SnapshotPath.ROOT, (path, node) -> true))
          .isInstanceOfSatisfying(
              DrydockException.class,
              e -> assertThat(e.reason()).isEqualTo(FailureReason.RepositoryCorrupt));
    } finally {
      // Java cannot remove what no path names.
      new ProcessBuilder("rm", "-rf", target.resolve("d").toString()).start().waitFor();
    }
  }

  @Test
  void a_directory_may_be_as_wide_as_it_is() throws IOException {
    List<String> nodes = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      nodes.add(file("f" + (1_000_000 + i), evil));
    }
    Snapshot snapshot = hostile.snapshot(hostile.tree(nodes.toArray(String[]::new)));

    RestoreResult result =
        restore(snapshot, FileTreeSink.Existing.KEEP, List.of(SnapshotPath.parse("f1099999")));

    assertThat(result.problems()).isEmpty();
    assertThat(names(target)).containsExactly("f1099999");
  }

  @Test
  void names_without_end_are_not_remembered_to_the_end() throws IOException {
    List<String> nodes = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      nodes.add(file("/" + i + "x".repeat(1 << 20), evil));
    }
    Snapshot snapshot = hostile.snapshot(hostile.tree(nodes.toArray(String[]::new)));

    RestoreResult result = restore(snapshot, FileTreeSink.Existing.KEEP);

    assertThat(result.failureCount()).isEqualTo(20);
    assertThat(result.problems()).allMatch(problem -> problem.message().length() < 10_000);
  }
}
