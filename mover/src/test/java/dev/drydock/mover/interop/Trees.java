// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.interop;

import dev.drydock.mover.posix.Accounts;
import dev.drydock.mover.posix.DirectoryHandle;
import dev.drydock.mover.snapshot.ByteString;
import dev.drydock.mover.snapshot.ExtendedAttribute;
import dev.drydock.mover.snapshot.Metadata;
import dev.drydock.mover.snapshot.NodeType;
import dev.drydock.mover.snapshot.SnapshotPath;
import dev.drydock.mover.snapshot.SourceEntry;
import dev.drydock.mover.snapshot.SourceFile;
import dev.drydock.mover.source.FileTree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Makes trees that have everything, and describes trees so that any difference shows. */
final class Trees {
  private static final Instant TIME = Instant.parse("2019-08-07T06:05:04.030201009Z");

  private Trees() {}

  /**
   * Fills a directory.
   *
   * @param rawLinks whether with a link to what is no UTF-8, which restic knows since 0.16
   */
  static void fill(Path root, long seed, boolean rawLinks) throws IOException {
    Random random = new Random(seed);
    Files.createDirectories(root.resolve("deep/down/below"));
    Files.createDirectories(root.resolve("empty"));
    Files.write(root.resolve("large"), bytes(random, 5_000_000));
    Files.write(root.resolve("copy"), Files.readAllBytes(root.resolve("large")));
    Files.writeString(root.resolve("text"), "hello\n".repeat(1000));
    Files.createFile(root.resolve("empty-file"));
    for (int i = 0; i < 40; i++) {
      Files.write(root.resolve("deep/down/file" + i), bytes(random, random.nextInt(20_000)));
    }
    sparse(root.resolve("sparse"));
    Files.createLink(root.resolve("deep/hard-link"), root.resolve("text"));
    Files.createSymbolicLink(root.resolve("link"), Path.of("deep/down"));
    Files.createSymbolicLink(root.resolve("broken"), Path.of("/nowhere/at all"));
    try (DirectoryHandle directory = DirectoryHandle.open(root)) {
      for (String name :
          List.of(
              "naïve ☃ 𝄞", "quote\" back\\slash", "line\nbreak\ttab", "-dash", "\u007f\u0001")) {
        directory.createFile(ByteString.of(name)).close();
      }
      directory.createFile(ByteString.copyOf(new byte[] {'b', (byte) 0xff, (byte) 0xc3})).close();
      if (rawLinks) {
        directory.makeLink(ByteString.of("raw"), ByteString.copyOf(new byte[] {'t', (byte) 0xfe}));
      }
      directory.makePipe(ByteString.of("pipe"));
      directory.createFile(ByteString.of("setuid")).close();
      try {
        directory.setExtendedAttribute(
            ByteString.of("text"), new ExtendedAttribute("user.drydock", ByteString.of("value")));
      } catch (IOException e) {
        System.err.println("no extended attributes here: " + e.getMessage());
      }
      if (Accounts.isRoot()) {
        directory.setOwner(ByteString.of("deep"), 1234, 4321);
        directory.setOwner(ByteString.of("link"), 1, 2);
        directory.setOwner(ByteString.of("setuid"), 33, 33);
      }
      directory.setPermissions(ByteString.of("setuid"), 0xde8);
      directory.setPermissions(ByteString.of("empty"), 0x3ff);
      for (String name : List.of("large", "link", "empty", "pipe", "deep")) {
        directory.setTimes(ByteString.of(name), TIME, TIME);
      }
    }
  }

  /** Changes a few things, as happens between two backups. */
  static void change(Path root) throws IOException {
    Files.writeString(root.resolve("text"), "more\n", StandardOpenOption.APPEND);
    Files.delete(root.resolve("deep/down/file7"));
    Files.writeString(root.resolve("deep/down/added"), "new");
  }

  /** Everything that can be seen of a tree, by path. */
  static Map<String, String> describe(Path root) throws IOException {
    Map<String, String> seen = new TreeMap<>();
    Map<Long, String> names = new TreeMap<>();
    try (FileTree tree = FileTree.open(root, List.of())) {
      describe(tree.root(), SnapshotPath.ROOT, seen, names);
    }
    return seen;
  }

  private static void describe(
      SourceEntry entry, SnapshotPath path, Map<String, String> seen, Map<Long, String> names)
      throws IOException {
    Metadata m = entry.metadata();
    String key =
        String.join(
            "/",
            path.names().stream().map(n -> HexFormat.of().formatHex(n.toByteArray())).toList());
    String first =
        m.links() > 1 && m.type() == NodeType.FILE ? names.putIfAbsent(m.inode(), key) : null;
    seen.put(
        key,
        "%s %s mode=%o owner=%d:%d modified=%s size=%d target=%s device=%d attributes=%s same=%s %s"
            .formatted(
                path,
                m.type(),
                m.permissions(),
                m.uid(),
                m.gid(),
                m.modified(),
                m.size(),
                m.linkTarget() == null
                    ? ""
                    : HexFormat.of().formatHex(m.linkTarget().toByteArray()),
                m.specialDevice(),
                m.extendedAttributes(),
                first,
                m.type() == NodeType.FILE ? hash(entry) : ""));
    if (m.type() == NodeType.DIRECTORY) {
      for (SourceEntry child :
          entry.children().stream()
              .sorted(java.util.Comparator.comparing(SourceEntry::name))
              .toList()) {
        describe(child, path.resolve(child.name()), seen, names);
      }
    }
  }

  private static String hash(SourceEntry entry) throws IOException {
    try (SourceFile file = entry.open()) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int n = file.read(buffer, 0, buffer.length); n >= 0; ) {
        digest.update(buffer, 0, n);
        n = file.read(buffer, 0, buffer.length);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static void sparse(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 3_000_000);
      channel.write(ByteBuffer.wrap(new byte[] {4}), 9_000_000);
    }
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
