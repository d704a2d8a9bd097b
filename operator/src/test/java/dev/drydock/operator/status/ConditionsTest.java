// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.api.v1alpha1.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ConditionsTest {
  private static final Instant MORNING = Instant.parse("2026-11-22T06:00:00.123Z");
  private static final Instant LATER = MORNING.plus(Duration.ofHours(1));

  @Test
  void keepsTheTransitionTimeWhileTheStatusStays() {
    List<Condition> before =
        Conditions.of(List.of(), MORNING, 1L).isFalse("Ready", "Waiting", "waits").list();
    List<Condition> after =
        Conditions.of(before, LATER, 2L).isFalse("Ready", "Broken", "is broken").list();
    assertThat(after)
        .containsExactly(
            new Condition("Ready", "False", 2L, "2026-11-22T06:00:00Z", "Broken", "is broken"));
  }

  @Test
  void movesTheTransitionTimeWhenTheStatusFlips() {
    List<Condition> before =
        Conditions.of(List.of(), MORNING, 1L).isFalse("Ready", "Waiting", "waits").list();
    List<Condition> after = Conditions.of(before, LATER, 1L).isTrue("Ready", "Fine", "fine").list();
    assertThat(after)
        .extracting(Condition::lastTransitionTime)
        .containsExactly("2026-11-22T07:00:00Z");
  }

  @Test
  void keepsOneConditionOfEachTypeInTheirOrder() {
    List<Condition> list =
        Conditions.of(List.of(), MORNING, 1L)
            .isUnknown("Complete", "InProgress", "")
            .isUnknown("Failed", "InProgress", "")
            .isTrue("Complete", "Done", "")
            .list();
    assertThat(list).extracting(Condition::type).containsExactly("Complete", "Failed");
    assertThat(Conditions.isTrue(list, "Complete")).isTrue();
    assertThat(Conditions.isFalse(list, "Failed")).isFalse();
  }

  @Test
  void dropsWhatIsTakenOut() {
    List<Condition> list =
        Conditions.of(List.of(), MORNING, 1L)
            .isTrue("Stalled", "Bad", "")
            .without("Stalled")
            .list();
    assertThat(list).isEmpty();
  }

  @Test
  void shortensMessagesThatTheApiWouldRefuse() {
    List<Condition> list =
        Conditions.of(List.of(), MORNING, 1L).isTrue("Failed", "Bad", "x".repeat(10_000)).list();
    assertThat(list.getFirst().message()).hasSize(4096).endsWith("…");
  }
}
