// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Does the same with many things, several at a time. */
final class Parallel {
  private Parallel() {}

  /**
   * Returns when all is done; after a failure nothing more is begun.
   *
   * @param atOnce how many at a time
   * @throws dev.drydock.mover.failure.DrydockException what a task failed with, or {@code
   *     Cancelled} if the calling thread is interrupted
   */
  static <T> void forEach(Collection<T> things, int atOnce, Consumer<? super T> task) {
    Semaphore room = new Semaphore(atOnce);
    AtomicBoolean failed = new AtomicBoolean();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        List<Future<?>> pending = new ArrayList<>();
        for (T thing : things) {
          room.acquire();
          if (failed.get()) {
            break;
          }
          pending.add(
              executor.submit(
                  () -> {
                    try {
                      task.accept(thing);
                    } catch (RuntimeException | Error e) {
                      failed.set(true);
                      throw e;
                    } finally {
                      room.release();
                    }
                  }));
        }
        for (Future<?> future : pending) {
          future.get();
        }
      } catch (InterruptedException e) {
        executor.shutdownNow();
        Thread.currentThread().interrupt();
        throw Failures.cancelled(e);
      } catch (ExecutionException e) {
        executor.shutdownNow();
        throw Failures.rethrown(e);
      }
    }
  }
}
