// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class SandboxSweepTest {
  @Test
  void triesAgainUntilThePlatformIsUpAndNothingIsLeft() {
    AtomicInteger attempts = new AtomicInteger();
    new SandboxSweep(
            () -> {
              if (attempts.incrementAndGet() == 1) {
                throw new IllegalStateException("Docker is not up");
              }
              return attempts.get() == 3;
            },
            Duration.ofMillis(1))
        .run();

    assertThat(attempts).hasValue(3);
  }

  @Test
  void endsWithTheOperator() {
    SandboxSweep sweep = new SandboxSweep(() -> false, Duration.ofHours(1));
    sweep.stop();

    sweep.run();

    assertThat(sweep).isNotNull();
  }
}
