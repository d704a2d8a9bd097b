// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Native memory for one call of the C library: names, structures, results. It is used again, with
 * anything in it, for every file takes a dozen calls, and new memory for each costs more than the
 * call. Used by one thread at a time; what it gave is invalid after {@link #close}.
 */
final class Scratch implements SegmentAllocator, AutoCloseable {
  private static final int SIZE = 16 << 10;
  private static final Queue<Scratch> IDLE = new ConcurrentLinkedQueue<>();

  private final MemorySegment memory = Arena.ofAuto().allocate(SIZE, 16);
  private long used;
  private @Nullable Arena more;

  private Scratch() {}

  static Scratch take() {
    Scratch idle = IDLE.poll();
    return idle == null ? new Scratch() : idle;
  }

  @Override
  public MemorySegment allocate(long size, long alignment) {
    long start = (used + alignment - 1) & -alignment;
    if (alignment > 16 || start + size > SIZE) {
      if (more == null) {
        more = Arena.ofConfined();
      }
      return more.allocate(size, alignment);
    }
    used = start + size;
    return memory.asSlice(start, size);
  }

  @Override
  public void close() {
    used = 0;
    if (more != null) {
      more.close();
      more = null;
    }
    IDLE.add(this);
  }
}
