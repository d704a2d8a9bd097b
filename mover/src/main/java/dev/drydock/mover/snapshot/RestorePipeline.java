// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Restores some batches at the same time: while the content of one is read, files of the next are
 * made and those of the one before are finished. Used by one thread.
 */
final class RestorePipeline implements AutoCloseable {
  private final int width;
  private final Consumer<List<SnapshotPath>> restored;
  private final ExecutorService threads;
  private final Deque<Future<List<SnapshotPath>>> running = new ArrayDeque<>();

  /**
   * A pipeline of batches.
   *
   * @param width how many threads restore at the same time, the one that uses this included
   * @param restored is told the files that are whole, by the thread that uses this
   */
  RestorePipeline(int width, Consumer<List<SnapshotPath>> restored) {
    this.width = width;
    this.restored = restored;
    // Not virtual ones, of which only a few can wait for a file system at the same time.
    this.threads =
        Executors.newFixedThreadPool(
            width, Thread.ofPlatform().daemon().name("restore-batch-", 0).factory());
  }

  /**
   * Restores a batch: while others go on, or, where only one may run, before this returns. What
   * went wrong with another one before may be thrown.
   */
  void run(RestoreBatch batch) {
    running.addLast(threads.submit(batch::run));
    while (running.size() >= width) {
      join();
    }
  }

  /** Waits for all batches. */
  void finish() {
    while (!running.isEmpty()) {
      join();
    }
  }

  private void join() {
    try {
      restored.accept(running.removeFirst().get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Causes.cancelled(e);
    } catch (ExecutionException e) {
      throw Causes.failure(e.getCause() == null ? e : e.getCause());
    }
  }

  /** Breaks off what is running, and waits until nothing is left of files that are not whole. */
  @Override
  public void close() {
    threads.shutdownNow();
    boolean interrupted = false;
    while (true) {
      try {
        if (threads.awaitTermination(1, TimeUnit.HOURS)) {
          break;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
