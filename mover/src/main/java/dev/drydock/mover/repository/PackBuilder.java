// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import dev.drydock.mover.memory.ArrayPool;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * A pack that is being filled, in memory. Room for a blob is taken under its lock; the blob itself
 * is written to it by whoever sealed it, at the same time as others.
 */
final class PackBuilder {
  private static final int MAX_HEADER = 15 << 20;
  private static final int SEGMENT = 4 << 20;

  private final ArrayPool arrays;
  private final List<PackEntry> entries = new ArrayList<>();
  private final List<byte[]> segments = new ArrayList<>();
  private final List<Integer> used = new ArrayList<>();
  private long size;
  private int headerSize;
  private int unwritten;
  private boolean complete;
  private boolean broken;

  /** Where a sealed blob is to be written. */
  record Place(PackBuilder pack, byte[] bytes, int offset) {}

  /** A pack as it is to be stored. */
  record Finished(Id id, List<PackEntry> entries, List<ByteBuffer> content, long size) {}

  PackBuilder(ArrayPool arrays) {
    this.arrays = arrays;
  }

  /** Takes room for a blob, which {@link #written} must follow. */
  synchronized Place add(BlobType type, Id id, int length, int plainLength) {
    int last = segments.size() - 1;
    int offset = last < 0 ? 0 : used.get(last);
    if (last < 0 || segments.get(last).length - offset < length) {
      segments.add(arrays.take(Math.max(SEGMENT, length)));
      used.add(0);
      last++;
      offset = 0;
    }
    used.set(last, offset + length);
    PackEntry entry = new PackEntry(type, id, size, length, plainLength);
    entries.add(entry);
    size += length;
    headerSize += PackHeader.entrySize(entry);
    unwritten++;
    return new Place(this, segments.get(last), offset);
  }

  synchronized boolean isFull(int packSize) {
    return size + headerSize >= packSize || headerSize >= MAX_HEADER;
  }

  /** No blob is added any more. Returns whether all are written. */
  synchronized boolean complete() {
    complete = true;
    return unwritten == 0;
  }

  /**
   * A blob is written, or will never be. Returns whether the pack is complete and this was the last
   * one.
   */
  synchronized boolean written(boolean whole) {
    unwritten--;
    broken |= !whole;
    return complete && unwritten == 0;
  }

  /** Whether a blob of it could not be written. */
  synchronized boolean isBroken() {
    return broken;
  }

  /** Adds the header. */
  synchronized Finished finish(Repository repository) {
    byte[] header = repository.key().seal(PackHeader.encode(entries));
    byte[] length =
        ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(header.length).array();
    List<ByteBuffer> content = new ArrayList<>(segments.size() + 2);
    for (int i = 0; i < segments.size(); i++) {
      content.add(ByteBuffer.wrap(segments.get(i), 0, used.get(i)));
    }
    content.add(ByteBuffer.wrap(header));
    content.add(ByteBuffer.wrap(length));
    MessageDigest digest = Id.sha256();
    for (ByteBuffer part : content) {
      Id.update(digest, part.array(), 0, part.limit());
    }
    Id id = Id.ofBytes(digest.digest());
    return new Finished(id, List.copyOf(entries), content, size + header.length + length.length);
  }

  /** Gives back the memory of a pack that is not needed any more. */
  synchronized void release() {
    segments.forEach(arrays::giveBack);
    segments.clear();
    used.clear();
  }
}
