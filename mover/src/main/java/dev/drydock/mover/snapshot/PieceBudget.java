// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import java.util.concurrent.Semaphore;

/**
 * Bytes of content that may wait to be hashed, compressed and sealed, of all files together. Taken
 * by those who read and given back by those who work, who never take any: so nobody waits for ever.
 */
final class PieceBudget {
  private static final int UNIT = 16 << 10;

  private final Semaphore units;
  private final int all;

  PieceBudget(long bytes) {
    this.all = (int) Math.clamp(bytes / UNIT, 1, Integer.MAX_VALUE);
    this.units = new Semaphore(all, true);
  }

  void take(int bytes) throws InterruptedException {
    units.acquire(units(bytes));
  }

  void giveBack(int bytes) {
    units.release(units(bytes));
  }

  private int units(int bytes) {
    return Math.clamp(((long) bytes + UNIT - 1) / UNIT, 1, all);
  }
}
