// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage.filesystem;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** Writes files that are whole and on the disk before their name is there. */
final class DurableFiles {
  /** The JDK copies what is read or written at once to memory that it keeps for each thread. */
  static final int PIECE = 256 << 10;

  private static final String TEMPORARY = "-tmp-";
  private static final Pattern TEMPORARY_NAME =
      Pattern.compile(
          "(config|[0-9a-f]{64})-tmp-.+|.+-tmp-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final List<String> UNSUPPORTED =
      List.of(
          "Operation not permitted",
          "Operation not supported",
          "Invalid argument",
          "Function not implemented");
  private static final Set<PosixFilePermission> WRITABLE =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> READ_ONLY =
      PosixFilePermissions.fromString("r--------");

  /**
   * Creates a file; of many who try at once, one wins.
   *
   * @throws FileAlreadyExistsException if the name is taken
   */
  void create(Path target, List<ByteBuffer> content) throws IOException {
    if (Files.exists(target)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    Path temporary = writeTemporary(target, content);
    try {
      protect(temporary);
      appear(temporary, target);
    } finally {
      Files.deleteIfExists(temporary);
    }
    syncDirectory(directory(target));
  }

  /** Puts a file in the place of what is there, if anything is. */
  void replace(Path target, List<ByteBuffer> content) throws IOException {
    Path temporary = writeTemporary(target, content);
    try {
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
    syncDirectory(directory(target));
  }

  /**
   * Whether a file is on its way, as this class or restic names it: no document looks like that.
   */
  static boolean isTemporary(Path file) {
    return TEMPORARY_NAME.matcher(String.valueOf(file.getFileName())).matches();
  }

  /** Makes names that appeared in, or vanished from, a directory durable. */
  static void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      if (!isUnsupported(e)) {
        throw e;
      }
    }
  }

  private static void protect(Path file) throws IOException {
    try {
      Files.setPosixFilePermissions(file, READ_ONLY);
    } catch (UnsupportedOperationException e) {
      return; // a filesystem without modes
    } catch (IOException e) {
      if (!isUnsupported(e)) {
        throw e;
      }
    }
  }

  /** Whether the filesystem, such as some network shares, does not know what was asked for. */
  static boolean isUnsupported(IOException e) {
    String reason = e instanceof FileSystemException failure ? failure.getReason() : e.getMessage();
    return reason != null && UNSUPPORTED.stream().anyMatch(reason::contains);
  }

  private static void appear(Path temporary, Path target) throws IOException {
    try {
      Files.createLink(target, temporary); // unlike a rename, never replaces
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (FileSystemException | UnsupportedOperationException e) {
      // A filesystem without hard links: a rename is all there is.
      if (Files.exists(target)) {
        throw new FileAlreadyExistsException(target.toString());
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static Path writeTemporary(Path target, List<ByteBuffer> content) throws IOException {
    Path temporary = target.resolveSibling(target.getFileName() + TEMPORARY + UUID.randomUUID());
    boolean written = false;
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(WRITABLE))) {
      for (ByteBuffer part : content) {
        ByteBuffer rest = part.duplicate();
        while (rest.position() < part.limit()) {
          rest.limit(Math.min(part.limit(), rest.position() + PIECE));
          channel.write(rest);
        }
      }
      channel.force(true);
      written = true;
    } finally {
      if (!written) {
        Files.deleteIfExists(temporary);
      }
    }
    return temporary;
  }

  private static Path directory(Path file) {
    Path parent = file.getParent();
    if (parent == null) {
      throw new IllegalArgumentException(file + " has no parent");
    }
    return parent;
  }
}
