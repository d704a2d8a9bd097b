// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sweeps until it was done once: the platform may come up later than the operator. */
final class SandboxSweep implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(SandboxSweep.class);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final BooleanSupplier sweep;
  private final Duration first;
  private final CountDownLatch stopped = new CountDownLatch(1);

  SandboxSweep(BooleanSupplier sweep, Duration first) {
    this.sweep = sweep;
    this.first = first;
  }

  @Override
  public void run() {
    Duration pause = first;
    try {
      while (!attempt(pause) && !stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        Duration twice = pause.multipliedBy(2);
        pause = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void stop() {
    stopped.countDown();
  }

  private boolean attempt(Duration pause) {
    try {
      return sweep.getAsBoolean();
    } catch (RuntimeException e) {
      LOG.warn(
          "Sandboxes that nobody wants could not be looked for, again in {} s: {}",
          pause.toSeconds(),
          e.toString());
      return false;
    }
  }
}
