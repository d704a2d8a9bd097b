// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.mover.posix.Accounts;
import dev.drydock.mover.posix.DirectoryHandle;
import dev.drydock.mover.snapshot.AttributesException;
import dev.drydock.mover.snapshot.ByteString;
import dev.drydock.mover.snapshot.ExtendedAttribute;
import dev.drydock.mover.snapshot.Metadata;
import dev.drydock.mover.snapshot.Node;
import dev.drydock.mover.snapshot.NodeType;
import dev.drydock.mover.snapshot.RestoreFile;
import dev.drydock.mover.snapshot.SnapshotPath;
import dev.drydock.mover.snapshot.SourceEntry;
import dev.drydock.mover.snapshot.SourceFile;
import dev.drydock.mover.source.FileTree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies trees from a source to a sink, and compares everything that can be seen of them. */
@SuppressWarnings("NullAway.Init")
final class FileTreeCopyTest {
  private static final Instant TIME = Instant.parse("2020-02-02T20:20:20.202020202Z");

  @TempDir private Path directory;
  private Path from;
  private Path to;

  @BeforeEach
  void make() throws IOException {
    from = Files.createDirectory(directory.resolve("from"));
    to = Files.createDirectory(directory.resolve("to"));
  }

  @Test
  void everything_that_can_be_in_a_tree_arrives() throws IOException {
    try (DirectoryHandle root = DirectoryHandle.open(from)) {
      Files.writeString(from.resolve("file"), "content");
      root.setPermissions(ByteString.of("file"), 0xded);
      Files.createDirectories(from.resolve("directory/deeper"));
      Files.writeString(from.resolve("directory/deeper/file"), "deep");
      root.makeLink(ByteString.of("link"), ByteString.of("/etc/passwd"));
      root.makeLink(ByteString.of("broken"), ByteString.copyOf(new byte[] {'x', (byte) 0xfe}));
      root.makePipe(ByteString.of("pipe"));
      root.createFile(ByteString.copyOf(new byte[] {(byte) 0xff, 'a'})).close();
      for (String name : List.of("file", "link", "pipe", "directory")) {
        root.setTimes(ByteString.of(name), TIME, TIME);
      }
      root.setTimes(DirectoryHandle.SELF, TIME, TIME);
    }
    copy();
    assertThat(seen(to)).isEqualTo(seen(from));
  }

  @Test
  void owners_and_devices_arrive_when_root_restores() throws IOException {
    Assumptions.assumeTrue(Accounts.isRoot(), "only root can make devices and give files away");
    try (DirectoryHandle root = DirectoryHandle.open(from)) {
      root.createFile(ByteString.of("file")).close();
      root.setOwner(ByteString.of("file"), 1234, 4321);
      root.setPermissions(ByteString.of("file"), 0xded);
      root.makeLink(ByteString.of("link"), ByteString.of("x"));
      root.setOwner(ByteString.of("link"), 7, 8);
      try {
        root.makeCharacterDevice(ByteString.of("null"), 0x103);
      } catch (IOException e) {
        Assumptions.abort("this container may not make devices");
      }
    }
    copy();
    assertThat(seen(to)).isEqualTo(seen(from));
    try (DirectoryHandle root = DirectoryHandle.open(to)) {
      assertThat(root.status(ByteString.of("null")).specialDevice()).isEqualTo(0x103);
    }
  }

  @Test
  void attributes_arrive() throws IOException {
    ByteString file = ByteString.of("file");
    var attribute = new ExtendedAttribute("user.comment", ByteString.copyOf(new byte[] {0, 1, -1}));
    var large = new ExtendedAttribute("user.large", ByteString.of("x".repeat(2000)));
    try (DirectoryHandle root = DirectoryHandle.open(from)) {
      root.createFile(file).close();
      try {
        root.setExtendedAttribute(file, attribute);
        root.setExtendedAttribute(file, large);
      } catch (IOException e) {
        Assumptions.abort("the temporary directory's filesystem has no extended attributes");
      }
    }
    copy();
    try (DirectoryHandle root = DirectoryHandle.open(to)) {
      assertThat(root.extendedAttributes(file)).containsExactly(attribute, large);
    }
  }

  @Test
  void an_attribute_that_no_filesystem_knows_is_lost_and_named() throws IOException {
    Path file = Files.writeString(from.resolve("file"), "content");
    Metadata metadata;
    try (FileTree tree = FileTree.open(from, List.of())) {
      metadata = tree.entry(ByteString.of("file")).metadata();
    }
    var strange = new ExtendedAttribute("strange.name", ByteString.of("value"));
    SnapshotPath path = SnapshotPath.parse("/file");
    Node node = new Node(path.name(), with(metadata, strange), List.of(), null);
    try (FileTreeSink sink = FileTreeSink.open(to, FileTreeSink.Existing.KEEP)) {
      sink.createFile(path, node, 0).close();

      assertThatThrownBy(() -> sink.finish(path, node))
          .isInstanceOfSatisfying(
              AttributesException.class,
              e -> assertThat(e.attributes()).containsExactly("strange.name"));
    }
    assertThat(Files.getLastModifiedTime(to.resolve("file")))
        .isEqualTo(Files.getLastModifiedTime(file));
  }

  private static Metadata with(Metadata m, ExtendedAttribute attribute) {
    return new Metadata(
        m.type(),
        m.permissions(),
        m.modified(),
        m.accessed(),
        m.changed(),
        m.uid(),
        m.gid(),
        m.user(),
        m.group(),
        m.inode(),
        m.device(),
        m.links(),
        m.size(),
        m.linkTarget(),
        m.specialDevice(),
        List.of(attribute));
  }

  @Test
  void long_runs_of_zeros_become_holes_and_content_stays() throws IOException {
    byte[] content = new byte[4 << 20];
    content[1_000_000] = 1;
    content[content.length - 1] = 2;
    Files.write(from.resolve("file"), content);
    copy();
    assertThat(to.resolve("file")).hasBinaryContent(content);
    try (DirectoryHandle root = DirectoryHandle.open(to)) {
      assertThat(root.status(ByteString.of("file")).blocks() * 512).isLessThan(1 << 20);
    }
  }

  @Test
  void a_hostile_snapshot_cannot_leave_the_target() throws IOException {
    Path outside = Files.createDirectory(directory.resolve("outside"));
    Files.writeString(outside.resolve("precious"), "precious");
    try (FileTreeSink sink = FileTreeSink.open(to, FileTreeSink.Existing.REPLACE)) {
      Node link = link(outside.toString());
      SnapshotPath name = SnapshotPath.parse("link");
      sink.createSpecial(name, link);
      Node file =
          new Node(ByteString.of("precious"), metadata(NodeType.FILE, null), List.of(), null);
      assertThatThrownBy(() -> sink.createFile(SnapshotPath.parse("link/precious"), file, 0))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> sink.finish(SnapshotPath.parse("link/precious"), file))
          .isInstanceOf(IOException.class);
      for (String bad : List.of("..", ".", "a/b", "../outside/precious")) {
        SnapshotPath path = new SnapshotPath(List.of(ByteString.of(bad)));
        assertThatThrownBy(() -> sink.createFile(path, file, 0)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> sink.createDirectory(path, file)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> sink.createSpecial(path, link)).isInstanceOf(IOException.class);
      }
      // A file that takes the place of the link does not write through it.
      sink.createFile(name, file, 3).close();
      sink.finish(name, file);
    }
    assertThat(outside.resolve("precious")).hasContent("precious");
    assertThat(to.resolve("link")).isRegularFile();
  }

  @Test
  void what_is_there_is_kept_unless_told_otherwise() throws IOException {
    Files.writeString(to.resolve("file"), "theirs");
    Files.writeString(from.resolve("file"), "restored");
    assertThatThrownBy(this::copy).isInstanceOf(IOException.class);
    assertThat(to.resolve("file")).hasContent("theirs");
    copy(FileTreeSink.Existing.REPLACE);
    assertThat(to.resolve("file")).hasContent("restored");
  }

  @Test
  void names_lead_to_the_same_file_when_they_did() throws IOException {
    Files.writeString(from.resolve("file"), "content");
    try (FileTreeSink sink = FileTreeSink.open(to, FileTreeSink.Existing.KEEP)) {
      Node file = new Node(ByteString.of("a"), metadata(NodeType.FILE, null), List.of(), null);
      sink.createFile(SnapshotPath.parse("a"), file, 0).close();
      sink.createHardLink(SnapshotPath.parse("b"), SnapshotPath.parse("a"));
    }
    assertThat(Files.isSameFile(to.resolve("a"), to.resolve("b"))).isTrue();
  }

  @Test
  void what_is_excluded_is_not_listed() throws IOException {
    Files.createDirectories(from.resolve("cache"));
    Files.writeString(from.resolve("a.log"), "x");
    Files.writeString(from.resolve("kept"), "x");
    try (FileTree tree = FileTree.open(from, List.of("cache/", "*.log"))) {
      assertThat(tree.root().children())
          .extracting(e -> e.name().toString())
          .containsExactly("kept");
    }
  }

  private void copy() throws IOException {
    copy(FileTreeSink.Existing.KEEP);
  }

  private void copy(FileTreeSink.Existing existing) throws IOException {
    try (FileTree tree = FileTree.open(from, List.of());
        FileTreeSink sink = FileTreeSink.open(to, existing)) {
      copy(tree.root(), SnapshotPath.ROOT, sink);
      sink.sync();
    }
  }

  private static void copy(SourceEntry entry, SnapshotPath path, FileTreeSink sink)
      throws IOException {
    Metadata metadata = entry.metadata();
    Node node = new Node(entry.name(), metadata, List.of(), null);
    switch (metadata.type()) {
      case DIRECTORY -> {
        if (!path.isRoot()) {
          sink.createDirectory(path, node);
        }
        for (SourceEntry child : entry.children()) {
          copy(child, path.resolve(child.name()), sink);
        }
      }
      case FILE -> {
        try (SourceFile in = entry.open();
            RestoreFile out = sink.createFile(path, node, metadata.size())) {
          byte[] buffer = new byte[300_000];
          long position = 0;
          for (int n = in.read(buffer, 0, buffer.length); n >= 0; ) {
            out.write(ByteBuffer.wrap(buffer, 0, n), position);
            position += n;
            n = in.read(buffer, 0, buffer.length);
          }
        }
      }
      case SYMLINK, FIFO, BLOCK_DEVICE, CHARACTER_DEVICE -> sink.createSpecial(path, node);
      case SOCKET, IRREGULAR -> throw new IOException("cannot be copied");
    }
    sink.finish(path, node);
  }

  private static Map<String, String> seen(Path root) throws IOException {
    Map<String, String> seen = new HashMap<>();
    try (FileTree tree = FileTree.open(root, List.of())) {
      look(tree.root(), SnapshotPath.ROOT, seen);
    }
    return seen;
  }

  private static void look(SourceEntry entry, SnapshotPath path, Map<String, String> seen)
      throws IOException {
    Metadata m = entry.metadata();
    seen.put(
        path.toString(),
        "%s %o %d:%d %s %d -> %s"
            .formatted(
                m.type(),
                m.permissions(),
                m.uid(),
                m.gid(),
                path.names().size() > 1 ? "" : m.modified(),
                m.size(),
                m.linkTarget()));
    if (m.type() == NodeType.DIRECTORY) {
      for (SourceEntry child : entry.children()) {
        look(child, path.resolve(child.name()), seen);
      }
    }
  }

  private static Node link(String target) {
    return new Node(
        ByteString.of("link"), metadata(NodeType.SYMLINK, ByteString.of(target)), null, null);
  }

  private static Metadata metadata(
      NodeType type, @org.jspecify.annotations.Nullable ByteString target) {
    return new Metadata(
        type, 0x1a4, TIME, TIME, TIME, 0, 0, null, null, 1, 1, 1, 0, target, 0, List.of());
  }
}
