// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What a command does when it is told to stop (Ctrl-C, SIGTERM): it asks for the end of what it
 * began, and the process stays until the command has come to its own end.
 */
final class Interruption implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread hook = new Thread(this::run, "interruption");
  private volatile Runnable undo = () -> {};

  Interruption() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** From now on this asks for the end. */
  void undoBy(Runnable action) {
    undo = action;
  }

  private void run() {
    try {
      undo.run();
      if (!closed.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        System.err.printf("Gave up waiting after %d minutes.%n", PATIENCE.toMinutes());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The command has ended; nothing is left to be undone. */
  @Override
  public void close() {
    closed.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // it runs already, and goes on now
    }
  }
}
