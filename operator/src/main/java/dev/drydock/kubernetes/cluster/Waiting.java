// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.cluster;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Waits for what a cluster does, by looking again and again. Safe for use by many threads.
 *
 * @param clock the time
 * @param poll pause between two looks
 * @param doing what is going on meanwhile, for whoever interrupts it, such as "stopping workloads"
 */
public record Waiting(Clock clock, Duration poll, String doing) {

  /**
   * Waits until a condition holds, and looks once at least.
   *
   * @return whether it did within that time
   * @throws DrydockException Cancelled when the thread is interrupted
   */
  public boolean until(BooleanSupplier condition, Duration timeout) {
    Instant deadline = clock.instant().plus(timeout);
    while (!condition.getAsBoolean()) {
      if (!clock.instant().isBefore(deadline)) {
        return false;
      }
      pause();
    }
    return true;
  }

  private void pause() {
    try {
      boolean unused = new CountDownLatch(1).await(poll.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DrydockException(
          FailureReason.Cancelled, "Interrupted while %s.".formatted(doing), e);
    }
  }
}
