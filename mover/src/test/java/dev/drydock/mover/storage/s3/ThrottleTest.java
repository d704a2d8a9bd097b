// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ThrottleTest {
  private static final int RATE = 1_000_000;

  /** The time, which passes only while somebody waits. */
  private long now = 5_000;

  private final List<Duration> waits = new ArrayList<>();

  private final Throttle throttle =
      new Throttle(
          RATE,
          () -> now,
          wait -> {
            waits.add(wait);
            now += wait.toNanos();
          });

  @Test
  void bytes_pass_at_the_rate() throws InterruptedException {
    passPieces(10 * RATE);
    assertThat(elapsed()).isBetween(Duration.ofMillis(9_850), Duration.ofMillis(10_000));
  }

  @Test
  void they_pass_evenly() throws InterruptedException {
    passPieces(5 * RATE);
    assertThat(waits).allMatch(wait -> wait.compareTo(Duration.ofMillis(60)) <= 0);
    assertThat(throttle.piece()).isLessThanOrEqualTo(RATE / 20);
  }

  @Test
  void silence_saves_no_more_than_a_small_burst() throws InterruptedException {
    passPieces(RATE);
    now += Duration.ofHours(1).toNanos();
    long before = now;
    passPieces(RATE);
    assertThat(Duration.ofNanos(now - before)).isGreaterThan(Duration.ofMillis(850));
  }

  @Test
  void all_who_pass_share_the_rate() throws InterruptedException {
    List<Duration> reserved = new ArrayList<>();
    Throttle shared = new Throttle(RATE, () -> 0, reserved::add);
    for (int i = 0; i < 8; i++) {
      shared.pass(RATE); // each comes while the others still wait
    }
    assertThat(reserved.getFirst()).isEqualTo(Duration.ofMillis(900));
    assertThat(reserved.getLast()).isEqualTo(Duration.ofMillis(7_900));
  }

  @Test
  void slow_rates_have_small_pieces() {
    assertThat(new Throttle(1024, () -> 0, wait -> {}).piece()).isEqualTo(51);
    assertThat(new Throttle(1, () -> 0, wait -> {}).piece()).isEqualTo(1);
    assertThatThrownBy(() -> new Throttle(0, () -> 0, wait -> {}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private void passPieces(int bytes) throws InterruptedException {
    for (int left = bytes; left > 0; left -= throttle.piece()) {
      throttle.pass(Math.min(left, throttle.piece()));
    }
  }

  private Duration elapsed() {
    return Duration.ofNanos(now - 5_000);
  }
}
