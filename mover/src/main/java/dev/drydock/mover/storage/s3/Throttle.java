// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage.s3;

import dev.drydock.mover.storage.retry.Pause;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Lets bytes pass at a rate, which all who pass share: a token bucket kept as the time at which it
 * is full again (the generic cell rate algorithm, ITU-T I.371). After silence, what a tenth of a
 * second allows passes at once; everybody else waits for a turn, first come, first served. Safe for
 * use by many threads.
 */
final class Throttle {
  private static final long SECOND = 1_000_000_000;
  private static final long BURST = SECOND / 10;
  private static final int LARGEST_PIECE = 16 << 10;

  private final long bytesPerSecond;
  private final LongSupplier nanoTime;
  private final Pause pause;
  private long fullAgain;

  /**
   * A throttle.
   *
   * @param nanoTime as {@link System#nanoTime()}
   */
  Throttle(long bytesPerSecond, LongSupplier nanoTime, Pause pause) {
    if (bytesPerSecond < 1) {
      throw new IllegalArgumentException("a rate must be positive");
    }
    this.bytesPerSecond = bytesPerSecond;
    this.nanoTime = nanoTime;
    this.pause = pause;
    this.fullAgain = nanoTime.getAsLong();
  }

  /** So many bytes should pass at once and no more, so that they flow evenly. */
  int piece() {
    return (int) Math.clamp(bytesPerSecond / 20, 1, LARGEST_PIECE);
  }

  /** Returns when so many bytes may pass. */
  void pass(int bytes) throws InterruptedException {
    long wait;
    synchronized (this) {
      long now = nanoTime.getAsLong();
      fullAgain = Math.max(fullAgain, now) + (long) ((double) bytes / bytesPerSecond * SECOND);
      wait = fullAgain - BURST - now;
    }
    if (wait > 0) {
      pause.await(Duration.ofNanos(wait));
    }
  }
}
