// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage.s3;

import java.util.concurrent.Semaphore;
import software.amazon.awssdk.core.exception.AbortedException;

/**
 * How many bytes may be on their way at once, in requests of whatever size: many small ones or few
 * large ones. First come, first served. Safe for use by many threads.
 */
final class BytesInFlight {
  private static final int UNIT = 1 << 10;

  private final int units;
  private final Semaphore free;

  BytesInFlight(long bytes) {
    this.units = units(bytes);
    this.free = new Semaphore(units, true);
  }

  /** Bytes that are on their way until they are closed. */
  interface Hold extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Waits until so many bytes may go; more than there may ever be go alone.
   *
   * @throws AbortedException when the thread is interrupted
   */
  Hold hold(long bytes) {
    int wanted = Math.min(units, units(bytes));
    try {
      free.acquire(wanted);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw AbortedException.create("interrupted while waiting for others to be sent", e);
    }
    return () -> free.release(wanted);
  }

  private static int units(long bytes) {
    return (int) Math.clamp((bytes + UNIT - 1) / UNIT, 1, Integer.MAX_VALUE);
  }
}
