// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class PlatformCallsTest {
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private final PlatformCalls calls = new PlatformCalls(waiting::add);

  @Test
  void givesTheResultOnceItIsThere() {
    assertThat(calls.poll("a", "Start-1", () -> "up")).isEmpty();
    assertThat(calls.poll("a", "Start-1", () -> "again")).isEmpty();
    assertThat(waiting).hasSize(1);
    waiting.remove().run();

    assertThat(calls.poll("a", "Start-1", () -> "again")).contains("up");
  }

  @Test
  void throwsWhatTheCallThrew() {
    calls.poll(
        "a",
        "Start-1",
        () -> {
          throw new DrydockException(FailureReason.WorkloadUnhealthy, "web exited");
        });
    waiting.remove().run();

    assertThatThrownBy(() -> calls.poll("a", "Start-1", () -> "up"))
        .isInstanceOf(DrydockException.class)
        .hasMessage("web exited");
  }

  @Test
  void keepsRequestsApart() {
    calls.poll("a", "Start-1", () -> "up");

    assertThat(calls.settled("b", "Start-1")).isTrue();
    assertThat(calls.poll("b", "Stop-1", () -> "down")).isEmpty();
    assertThat(waiting).hasSize(2);
  }

  @Test
  void nothingElseBeginsUntilAnInterruptedCallHasReallyEnded() {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var real = new PlatformCalls(executor);
      var started = new CountDownLatch(1);
      var interrupted = new AtomicBoolean();
      var mayEnd = new CountDownLatch(1);
      real.poll(
          "a",
          "Start-1",
          () -> {
            started.countDown();
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException e) {
              interrupted.set(true);
            }
            mayEnd.await();
            return "up";
          });
      await().until(() -> started.getCount() == 0);

      assertThat(real.settled("a", "UndoStop-1")).isFalse();
      await().untilTrue(interrupted);
      mayEnd.countDown();
      await().untilAsserted(() -> assertThat(real.settled("a", "UndoStop-1")).isTrue());
    }
  }
}
