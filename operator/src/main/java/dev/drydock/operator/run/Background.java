// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Work of the platform that may take minutes, such as stopping workloads or running hooks, done
 * beside the reconciler so that it never waits. Knows nothing across restarts: what was not seen to
 * end is done again. Safe for use by many threads.
 */
final class Background {
  private static final class Task {
    private volatile boolean ended;
    private volatile @Nullable DrydockException failure;
  }

  /**
   * How work ended.
   *
   * @param failure why it failed; null when it succeeded
   */
  record Outcome(@Nullable DrydockException failure) {}

  private final Executor executor;
  private final Map<String, Task> tasks = new ConcurrentHashMap<>();

  Background(Executor executor) {
    this.executor = executor;
  }

  /** Starts the work unless it goes on under this key; its outcome once it has ended. */
  Optional<Outcome> run(String key, Runnable work) {
    Task task = tasks.get(key);
    if (task == null) {
      task = new Task();
      tasks.put(key, task);
      start(task, work);
    }
    if (!task.ended) {
      return Optional.empty();
    }
    tasks.remove(key);
    return Optional.of(new Outcome(task.failure));
  }

  /** Whether work goes on under a key that begins like this. */
  boolean isBusy(String prefix) {
    return tasks.entrySet().stream()
        .anyMatch(t -> t.getKey().startsWith(prefix) && !t.getValue().ended);
  }

  /** Forgets the outcomes under keys that begin like this. */
  void forget(String prefix) {
    tasks.entrySet().removeIf(t -> t.getKey().startsWith(prefix) && t.getValue().ended);
  }

  private void start(Task task, Runnable work) {
    executor.execute(
        () -> {
          try {
            work.run();
          } catch (DrydockException e) {
            task.failure = e;
          } catch (RuntimeException e) {
            task.failure = new DrydockException(FailureReason.InternalError, "Unexpected: " + e, e);
          } catch (Error e) {
            task.failure = new DrydockException(FailureReason.InternalError, "Unexpected: " + e, e);
            throw e;
          } finally {
            task.ended = true;
          }
        });
  }
}
