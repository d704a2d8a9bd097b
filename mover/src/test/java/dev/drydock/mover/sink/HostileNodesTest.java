// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.sink;

import static dev.drydock.mover.sink.HostileRepository.content;
import static dev.drydock.mover.sink.HostileRepository.directory;
import static dev.drydock.mover.sink.HostileRepository.file;
import static dev.drydock.mover.sink.HostileRepository.link;
import static dev.drydock.mover.sink.HostileRepository.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.mover.posix.DirectoryHandle;
import dev.drydock.mover.repository.Id;
import dev.drydock.mover.snapshot.ByteString;
import dev.drydock.mover.snapshot.Problem;
import dev.drydock.mover.snapshot.RestoreResult;
import dev.drydock.mover.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Names, links and special files of an enemy stay within the target, and what is wrong is named.
 */
final class HostileNodesTest extends AbstractHostileTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "/",
        "a/b",
        "../outside",
        "../outside/precious",
        "/etc/passwd",
        "\\\\x2e.",
        "\\\\x2e\\\\x2e",
        "..\\\\x2foutside\\\\x2fprecious",
        "\\\\057",
        "a\\\\x00b",
        "\\\\u0000",
        "\\u002e\\u002e",
        "a/"
      })
  void a_name_that_leads_elsewhere_is_no_name(String name) throws IOException {
    Id below = hostile.tree(file("precious", evil));
    Snapshot snapshot =
        hostile.snapshot(
            hostile.tree(
                file(name, evil),
                directory(name, below),
                link(name, "/etc"),
                node(name, "fifo", ""),
                file("good", hostile.piece("good"))));

    RestoreResult result = restore(snapshot, FileTreeSink.Existing.REPLACE);

    assertThat(result.problems()).hasSize(4).allMatch(p -> p.kind() == Problem.Kind.DAMAGED);
    assertThat(names(target)).containsExactly("good");
    assertThat(target.resolve("good")).hasContent("good");
  }

  @ParameterizedTest
  @EnumSource(FileTreeSink.Existing.class)
  void a_link_does_not_become_a_way_out(FileTreeSink.Existing existing) throws IOException {
    Id below = hostile.tree(file("precious", evil), file("added", evil));
    Snapshot snapshot =
        hostile.snapshot(
            hostile.tree(link("x", outside.toString()), directory("x", below), file("x", evil)));

    RestoreResult result = restore(snapshot, existing);

    assertThat(target.resolve("x")).isSymbolicLink();
    assertThat(result.problems())
        .hasSize(2)
        .allMatch(problem -> problem.message().contains("another entry of the name 'x'"));
  }

  @ParameterizedTest
  @EnumSource(FileTreeSink.Existing.class)
  void a_link_of_an_earlier_restore_is_no_way_out_either(FileTreeSink.Existing existing)
      throws IOException {
    restore(
        hostile.snapshot(
            hostile.tree(
                link("x", outside.toString()), link("y", outside.resolve("precious").toString()))),
        existing);
    Id below = hostile.tree(file("precious", evil), file("added", evil));
    Snapshot second = hostile.snapshot(hostile.tree(directory("x", below), file("y", evil)));

    RestoreResult result = restore(second, existing);

    switch (existing) {
      case KEEP -> {
        assertThat(result.failureCount()).isEqualTo(2);
        assertThat(target.resolve("x")).isSymbolicLink();
      }
      case REPLACE -> {
        assertThat(result.problems()).isEmpty();
        assertThat(target.resolve("x/precious")).hasContent("evil");
        assertThat(target.resolve("y")).isRegularFile().hasContent("evil");
      }
    }
  }

  @Test
  void of_two_entries_of_one_name_there_is_the_first_and_the_other_is_named() throws IOException {
    Id first = hostile.piece("first");
    Snapshot snapshot = hostile.snapshot(hostile.tree(file("x", first), file("x", evil)));

    RestoreResult result = restore(snapshot, FileTreeSink.Existing.REPLACE);

    assertThat(result.failureCount()).isEqualTo(1);
    assertThat(target.resolve("x")).hasContent("first");
  }

  @ParameterizedTest
  @EnumSource(FileTreeSink.Existing.class)
  void a_hard_link_leads_to_what_was_restored_only(FileTreeSink.Existing existing)
      throws IOException {
    Files.createLink(target.resolve("a"), outside.resolve("precious"));
    String linked = ",\"links\":2,\"inode\":7,\"device_id\":9" + content(evil);
    Snapshot snapshot =
        hostile.snapshot(hostile.tree(node("a", "file", linked), node("b", "file", linked)));

    RestoreResult result = restore(snapshot, existing);

    switch (existing) {
      case KEEP -> {
        assertThat(result.failureCount()).isEqualTo(2);
        assertThat(target.resolve("b")).doesNotExist();
      }
      case REPLACE, REPLACE_TREES -> assertThat(target.resolve("b")).hasContent("evil");
    }
    assertThat(Files.getAttribute(outside.resolve("precious"), "unix:nlink"))
        .isEqualTo(existing == FileTreeSink.Existing.KEEP ? 2 : 1);
  }

  @ParameterizedTest
  @EnumSource(FileTreeSink.Existing.class)
  void a_pipe_in_the_place_of_a_file_is_not_written_to(FileTreeSink.Existing existing)
      throws IOException {
    try (DirectoryHandle handle = DirectoryHandle.open(target)) {
      handle.makePipe(ByteString.of("x"));
    }

    RestoreResult result = restore(hostile.snapshot(hostile.tree(file("x", evil))), existing);

    boolean replaced = existing != FileTreeSink.Existing.KEEP;
    assertThat(result.failureCount()).isEqualTo(replaced ? 0 : 1);
    assertThat(Files.isRegularFile(target.resolve("x"))).isEqualTo(replaced);
  }

  @Test
  void what_cannot_be_made_is_named_and_all_else_is_restored() throws IOException {
    Snapshot snapshot =
        hostile.snapshot(
            hostile.tree(
                node("device", "dev", ",\"device\":9223372036854775807"),
                link("link", "with\\u0000nul"),
                node("no-target", "symlink", ""),
                node("no-tree", "dir", ""),
                node("no-content", "file", ""),
                file("n".repeat(300), evil),
                file("missing", Id.hash(new byte[] {1})),
                directory("missing-tree", Id.hash(new byte[] {2})),
                node("unknown", "whatever", ""),
                file("good", hostile.piece("good"))));

    RestoreResult result = restore(snapshot, FileTreeSink.Existing.KEEP);

    assertThat(result.problems())
        .extracting(Problem::path)
        .containsExactlyInAnyOrder(
            "/device",
            "/link",
            "/no-target",
            "/no-tree",
            "/no-content",
            "/" + "n".repeat(300),
            "/missing",
            "/missing-tree");
    assertThat(names(target)).containsExactly("good", "missing-tree", "no-tree");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "4294967295", "4294967296", "9223372036854775807"})
  void a_program_of_an_owner_that_cannot_be_runs_as_nobody_else(String uid) throws IOException {
    long setuid = (1L << 23) + (1L << 22) + 0755;
    Snapshot snapshot =
        hostile.snapshot(
            hostile.tree(
                "{\"name\":\"x\",\"type\":\"file\",\"mode\":%d,\"uid\":%s,\"gid\":%s%s}"
                    .formatted(setuid, uid, uid, content(evil))));

    restore(snapshot, FileTreeSink.Existing.KEEP);

    assertThat((int) Files.getAttribute(target.resolve("x"), "unix:mode") & 07777).isEqualTo(0755);
  }

  @Test
  void an_attribute_that_cannot_be_is_lost_and_named() throws IOException {
    String attribute =
        ",\"extended_attributes\":[{\"name\":\"user.a\\u0000b\",\"value\":\"AA==\"}]";
    Snapshot snapshot =
        hostile.snapshot(hostile.tree(node("x", "file", attribute + content(evil))));

    RestoreResult result = restore(snapshot, FileTreeSink.Existing.KEEP);

    assertThat(result.lostAttributes().byName()).containsKey("user.a\0b");
    try (DirectoryHandle handle = DirectoryHandle.open(target)) {
      assertThat(handle.extendedAttributes(ByteString.of("x"))).isEmpty();
    }
  }
}
