// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Large arrays that are used again: new ones are memory that must be cleared, that the system has
 * to give first, and that the collector lets grow for long. There are never more of a size than
 * were in use at once. What is not given back is left to the collector. Safe for use by many
 * threads.
 */
public final class ArrayPool {
  private static final int[] SIZES = {1 << 20, 2 << 20, 4 << 20, 9 << 20, 20 << 20, 32 << 20};

  /** Longer arrays than this are made anew each time. */
  public static final int LARGEST = 32 << 20;

  private static final ArrayPool SHARED = new ArrayPool();

  private final List<Queue<byte[]>> idle = new ArrayList<>();

  /** An empty pool. */
  ArrayPool() {
    for (int unused : SIZES) {
      idle.add(new ConcurrentLinkedQueue<>());
    }
  }

  /** The pool of this process: what one step does not need any more, the next one uses. */
  public static ArrayPool shared() {
    return SHARED;
  }

  /** An array of at least this length, with anything in it. */
  public byte[] take(int length) {
    int size = 0;
    while (size < SIZES.length && SIZES[size] < length) {
      size++;
    }
    if (size == SIZES.length) {
      return new byte[length];
    }
    for (int larger = size; larger < Math.min(size + 2, SIZES.length); larger++) {
      byte[] array = idle.get(larger).poll();
      if (array != null) {
        return array;
      }
    }
    return new byte[SIZES[size]];
  }

  /** Gives back an array that nobody uses any more; one that is not of a pool is ignored. */
  public void giveBack(byte[] array) {
    for (int size = 0; size < SIZES.length; size++) {
      if (SIZES[size] == array.length) {
        idle.get(size).add(array);
      }
    }
  }
}
