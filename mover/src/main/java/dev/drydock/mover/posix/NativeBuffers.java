// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Native memory that content goes through on its way from and to files, used again: new memory has
 * to be cleared. Safe for use by many threads.
 */
final class NativeBuffers {
  /** Bytes of each; little enough to stay in a processor's cache. */
  static final int SIZE = 256 << 10;

  private static final Queue<MemorySegment> IDLE = new ConcurrentLinkedQueue<>();

  private NativeBuffers() {}

  /** A buffer with anything in it. */
  static MemorySegment take() {
    MemorySegment idle = IDLE.poll();
    return idle == null ? Arena.ofAuto().allocate(SIZE, 8) : idle;
  }

  static void giveBack(MemorySegment buffer) {
    IDLE.add(buffer);
  }
}
