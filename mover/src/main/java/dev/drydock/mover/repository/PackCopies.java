// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.storage.FileType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Keeps copies of packs, as they are stored, in a directory; named {@code pack-ID}. */
final class PackCopies {
  private static final int PIECE = 16 << 20;

  private final Repository repository;
  private final Path directory;

  PackCopies(Repository repository, Path directory) {
    this.repository = repository;
    this.directory = directory;
  }

  /**
   * Copies a pack, unless there is a copy already. Where it cannot be read the copy has a hole.
   *
   * @param size its size as listed
   * @throws DrydockException {@code TargetUnwritable} if the copy cannot be written
   */
  void keep(Id pack, long size) {
    Path copy = directory.resolve("pack-" + pack.hex());
    if (Files.exists(copy)) {
      return;
    }
    Path part = directory.resolve("pack-" + pack.hex() + ".part");
    try {
      try (FileChannel channel =
          FileChannel.open(
              part,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        for (long at = 0; at < size; at += PIECE) {
          ByteBuffer piece = load(pack, at, (int) Math.min(PIECE, size - at));
          channel.position(at);
          while (piece != null && piece.hasRemaining()) {
            channel.write(piece);
          }
        }
        channel.force(true);
      }
      Files.move(part, copy, StandardCopyOption.ATOMIC_MOVE);
    } catch (ClosedByInterruptException e) {
      throw Failures.cancelled(e);
    } catch (IOException e) {
      throw new DrydockException(
          FailureReason.TargetUnwritable,
          "A copy of the pack "
              + pack
              + " could not be written to "
              + directory
              + ": "
              + e
              + ". Nothing was changed. Name another directory.",
          e);
    }
  }

  /** A piece of a pack; null if it cannot be read for good. */
  private @Nullable ByteBuffer load(Id pack, long offset, int length) {
    try {
      return repository.storage().load(FileType.PACK, pack.hex(), offset, length);
    } catch (IOException e) {
      if (PackErrors.isDamage(repository.storage(), pack, offset + length, e)) {
        return null;
      }
      throw Failures.of("read the pack " + pack, repository.storage(), e);
    }
  }
}
