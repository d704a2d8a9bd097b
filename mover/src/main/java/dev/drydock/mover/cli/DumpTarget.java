// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a dump goes to. A file is written under another name and gets its own when it is whole and
 * on the disk, so that what is there before stays when the dump fails; pipes and devices are
 * written to as they are.
 */
final class DumpTarget implements AutoCloseable {
  private static final int BUFFER = 1 << 16;

  private final FileChannel channel;
  private final OutputStream stream;
  private final boolean opened;
  private final @Nullable Path temporary;
  private final @Nullable Path file;

  private DumpTarget(
      FileChannel channel, boolean opened, @Nullable Path temporary, @Nullable Path file) {
    // A channel, unlike a stream, does not wait for a reader that is stuck once it is interrupted.
    this.channel = channel;
    this.stream = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
    this.opened = opened;
    this.temporary = temporary;
    this.file = file;
  }

  @SuppressWarnings("resource") // standard output is nobody's to close
  static DumpTarget standardOutput() {
    return new DumpTarget(new FileOutputStream(FileDescriptor.out).getChannel(), false, null, null);
  }

  static DumpTarget of(Path named) {
    if (Files.isDirectory(named)) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          named + " is a directory. Name a file, or restore into it instead.");
    }
    try {
      if (Files.exists(named) && !Files.isRegularFile(named)) {
        return new DumpTarget(FileChannel.open(named, StandardOpenOption.WRITE), true, null, null);
      }
      Path file = Files.exists(named) ? named.toRealPath() : named.toAbsolutePath();
      Path temporary = file.resolveSibling("." + file.getFileName() + "-tmp-" + UUID.randomUUID());
      Files.createFile(
          temporary,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      return new DumpTarget(
          FileChannel.open(temporary, StandardOpenOption.WRITE), true, temporary, file);
    } catch (IOException e) {
      throw unwritable(named, e);
    }
  }

  OutputStream stream() {
    return stream;
  }

  /** Everything was written. */
  void complete() {
    try {
      stream.flush();
      if (temporary == null || file == null) {
        return;
      }
      channel.force(true);
      channel.close();
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw unwritable(file == null ? "what is to be dumped" : file, e);
    }
  }

  @Override
  public void close() throws IOException {
    if (opened) {
      channel.close();
    }
    if (temporary != null) {
      Files.deleteIfExists(temporary);
    }
  }

  private static DrydockException unwritable(Object what, IOException e) {
    String why = e instanceof NoSuchFileException ? "its directory does not exist" : e.getMessage();
    return new DrydockException(
        FailureReason.TargetUnwritable, what + " could not be written: " + why, e);
  }
}
