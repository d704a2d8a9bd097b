// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ProgressBarTest {
  private final AtomicLong time = new AtomicLong();
  private final StringWriter terminal = new StringWriter();

  @Test
  void share_rate_and_time_left_are_shown() {
    try (ProgressBar bar = new ProgressBar(new PrintWriter(terminal), time::get)) {
      bar.expect(400L << 20, 10);
      time.set(Duration.ofSeconds(10).toNanos());
      bar.advance(100L << 20, 3, "/volumes/uploads/evil\u001b[2J");
    }
    assertThat(terminal.toString())
        .contains("[######..................]", "25 %", "100 MiB of 400 MiB")
        .contains("3 files", "10 MiB/s", "0:30 left", "evil?[2J")
        .doesNotContain("\u001b[2J");
  }

  @Test
  void it_draws_a_few_times_a_second_only() {
    try (ProgressBar bar = new ProgressBar(new PrintWriter(terminal), time::get)) {
      for (int i = 0; i < 10_000; i++) {
        time.addAndGet(Duration.ofMillis(1).toNanos());
        bar.advance(1, 0, null);
      }
    }
    assertThat(terminal.toString().chars().filter(c -> c == '\r')).hasSize(51);
  }

  @Test
  void sizes_have_units() {
    assertThat(Sizes.format(0)).isEqualTo("0 B");
    assertThat(Sizes.format(1023)).isEqualTo("1023 B");
    assertThat(Sizes.format(1536)).isEqualTo("1.5 KiB");
    assertThat(Sizes.format(123L << 30)).isEqualTo("123 GiB");
  }
}
