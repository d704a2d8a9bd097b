// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GoTimesTest {
  @Test
  void writesAndReadsWhatTheLibraryDoes() throws Exception {
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      int[] units = {1, 10, 1_000, 1_000_000, 100_000_000};
      int unit = units[random.nextInt(units.length)];
      long second = random.nextLong(-62_167_219_200L, 253_402_300_800L);
      int nano = random.nextInt(1_000_000_000 / unit) * unit;
      Instant time = Instant.ofEpochSecond(second, i % 3 == 0 ? 0 : nano);

      String text = GoTimes.format(time);

      assertThat(text)
          .isEqualTo(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time.atOffset(ZoneOffset.UTC)));
      assertThat(GoTimes.parseInstant(text)).isEqualTo(time);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-02-28T23:59:59+14:00",
        "2026-02-28T23:59:59.5-03:30",
        "2024-02-29T00:00:00Z",
        "2026-01-01T00:00Z",
        "2026-01-01T10:00:00.000000001Z",
        "0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999999Z"
      })
  void readsWhatOthersWrite(String text) throws Exception {
    assertThat(GoTimes.parseInstant(text)).isEqualTo(OffsetDateTime.parse(text).toInstant());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2026-02-29T00:00:00Z",
        "2026-04-31T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-01-00T00:00:00Z",
        "2026-01-01T24:00:01Z",
        "2026-01-01T00:60:00Z",
        "2026-01-01T00:00:61Z",
        "2026-01-01T00:00:00.0000000001Z",
        "2026-01-01T00:00:0xZ",
        "-026-01-01T00:00:00Z",
        "2026-01-01T00:00:00.+1Z"
      })
  void refusesWhatIsNoTime(String text) {
    assertThatThrownBy(() -> GoTimes.parseInstant(text)).isInstanceOf(IOException.class);
  }

  @Test
  void writesYearsThatFourDigitsCannotSayAsTheNearest() {
    assertThat(GoTimes.format(Instant.MAX)).isEqualTo("9999-12-31T23:59:59.999999999Z");
    assertThat(GoTimes.format(Instant.MIN)).isEqualTo("0000-01-01T00:00:00Z");
  }
}
