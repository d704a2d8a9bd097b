// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/** A pack that is being filled, in memory. Not safe for use by several threads. */
final class PackBuilder {
  private static final int MAX_HEADER = 15 << 20;

  private final List<PackEntry> entries = new ArrayList<>();
  private final List<byte[]> sealed = new ArrayList<>();
  private long size;
  private int headerSize;

  /** A pack as it is to be stored. */
  record Finished(Id id, List<PackEntry> entries, List<ByteBuffer> content, long size) {}

  /** Adds a sealed blob. */
  void add(BlobType type, Id id, byte[] bytes, int plainLength) {
    PackEntry entry = new PackEntry(type, id, size, bytes.length, plainLength);
    entries.add(entry);
    sealed.add(bytes);
    size += bytes.length;
    headerSize += PackHeader.entrySize(entry);
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  boolean isFull(int packSize) {
    return size + headerSize >= packSize || headerSize >= MAX_HEADER;
  }

  /**
   * Adds the header and verifies that every blob can be read back, so that a fault of this machine
   * does not become a fault of the backup.
   */
  Finished finish(Repository repository) {
    for (int i = 0; i < entries.size(); i++) {
      try {
        BlobReader.open(repository, entries.get(i), sealed.get(i), 0);
      } catch (IOException e) {
        throw Failures.corrupt(
            "A pack could not be read back before it was stored ("
                + e.getMessage()
                + "). Nothing was stored. Check the memory and the processor of this machine.",
            e);
      }
    }
    byte[] header = repository.key().seal(PackHeader.encode(entries));
    byte[] length =
        ByteBuffer.allocate(4)
            .order(java.nio.ByteOrder.LITTLE_ENDIAN)
            .putInt(header.length)
            .array();
    sealed.add(header);
    sealed.add(length);
    MessageDigest digest = Id.sha256();
    List<ByteBuffer> content = new ArrayList<>(sealed.size());
    for (byte[] part : sealed) {
      Id.update(digest, part, 0, part.length);
      content.add(ByteBuffer.wrap(part));
    }
    Id id = Id.ofBytes(digest.digest());
    return new Finished(id, List.copyOf(entries), content, size + header.length + length.length);
  }
}
