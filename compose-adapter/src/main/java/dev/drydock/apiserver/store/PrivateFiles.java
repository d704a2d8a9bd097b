// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** Files that only their owner may read. */
public final class PrivateFiles {
  private static final Set<PosixFilePermission> FILE =
      Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
  private static final Set<PosixFilePermission> DIRECTORY =
      PosixFilePermissions.fromString("rwx------");

  private PrivateFiles() {}

  /** Creates a directory with mode 0700, and its parents. */
  public static void createDirectory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Path parent = directory.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(DIRECTORY));
    }
  }

  /** Writes a file with mode 0600, durable and complete before it has its name. */
  public static void create(Path file, byte[] content) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    Path temporary =
        Files.createTempFile(directory, ".new-", null, PosixFilePermissions.asFileAttribute(FILE));
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Fails when group or others may read the file. */
  public static void requirePrivate(Path file) throws IOException {
    Set<PosixFilePermission> others = EnumSet.allOf(PosixFilePermission.class);
    others.removeAll(DIRECTORY);
    others.retainAll(Files.getPosixFilePermissions(file, new LinkOption[0]));
    if (!others.isEmpty()) {
      throw new IllegalStateException(
          file + " is open to others than its owner; set its mode to 0600: chmod 600 " + file);
    }
  }
}
