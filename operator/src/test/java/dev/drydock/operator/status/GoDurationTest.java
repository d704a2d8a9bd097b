// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GoDurationTest {
  @ParameterizedTest
  @CsvSource({
    "1h30m, PT1H30M",
    "5m, PT5M",
    "90s, PT1M30S",
    "1.5h, PT1H30M",
    ".5s, PT0.5S",
    "250ms, PT0.25S",
    "1h0m0s, PT1H",
    "-2m, PT-2M",
    "0, PT0S"
  })
  void readsWhatGoReads(String text, Duration expected) {
    assertThat(GoDuration.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "1d", "m", "1h 30m", "1h30", "five minutes", "999999999h"})
  void refusesWhatIsNone(String text) {
    assertThatThrownBy(() -> GoDuration.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0s",
    "PT0.35S, 350ms",
    "PT6M41.9S, 6m41s",
    "PT3H12M, 3h12m",
    "PT48H, 48h",
    "PT1M30S, 1m30s",
    "PT-90S, -1m30s"
  })
  void writesTheShortestText(Duration duration, String expected) {
    assertThat(GoDuration.format(duration)).isEqualTo(expected);
  }

  @Test
  void readsBackWhatItWrites() {
    for (long seconds = 0; seconds < 100_000; seconds += 37) {
      Duration duration = Duration.ofSeconds(seconds);
      assertThat(GoDuration.parse(GoDuration.format(duration))).isEqualTo(duration);
    }
  }
}
