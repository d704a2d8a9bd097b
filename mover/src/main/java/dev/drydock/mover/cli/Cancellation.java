// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Cancels what this thread does when the process is told to end, by Ctrl-C or SIGTERM, and gives it
 * the time to tidy up, so that no lock is left in the repository. Until it is closed.
 */
final class Cancellation implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(25);

  private final Thread worker = Thread.currentThread();
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook = new Thread(this::cancel, "cancel");

  private Cancellation() {}

  static Cancellation ofThisThread() {
    Cancellation cancellation = new Cancellation();
    Runtime.getRuntime().addShutdownHook(cancellation.hook);
    return cancellation;
  }

  void cancel() {
    worker.interrupt();
    try {
      boolean unused = done.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    done.countDown();
    try {
      boolean unused = Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return; // it runs already
    }
  }
}
