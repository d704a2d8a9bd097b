// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Large arrays that are used again: new ones are memory that must be cleared, and that the system
 * has to give first. What is never given back is left to the garbage collector. Safe for use by
 * many threads.
 */
public final class ArrayPool {
  private static final int UNIT = 1 << 20;
  private static final int CLASSES = 16;

  /** So much longer than asked for an array may be. */
  private static final int SURPLUS = 3;

  private static final long MAX_IDLE = 32L << 20;

  @SuppressWarnings({"unchecked", "rawtypes"})
  private final Queue<byte[]>[] idle = new Queue[CLASSES];

  private final AtomicLong idleBytes = new AtomicLong();

  /** An empty pool. */
  public ArrayPool() {
    for (int i = 0; i < CLASSES; i++) {
      idle[i] = new ConcurrentLinkedQueue<>();
    }
  }

  /** An array of at least this length, with anything in it. */
  public byte[] take(int length) {
    int size = Math.max(0, (length - 1) / UNIT);
    if (size >= CLASSES) {
      return new byte[length];
    }
    for (int i = size; i < Math.min(CLASSES, size + 1 + SURPLUS); i++) {
      byte[] array = idle[i].poll();
      if (array != null) {
        idleBytes.addAndGet(-array.length);
        return array;
      }
    }
    return new byte[(size + 1) * UNIT];
  }

  /** Gives back an array that nobody uses any more. */
  public void giveBack(byte[] array) {
    int size = array.length / UNIT - 1;
    if (size < 0 || size >= CLASSES || array.length % UNIT != 0) {
      return;
    }
    if (idleBytes.addAndGet(array.length) > MAX_IDLE) {
      idleBytes.addAndGet(-array.length);
    } else {
      idle[size].add(array);
    }
  }
}
