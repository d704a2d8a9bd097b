// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage.retry;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets time pass. */
@FunctionalInterface
public interface Pause {
  /** Lets real time pass. */
  Pause REAL =
      duration -> {
        var never = new CountDownLatch(1);
        boolean unused = never.await(duration.toMillis(), TimeUnit.MILLISECONDS);
      };

  /** Returns after the duration, or throws at once when the thread is interrupted. */
  void await(Duration duration) throws InterruptedException;
}
