// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.posix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/** An open file. Reading on is for one thread at a time, all else at positions for many. */
public final class FileHandle implements Closeable {
  private final int descriptor;
  private final String path;
  private final AtomicBoolean closed = new AtomicBoolean();

  FileHandle(int descriptor, String path) {
    this.descriptor = descriptor;
    this.path = path;
  }

  /** What the kernel says of the open file now. */
  public FileStatus status() throws IOException {
    return Descriptors.status(descriptor(), path);
  }

  /**
   * Reads some bytes.
   *
   * @return number of bytes read, -1 at the end
   */
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    MemorySegment target = NativeBuffers.take();
    try (Scratch arena = Scratch.take()) {
      return read(arena, target, buffer, offset, length);
    } finally {
      NativeBuffers.giveBack(target);
    }
  }

  /** The same, through memory that is kept between calls. */
  int read(SegmentAllocator arena, MemorySegment target, byte[] buffer, int offset, int length)
      throws IOException {
    long wanted = Math.min(length, target.byteSize());
    int count = (int) Libc.READ.call(arena, path, descriptor(), target, wanted);
    MemorySegment.copy(target, JAVA_BYTE, 0, buffer, offset, count);
    return count == 0 ? -1 : count;
  }

  /**
   * Reads some bytes at a position, at least one unless that is at the end.
   *
   * @return number of bytes read, -1 at the end
   */
  public int read(byte[] buffer, int offset, int length, long position) throws IOException {
    if (length == 0) {
      return 0;
    }
    MemorySegment target = NativeBuffers.take();
    try (Scratch arena = Scratch.take()) {
      long wanted = Math.min(length, target.byteSize());
      int count = (int) Libc.PREAD.call(arena, path, descriptor(), target, wanted, position);
      MemorySegment.copy(target, JAVA_BYTE, 0, buffer, offset, count);
      return count == 0 ? -1 : count;
    } finally {
      NativeBuffers.giveBack(target);
    }
  }

  /** Writes all remaining bytes of a buffer at a position; the buffer's own is left as it is. */
  public void write(ByteBuffer data, long position) throws IOException {
    MemorySegment source = MemorySegment.ofBuffer(data);
    MemorySegment piece = NativeBuffers.take();
    try (Scratch arena = Scratch.take()) {
      long written = 0;
      while (written < source.byteSize()) {
        MemorySegment rest = source.asSlice(written);
        if (!rest.isNative()) {
          long size = Math.min(rest.byteSize(), piece.byteSize());
          rest = piece.asSlice(0, size).copyFrom(rest.asSlice(0, size));
        }
        written +=
            Libc.PWRITE.call(arena, path, descriptor(), rest, rest.byteSize(), position + written);
      }
    } finally {
      NativeBuffers.giveBack(piece);
    }
  }

  /** Makes the file that long; what is added is a hole. */
  public void truncate(long size) throws IOException {
    try (Scratch arena = Scratch.take()) {
      Libc.FTRUNCATE.call(arena, path, descriptor(), size);
    }
  }

  /** Waits until content and metadata are on the disk. */
  public void sync() throws IOException {
    try (Scratch arena = Scratch.take()) {
      Libc.FSYNC.call(arena, path, descriptor());
    }
  }

  @Override
  public void close() throws IOException {
    if (closed.compareAndSet(false, true)) {
      Descriptors.close(descriptor, path);
    }
  }

  private int descriptor() throws IOException {
    if (closed.get()) {
      throw new IOException(path + " is closed");
    }
    return descriptor;
  }
}
