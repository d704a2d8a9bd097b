// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import dev.drydock.mover.crypto.MasterKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The list of blobs at the end of a pack. Each entry is a type (0 data, 1 tree, 2 and 3 the same
 * compressed), the length in the pack, for the compressed ones the length of the content, and the
 * id; numbers are 32 bits, little-endian.
 */
final class PackHeader {
  private static final int PLAIN_ENTRY = 1 + 4 + Id.SIZE;
  private static final int PACKED_ENTRY = PLAIN_ENTRY + 4;

  /** The most that a sealed header has in bytes: 16 MiB are what restic reads. */
  static final int MAX_SIZE = (16 << 20) + MasterKey.OVERHEAD;

  /** Size of a pack without blobs: the sealed header's overhead, and its length. */
  static final int EMPTY_PACK = MasterKey.OVERHEAD + 4;

  private PackHeader() {}

  /** Size of the pack that holds these blobs and nothing else. */
  static long packSize(List<PackEntry> entries) {
    long size = EMPTY_PACK;
    for (PackEntry entry : entries) {
      size += entry.length() + entrySize(entry);
    }
    return size;
  }

  /** Length of an entry in bytes. */
  static int entrySize(PackEntry entry) {
    return entry.plainLength() == 0 ? PLAIN_ENTRY : PACKED_ENTRY;
  }

  /** The plain bytes of a header. */
  static byte[] encode(List<PackEntry> entries) {
    int size = entries.stream().mapToInt(PackHeader::entrySize).sum();
    ByteBuffer buffer = ByteBuffer.allocate(size);
    for (PackEntry entry : entries) {
      boolean packed = entry.plainLength() != 0;
      buffer.order(ByteOrder.LITTLE_ENDIAN);
      buffer.put((byte) ((entry.type() == BlobType.TREE ? 1 : 0) + (packed ? 2 : 0)));
      buffer.putInt(entry.length());
      if (packed) {
        buffer.putInt(entry.plainLength());
      }
      buffer.put(entry.id().toBytes());
    }
    return buffer.array();
  }

  /** The entries of a header, with their offsets. */
  static List<PackEntry> decode(byte[] header) throws IOException {
    List<PackEntry> entries = new ArrayList<>(header.length / PLAIN_ENTRY);
    ByteBuffer buffer = ByteBuffer.wrap(header);
    long offset = 0;
    while (buffer.hasRemaining()) {
      int kind = buffer.get();
      if (kind < 0 || kind > 3) {
        throw new IOException("its header holds a blob of unknown type " + kind);
      }
      boolean packed = kind >= 2;
      if (buffer.remaining() < (packed ? PACKED_ENTRY : PLAIN_ENTRY) - 1) {
        throw new IOException("its header ends in the middle of an entry");
      }
      buffer.order(ByteOrder.LITTLE_ENDIAN);
      int length = buffer.getInt();
      int plainLength = packed ? buffer.getInt() : 0;
      if (length < MasterKey.OVERHEAD || plainLength < 0 || (packed && plainLength == 0)) {
        throw new IOException("its header holds an impossible length");
      }
      buffer.order(ByteOrder.BIG_ENDIAN);
      BlobType type = kind % 2 == 0 ? BlobType.DATA : BlobType.TREE;
      entries.add(new PackEntry(type, Id.read(buffer), offset, length, plainLength));
      offset += length;
    }
    return entries;
  }
}
