// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.memory.ArrayPool;
import dev.drydock.mover.storage.FileType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads several blobs of a pack with few requests. Immutable; safe for use by many threads. */
public final class PackReader {
  private static final long MAX_GAP = 256 << 10;
  private static final long MAX_RANGE = 8 << 20;

  private final Repository repository;

  /** Reads packs of this repository. */
  public PackReader(Repository repository) {
    this.repository = repository;
  }

  /** Is given blobs one after the other. */
  public interface Receiver {
    /** The content of a blob, which has the right hash; its memory is used again afterwards. */
    void content(PackEntry entry, ByteBuffer content);

    /** A blob that is damaged wherever it is. */
    void damaged(PackEntry entry, String message);
  }

  /** Neighbouring blobs that are read at once, in the order of the pack. */
  public record Range(Id pack, List<PackEntry> entries) {
    /** Bytes from the first to the last. */
    public int length() {
      PackEntry last = entries.getLast();
      return Math.toIntExact(last.offset() + last.length() - entries.getFirst().offset());
    }
  }

  /** Divides blobs of a pack into ranges that are worth one request each. */
  public static List<Range> ranges(Id pack, List<PackEntry> entries) {
    List<PackEntry> sorted = new ArrayList<>(entries);
    sorted.sort(Comparator.comparingLong(PackEntry::offset));
    List<Range> ranges = new ArrayList<>();
    List<PackEntry> range = new ArrayList<>();
    for (PackEntry entry : sorted) {
      if (!range.isEmpty()) {
        PackEntry last = range.getLast();
        long gap = entry.offset() - (last.offset() + last.length());
        long length = entry.offset() + entry.length() - range.getFirst().offset();
        // Those that overlap are the work of somebody who means no good: each by itself, then.
        if (gap < 0 || gap > MAX_GAP || length > MAX_RANGE) {
          ranges.add(new Range(pack, List.copyOf(range)));
          range.clear();
        }
      }
      range.add(entry);
    }
    if (!range.isEmpty()) {
      ranges.add(new Range(pack, List.copyOf(range)));
    }
    return ranges;
  }

  /** Reads a range. What is damaged or missing here is looked for in other packs that have it. */
  public void read(Range range, Receiver receiver) {
    long start = range.entries.getFirst().offset();
    byte[] sealed = load(range);
    try {
      for (PackEntry entry : range.entries) {
        if (sealed == null || !read(entry, sealed, (int) (entry.offset() - start), receiver)) {
          readElsewhere(entry, receiver);
        }
      }
    } finally {
      release(sealed);
    }
  }

  /** Gives a blob to the receiver; returns whether it is sound. */
  private boolean read(PackEntry entry, byte[] sealed, int offset, Receiver receiver) {
    try {
      BlobReader.read(
          repository, entry, sealed, offset, content -> receiver.content(entry, content));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void readElsewhere(PackEntry entry, Receiver receiver) {
    byte[] content;
    try {
      content = repository.loadBlob(entry.type(), entry.id());
    } catch (DrydockException e) {
      if (e.reason() != FailureReason.RepositoryCorrupt) {
        throw e;
      }
      receiver.damaged(entry, String.valueOf(e.getMessage()));
      return;
    }
    receiver.content(entry, ByteBuffer.wrap(content));
  }

  /** The bytes of a range, in an array that may be longer; to be given back to {@link #release}. */
  byte[] loadRange(Range range) throws IOException {
    long start = range.entries.getFirst().offset();
    int length = range.length();
    if (length > ArrayPool.LARGEST) { // an index may claim anything; the store knows better
      return SealedFiles.toArray(
          repository.storage().load(FileType.PACK, range.pack.hex(), start, length));
    }
    byte[] bytes = repository.arrays().take(length);
    try {
      repository
          .storage()
          .load(FileType.PACK, range.pack.hex(), start, ByteBuffer.wrap(bytes, 0, length));
      return bytes;
    } catch (IOException | RuntimeException e) {
      release(bytes);
      throw e;
    }
  }

  /** As above; null if this pack is damaged. */
  byte @Nullable [] load(Range range) {
    PackEntry last = range.entries.getLast();
    try {
      return loadRange(range);
    } catch (IOException e) {
      if (PackErrors.isDamage(repository.storage(), range.pack, last.offset() + last.length(), e)) {
        return null;
      }
      throw Failures.of("read the pack " + range.pack, repository.storage(), e);
    }
  }

  /** The bytes of a range are not needed any more. */
  void release(byte @Nullable [] bytes) {
    if (bytes != null) {
      repository.arrays().giveBack(bytes);
    }
  }
}
