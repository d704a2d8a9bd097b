// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Calls of the platform that may take minutes, away from the reconciler's thread. Each request has
 * at most one; it is known in this process only, and is made again after a restart. Safe for use by
 * many threads.
 */
final class PlatformCalls {
  private final ConcurrentHashMap<String, Call<?>> calls = new ConcurrentHashMap<>();
  private final Executor executor;

  PlatformCalls(Executor executor) {
    this.executor = executor;
  }

  /** One call; done only when its thread has left it, interrupted or not. */
  private static final class Call<T> implements Runnable {
    private final String purpose;
    private final Callable<T> callable;
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private volatile @Nullable Thread thread;

    Call(String purpose, Callable<T> callable) {
      this.purpose = purpose;
      this.callable = callable;
    }

    @Override
    public void run() {
      thread = Thread.currentThread();
      try {
        result.complete(callable.call());
      } catch (DrydockException e) {
        result.completeExceptionally(e);
      } catch (Exception e) {
        result.completeExceptionally(
            new DrydockException(FailureReason.InternalError, "Unexpected failure: " + e, e));
      } catch (Error e) {
        result.completeExceptionally(e);
        throw e;
      }
    }

    void interrupt() {
      var running = thread;
      if (running != null && !result.isDone()) {
        running.interrupt();
      }
    }
  }

  /**
   * Starts a call unless it was started before, and says what came of it.
   *
   * @param request uid of the request
   * @param purpose step and attempt
   * @return its result, once; empty while it runs
   * @throws DrydockException what it threw
   */
  @SuppressWarnings("unchecked")
  <T> Optional<T> poll(String request, String purpose, Callable<T> callable) {
    if (!settled(request, purpose)) {
      return Optional.empty();
    }
    var call = (Call<T>) calls.get(request);
    if (call == null) {
      call = new Call<>(purpose, callable);
      calls.put(request, call);
      executor.execute(call);
    }
    if (!call.result.isDone()) {
      return Optional.empty();
    }
    calls.remove(request);
    try {
      return Optional.of(call.result.join());
    } catch (CompletionException e) {
      throw cause(e);
    }
  }

  /**
   * Whether nothing else than this purpose is under way for a request; what else there is, is
   * interrupted.
   */
  boolean settled(String request, String purpose) {
    var call = calls.get(request);
    if (call == null || call.purpose.equals(purpose)) {
      return true;
    }
    if (call.result.isDone()) {
      calls.remove(request);
      return true;
    }
    call.interrupt();
    return false;
  }

  private static RuntimeException cause(CompletionException e) {
    return switch (e.getCause()) {
      case DrydockException failure -> failure;
      case Error error -> throw error;
      case null, default -> e;
    };
  }
}
