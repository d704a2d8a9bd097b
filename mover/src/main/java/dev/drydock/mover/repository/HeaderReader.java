// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import dev.drydock.mover.crypto.AuthenticationFailedException;
import dev.drydock.mover.crypto.MasterKey;
import dev.drydock.mover.storage.FileType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Reads the headers of packs, by one request as a rule. Safe for use by many threads. */
final class HeaderReader {
  private static final int TAIL = 16 << 10;
  private static final int MAX_HEADER = 16 << 20;
  private static final int LENGTH = 4;

  private final Repository repository;

  HeaderReader(Repository repository) {
    this.repository = repository;
  }

  /**
   * The blobs that a pack says it has.
   *
   * @param size its size as listed
   * @throws IOException if the pack is missing or damaged; the message, a clause, says how
   * @throws dev.drydock.mover.failure.DrydockException {@code RepositoryUnavailable} if the store
   *     does not answer
   */
  List<PackEntry> read(Id pack, long size) throws IOException {
    if (size < PackHeader.EMPTY_PACK) {
      throw new IOException("it has only " + size + " bytes");
    }
    try {
      return readOnce(pack, size);
    } catch (IOException e) {
      return readOnce(pack, size); // bytes may change on the way
    }
  }

  private List<PackEntry> readOnce(Id pack, long size) throws IOException {
    byte[] end = load(pack, size, (int) Math.min(size, TAIL));
    long length =
        Integer.toUnsignedLong(
            ByteBuffer.wrap(end).order(ByteOrder.LITTLE_ENDIAN).getInt(end.length - LENGTH));
    if (length < MasterKey.OVERHEAD || length > Math.min(size - LENGTH, MAX_HEADER)) {
      throw new IOException("its end is no header");
    }
    if (length + LENGTH > end.length) {
      end = load(pack, size, (int) length + LENGTH);
    }
    List<PackEntry> entries;
    try {
      int offset = end.length - LENGTH - (int) length;
      entries = PackHeader.decode(repository.key().open(end, offset, (int) length));
    } catch (AuthenticationFailedException e) {
      throw new IOException("its header does not open: " + e.getMessage(), e);
    }
    long described = PackHeader.packSize(entries);
    if (entries.isEmpty() || described != size) {
      throw new IOException("its header is that of a pack of " + described + " bytes");
    }
    return entries;
  }

  private byte[] load(Id pack, long size, int length) throws IOException {
    try {
      return SealedFiles.toArray(
          repository.storage().load(FileType.PACK, pack.hex(), size - length, length));
    } catch (IOException e) {
      if (PackErrors.isDamage(repository.storage(), pack, size, e)) {
        throw new IOException("it cannot be read: " + e.getMessage(), e);
      }
      throw Failures.of("read the header of the pack " + pack, repository.storage(), e);
    }
  }
}
