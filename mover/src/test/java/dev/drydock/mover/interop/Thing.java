// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.interop;

import dev.drydock.mover.posix.DirectoryHandle;
import dev.drydock.mover.snapshot.ByteString;
import dev.drydock.mover.snapshot.ExtendedAttribute;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;

/** What a Linux file tree can hold, each thing in a directory of its own. */
enum Thing {
  HARD_LINKS(
      (path, directory) -> {
        Files.writeString(path.resolve("a"), "three names");
        Files.createDirectory(path.resolve("below"));
        Files.createLink(path.resolve("b"), path.resolve("a"));
        Files.createLink(path.resolve("below/c"), path.resolve("a"));
        Files.writeString(path.resolve("alone"), "three names");
      }),
  SYMBOLIC_LINKS(
      (path, directory) -> {
        directory.makeLink(ByteString.of("relative"), ByteString.of("../up/and/down"));
        directory.makeLink(ByteString.of("absolute"), ByteString.of("/etc/passwd"));
        directory.makeLink(ByteString.of("itself"), ByteString.of("itself"));
        directory.makeLink(ByteString.of("long"), ByteString.of("x/".repeat(2000)));
        directory.setTimes(ByteString.of("relative"), Fixed.TIME, Fixed.TIME);
      }),
  RAW_LINKS(
      (path, directory) ->
          directory.makeLink(ByteString.of("raw"), bytes('t', 0xfe, 0xc3, '/', 0x80))),
  SPARSE_FILES(
      (path, directory) -> {
        island(path.resolve("holes"), 3_000_000, 12_000_000, 20_000_000);
        try (FileChannel file = create(path.resolve("hole"))) {
          file.write(ByteBuffer.allocate(1), (8 << 20) - 1);
        }
      }),
  PIPES((path, directory) -> directory.makePipe(ByteString.of("pipe"))),
  DEVICES(
      (path, directory) -> {
        directory.makeCharacterDevice(ByteString.of("null"), 0x103);
        directory.makeBlockDevice(ByteString.of("disk"), 0xfe00);
        directory.makeCharacterDevice(ByteString.of("large-numbers"), 0xfedabccbL);
      }),
  ATTRIBUTES(
      (path, directory) -> {
        directory.createFile(Fixed.FILE).close();
        Files.createDirectory(path.resolve("directory"));
        for (ByteString name : List.of(Fixed.FILE, ByteString.of("directory"))) {
          set(directory, name, "user.text", ByteString.of("value"));
          set(directory, name, "user.binary", bytes(0, 1, 0xff, 0));
          set(directory, name, "user.empty", ByteString.empty());
          set(directory, name, "user.large", ByteString.of("x".repeat(1500)));
          set(directory, name, "user.naïve", ByteString.of("☃"));
        }
      }),
  TRUSTED_ATTRIBUTES(
      (path, directory) -> {
        directory.createFile(Fixed.FILE).close();
        set(directory, Fixed.FILE, "trusted.drydock", ByteString.of("value"));
      }),
  ATTRIBUTES_OF_LINKS(
      (path, directory) -> {
        directory.makeLink(ByteString.of("link"), Fixed.FILE);
        set(directory, ByteString.of("link"), "trusted.drydock", ByteString.of("of the link"));
      }),
  ACCESS_CONTROL_LISTS(
      (path, directory) -> {
        directory.createFile(Fixed.FILE).close();
        Files.createDirectory(path.resolve("directory"));
        set(directory, Fixed.FILE, "system.posix_acl_access", list());
        set(directory, ByteString.of("directory"), "system.posix_acl_access", list());
        set(directory, ByteString.of("directory"), "system.posix_acl_default", list());
        // Gets a list from its directory, which it must not have when it comes back.
        try (DirectoryHandle below = directory.openDirectory(ByteString.of("directory"))) {
          below.createFile(Fixed.FILE).close();
          below.removeExtendedAttribute(Fixed.FILE, "system.posix_acl_access");
          below.setPermissions(Fixed.FILE, 0640);
        }
      }),
  CAPABILITIES(
      (path, directory) -> {
        directory.createFile(Fixed.FILE).close();
        directory.setOwner(Fixed.FILE, 33, 33);
        directory.setPermissions(Fixed.FILE, 0755);
        ByteBuffer capability = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
        capability.putInt(0x02000001).putInt(1 << 10); // may bind low ports
        set(directory, Fixed.FILE, "security.capability", ByteString.copyOf(capability.array()));
      }),
  OWNERS(
      (path, directory) -> {
        directory.createFile(Fixed.FILE).close();
        directory.makeLink(ByteString.of("link"), Fixed.FILE);
        directory.makePipe(ByteString.of("pipe"));
        Files.createDirectory(path.resolve("directory"));
        directory.setOwner(Fixed.FILE, 4_000_000_000L, 4_294_967_294L);
        directory.setOwner(ByteString.of("link"), 12, 34);
        directory.setOwner(ByteString.of("pipe"), 56, 78);
        directory.setOwner(ByteString.of("directory"), 65_534, 0);
      }),
  TIMES(
      (path, directory) -> {
        Files.createDirectories(path.resolve("directory/below"));
        Files.writeString(path.resolve("directory/below/file"), "x");
        directory.createFile(Fixed.FILE).close();
        directory.createFile(ByteString.of("old")).close();
        directory.createFile(ByteString.of("future")).close();
        directory.makeLink(ByteString.of("link"), Fixed.FILE);
        directory.makePipe(ByteString.of("pipe"));
        Instant old = Instant.parse("1955-11-05T06:15:00.000000001Z");
        Instant future = Instant.parse("2105-10-21T16:29:00.999999999Z");
        directory.setTimes(ByteString.of("old"), old, old);
        directory.setTimes(ByteString.of("future"), future, future);
        try (DirectoryHandle below = directory.openDirectory(ByteString.of("directory"))) {
          below.setTimes(ByteString.of("below"), Fixed.TIME.plusNanos(1), Fixed.TIME.plusNanos(1));
        }
        for (String name : List.of("file", "link", "pipe", "directory")) {
          directory.setTimes(ByteString.of(name), Fixed.TIME, Fixed.TIME);
        }
        directory.setTimes(DirectoryHandle.SELF, Fixed.TIME, Fixed.TIME);
      }),
  MODES(
      (path, directory) -> {
        for (int mode : List.of(0, 0400, 0222, 04755, 02755, 06711, 01644, 07777)) {
          ByteString file = ByteString.of("file-" + Integer.toOctalString(mode));
          directory.createFile(file).close();
          directory.setPermissions(file, mode);
          ByteString other = ByteString.of("directory-" + Integer.toOctalString(mode));
          directory.makeDirectory(other);
          directory.setPermissions(other, mode);
        }
      }),
  RAW_NAMES(
      (path, directory) -> {
        for (ByteString name :
            List.of(
                bytes(0xff),
                bytes(0xc3, 0x28),
                bytes('b', 0xed, 0xa0, 0x80),
                bytes('b', 0xef, 0xbf, 0xbd),
                bytes(1, '\n', '\\', '"', 0x7f))) {
          directory.createFile(name).close();
        }
        directory.makeDirectory(bytes('d', 0x80));
        try (DirectoryHandle below = directory.openDirectory(bytes('d', 0x80))) {
          below.createFile(bytes(0xfe, 0xfe)).close();
        }
      }),
  ORDER_OF_NAMES(
      (path, directory) -> {
        // In UTF-16 the last two are the other way round.
        for (String name :
            List.of("a", "a-", "a.b", "aa", "B", "\u00e9", "e\u0301", "\uff5e", "\ud834\udd1e")) {
          directory.createFile(ByteString.of(name)).close();
        }
        Files.createDirectories(path.resolve("a0/a"));
      }),
  LONG_NAMES(
      (path, directory) -> {
        directory.createFile(ByteString.of("n".repeat(255))).close();
        directory.createFile(ByteString.of("𝄞".repeat(63))).close();
      }),
  EMPTY(
      (path, directory) -> {
        directory.createFile(Fixed.FILE).close();
        directory.makeDirectory(ByteString.of("directory"));
      }),
  DEEP(
      (path, directory) -> {
        Path deepest = Files.createDirectories(path.resolve("d/".repeat(200)));
        Files.writeString(deepest.resolve("file"), "deep down");
      }),
  MANY((path, directory) -> many(directory, 2_000)),
  /** As many as the long tests are for. */
  VERY_MANY((path, directory) -> many(directory, 200_000)),
  /** Longer than 8 GiB, which is more than tar and 32 bits can count. */
  VERY_LONG(
      (path, directory) ->
          island(path.resolve("file"), 5, 4L << 30, (4L << 30) + 3_000_000, (8L << 30) + 12_345));

  private final Maker maker;

  Thing(Maker maker) {
    this.maker = maker;
  }

  /** The first minor version of restic 0 that has it. */
  int sinceRestic() {
    return this == RAW_LINKS || this == ATTRIBUTES_OF_LINKS ? 16 : 0;
  }

  /** Whether making, storing and restoring it takes minutes. */
  boolean takesLong() {
    return this == VERY_MANY || this == VERY_LONG;
  }

  /** Makes it in a directory; fails where the filesystem or this user has no such thing. */
  void make(Path path) throws IOException {
    try (DirectoryHandle directory = DirectoryHandle.open(path)) {
      maker.make(path, directory);
    }
  }

  /** Apart, for constants of an enum come before all others. */
  private static final class Fixed {
    static final Instant TIME = Instant.parse("2019-08-07T06:05:04.030201009Z");
    static final ByteString FILE = ByteString.of("file");
  }

  private interface Maker {
    void make(Path path, DirectoryHandle directory) throws IOException;
  }

  private static void many(DirectoryHandle directory, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      directory.createFile(ByteString.of("entry-" + i)).close();
    }
  }

  private static void island(Path file, long... positions) throws IOException {
    try (FileChannel channel = create(file)) {
      for (long position : positions) {
        channel.write(
            ByteBuffer.wrap(("at " + position).getBytes(java.nio.charset.StandardCharsets.UTF_8)),
            position);
      }
    }
  }

  private static FileChannel create(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  private static void set(DirectoryHandle of, ByteString name, String attribute, ByteString value)
      throws IOException {
    of.setExtendedAttribute(name, new ExtendedAttribute(attribute, value));
  }

  /** One that gives a user more than the group has. */
  private static ByteString list() {
    ByteBuffer list = ByteBuffer.allocate(4 + 5 * 8).order(ByteOrder.LITTLE_ENDIAN).putInt(2);
    int[][] entries = {{1, 6, -1}, {2, 7, 1000}, {4, 4, -1}, {0x10, 7, -1}, {0x20, 0, -1}};
    for (int[] entry : entries) {
      list.putShort((short) entry[0]).putShort((short) entry[1]).putInt(entry[2]);
    }
    return ByteString.copyOf(list.array());
  }

  private static ByteString bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return ByteString.copyOf(bytes);
  }
}
