// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.mover.failure.DrydockException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SlotsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // every six hours
        "0 */6 * * * | UTC | 2026-11-22T05:59:59Z | 2026-11-22T06:00:00Z",
        // strictly after
        "0 */6 * * * | UTC | 2026-11-22T06:00:00Z | 2026-11-22T12:00:00Z",
        // Sunday by number and by name; 22 November 2026 is one
        "0 2 * * 0 | UTC | 2026-11-20T00:00:00Z | 2026-11-22T02:00:00Z",
        "0 2 * * 7 | UTC | 2026-11-20T00:00:00Z | 2026-11-22T02:00:00Z",
        "0 2 * * SUN | UTC | 2026-11-20T00:00:00Z | 2026-11-22T02:00:00Z",
        // local time, winter and summer
        "0 2 * * * | Europe/Berlin | 2026-11-22T00:00:00Z | 2026-11-22T01:00:00Z",
        "0 2 * * * | Europe/Berlin | 2026-07-01T00:00:00Z | 2026-07-02T00:00:00Z",
        // either of day of month and day of week, as in every cron
        "0 0 13 * 5 | UTC | 2026-11-07T00:00:00Z | 2026-11-13T00:00:00Z",
        "0 0 13 * 5 | UTC | 2026-11-13T00:00:00Z | 2026-11-20T00:00:00Z",
        // the end of a year, a leap day
        "30 23 31 12 * | UTC | 2026-11-22T00:00:00Z | 2026-12-31T23:30:00Z",
        "0 0 29 2 * | UTC | 2026-11-22T00:00:00Z | 2028-02-29T00:00:00Z",
      })
  void findsTheNextSlot(String cron, String zone, Instant after, Instant expected) {
    assertThat(slots(cron, zone).next(after)).contains(expected);
  }

  @Test
  void firesOnceWhenTheNamedHourIsSkipped() {
    // Berlin, 29 March 2026: 02:00 becomes 03:00 at 01:00 UTC
    assertThat(
            between("30 2 * * *", "Europe/Berlin", "2026-03-28T00:00:00Z", "2026-03-31T00:00:00Z"))
        .containsExactly("2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z");
  }

  @Test
  void firesOnceWhenTheNamedHourComesTwice() {
    // Berlin, 25 October 2026: 03:00 becomes 02:00 at 01:00 UTC
    assertThat(
            between("30 2 * * *", "Europe/Berlin", "2026-10-24T00:00:00Z", "2026-10-27T00:00:00Z"))
        .containsExactly("2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
  }

  @Test
  void followsTheTruePassingOfTimeWhenHoursAreNotNamed() {
    assertThat(
            between("0 * * * *", "Europe/Berlin", "2026-10-24T22:30:00Z", "2026-10-25T03:30:00Z"))
        .containsExactly(
            "2026-10-24T23:00:00Z",
            "2026-10-25T00:00:00Z",
            "2026-10-25T01:00:00Z",
            "2026-10-25T02:00:00Z",
            "2026-10-25T03:00:00Z");
    assertThat(
            between("0 * * * *", "Europe/Berlin", "2026-03-28T23:30:00Z", "2026-03-29T02:30:00Z"))
        .containsExactly("2026-03-29T00:00:00Z", "2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z");
  }

  @Test
  void neverGivesTheSameInstantTwiceAroundAGap() {
    assertThat(
            between(
                "0,30 1,2,3 * * *",
                "Europe/Berlin",
                "2026-03-28T23:00:00Z",
                "2026-03-29T03:00:00Z"))
        .containsExactly(
            "2026-03-29T00:00:00Z",
            "2026-03-29T00:30:00Z",
            "2026-03-29T01:00:00Z",
            "2026-03-29T01:30:00Z");
  }

  @Test
  void hasNoSlotThatNeverComes() {
    assertThat(slots("0 0 30 2 *", "UTC").next(Instant.parse("2026-01-01T00:00:00Z"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "* * * *", "0 0 2 * * *", "61 * * * *", "0 25 * * *", "x * * * *", "@daily"})
  void refusesWhatIsNoCronExpression(String cron) {
    assertThatThrownBy(() -> slots(cron, "UTC"))
        .isInstanceOf(DrydockException.class)
        .hasMessageContaining("cron expression '" + cron + "'");
  }

  @Test
  void refusesUnknownTimeZones() {
    assertThatThrownBy(() -> slots("0 2 * * *", "Europe/Atlantis"))
        .isInstanceOf(DrydockException.class)
        .hasMessage(
            "time zone 'Europe/Atlantis' is unknown; use an IANA name such as Europe/Berlin");
  }

  @Test
  void delaysEachSlotByAnAmountThatNeverChanges() {
    Slots first = Slots.of("0 * * * *", "UTC", Duration.ofMinutes(5), "uid-1");
    Slots again = Slots.of("0 * * * *", "UTC", Duration.ofMinutes(5), "uid-1");
    Slots other = Slots.of("0 * * * *", "UTC", Duration.ofMinutes(5), "uid-2");
    Instant slot = Instant.parse("2026-11-22T06:00:00Z");
    Set<Duration> delays = new HashSet<>();
    int differences = 0;
    for (int i = 0; i < 200; i++) {
      Instant at = slot.plus(Duration.ofHours(i));
      Duration delay = Duration.between(at, first.due(at));
      assertThat(delay).isBetween(Duration.ZERO, Duration.ofMinutes(5));
      assertThat(again.due(at)).isEqualTo(first.due(at));
      delays.add(delay);
      differences += other.due(at).equals(first.due(at)) ? 0 : 1;
    }
    assertThat(delays).hasSizeGreaterThan(50);
    assertThat(differences).isGreaterThan(150);
  }

  @Test
  void tellsWhichSlotsAreDueOldestFirst() {
    Slots slots = slots("0 */6 * * *", "UTC");
    assertThat(
            slots.due(Instant.parse("2026-11-21T12:00:00Z"), Instant.parse("2026-11-22T06:00:00Z")))
        .extracting(Instant::toString)
        .containsExactly("2026-11-21T18:00:00Z", "2026-11-22T00:00:00Z", "2026-11-22T06:00:00Z");
  }

  @Test
  void doesNotCallASlotDueBeforeItsDelayIsOver() {
    Slots slots = Slots.of("0 6 * * *", "UTC", Duration.ofMinutes(30), "uid-1");
    Instant slot = Instant.parse("2026-11-22T06:00:00Z");
    Instant due = slots.due(slot);
    assertThat(due).isAfter(slot);
    assertThat(slots.due(slot.minusSeconds(1), due.minusSeconds(1))).isEmpty();
    assertThat(slots.due(slot.minusSeconds(1), due)).containsExactly(slot);
  }

  @Test
  void findsTheNewestSlotAfterYearsOfAbsence() {
    Instant now = Instant.parse("2026-11-22T06:00:30Z");
    assertThat(slots("*/15 * * * *", "UTC").due(Instant.parse("2020-01-01T00:00:00Z"), now))
        .hasSize(100)
        .endsWith(Instant.parse("2026-11-22T06:00:00Z"));
    assertThat(slots("0 0 1 1 *", "UTC").due(Instant.parse("2024-06-01T00:00:00Z"), now))
        .containsExactly(
            Instant.parse("2025-01-01T00:00:00Z"), Instant.parse("2026-01-01T00:00:00Z"));
  }

  @Test
  void recognisesItsSlots() {
    Slots slots = slots("0 2 * * 0", "Europe/Berlin");
    assertThat(slots.isSlot(Instant.parse("2026-11-22T01:00:00Z"))).isTrue();
    assertThat(slots.isSlot(Instant.parse("2026-11-22T01:00:01Z"))).isFalse();
    assertThat(slots.isSlot(Instant.parse("2026-11-23T01:00:00Z"))).isFalse();
  }

  private static Slots slots(String cron, String zone) {
    return Slots.of(cron, zone, Duration.ZERO, "uid");
  }

  private static List<String> between(String cron, String zone, String after, String until) {
    Slots slots = slots(cron, zone);
    List<String> found = new ArrayList<>();
    Instant at = Instant.parse(after);
    while (true) {
      at = slots.next(at).orElseThrow();
      if (at.isAfter(Instant.parse(until))) {
        return found;
      }
      found.add(at.toString());
    }
  }

  @Test
  void losesNoSlotWhenTheJitterIsLongerThanTheInterval() {
    Slots slots = Slots.of("*/10 * * * *", "UTC", Duration.ofHours(2), "seed");
    Instant slot = Instant.parse("2026-11-20T12:00:00Z");
    for (int i = 0; i < 200; i++) {
      Instant next = slots.next(slot).orElseThrow();
      assertThat(slots.due(slot)).isBetween(slot, next.minusSeconds(1));
      slot = next;
    }
    assertThat(
            slots.due(Instant.parse("2026-11-20T12:00:00Z"), Instant.parse("2026-11-20T13:00:00Z")))
        .hasSizeBetween(5, 6);
  }
}
