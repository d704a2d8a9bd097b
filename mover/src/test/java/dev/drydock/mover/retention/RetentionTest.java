// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.mover.retention.Retention.Candidate;
import dev.drydock.mover.retention.Retention.Decision;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RetentionTest {
  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

  @Test
  void seven_days_four_weeks_twelve_months_keep_what_they_say() {
    OffsetDateTime newest = OffsetDateTime.parse("2026-11-22T18:00:00Z");
    List<String> everySixHours =
        IntStream.range(0, 4 * 500).mapToObj(i -> newest.minusHours(6L * i).toString()).toList();
    List<String> kept = kept(new RetentionRules(0, 0, 7, 4, 12, 0, null), everySixHours);
    assertThat(kept)
        .contains("2026-11-22T18:00Z", "2026-11-16T18:00Z") // days
        .contains("2026-11-15T18:00Z", "2026-11-08T18:00Z", "2026-11-01T18:00Z") // Sundays
        .contains("2026-10-31T18:00Z", "2025-12-31T18:00Z") // ends of months
        .hasSize(7 + 3 + 11);
  }

  @Test
  void an_unused_number_keeps_the_oldest() {
    assertThat(
            kept(
                new RetentionRules(0, 0, 5, 0, 0, 0, null),
                List.of("2026-01-02T10:00Z", "2026-01-02T09:00Z", "2026-01-02T08:00Z")))
        .containsExactly("2026-01-02T10:00Z", "2026-01-02T08:00Z");
  }

  @Test
  void a_used_up_number_does_not_keep_the_oldest() {
    assertThat(
            kept(
                new RetentionRules(0, 0, 1, 0, 0, 0, null),
                List.of("2026-01-02T10:00Z", "2026-01-02T09:00Z")))
        .containsExactly("2026-01-02T10:00Z");
  }

  @Test
  void days_are_those_of_the_clock_where_the_backup_was_made() {
    assertThat(
            kept(
                new RetentionRules(0, 0, 2, 0, 0, 0, null),
                List.of("2026-01-03T00:30+02:00", "2026-01-02T22:00Z", "2026-01-01T12:00Z")))
        .containsExactly("2026-01-03T00:30+02:00", "2026-01-02T22:00Z");
  }

  @Test
  void weeks_belong_to_the_year_that_most_of_their_days_are_in() {
    // 2026-12-31 and 2027-01-01 are in week 53 of 2026; 2027-01-04 starts week 1 of 2027.
    assertThat(
            kept(
                new RetentionRules(0, 0, 0, 2, 0, 0, null),
                List.of(
                    "2027-01-04T00:00Z",
                    "2027-01-01T00:00Z",
                    "2026-12-31T00:00Z",
                    "2026-12-01T00:00Z")))
        .containsExactly("2027-01-04T00:00Z", "2027-01-01T00:00Z");
  }

  @Test
  void within_counts_from_the_latest_backup_and_not_from_now() {
    assertThat(
            kept(
                new RetentionRules(0, 0, 0, 0, 0, 0, Age.parse("1m")),
                List.of("2020-03-31T00:00Z", "2020-03-02T00:00:01Z", "2020-03-02T00:00Z")))
        .containsExactly("2020-03-31T00:00Z", "2020-03-02T00:00:01Z");
  }

  @Test
  void no_rules_keep_everything() {
    assertThat(
            kept(
                new RetentionRules(0, 0, 0, 0, 0, 0, null),
                List.of("2026-01-02T10:00Z", "2026-01-02T09:00Z")))
        .hasSize(2);
  }

  @Test
  void all_means_all() {
    assertThat(
            kept(
                new RetentionRules(0, 0, RetentionRules.ALL, 0, 0, 0, null),
                List.of("2026-01-03T10:00Z", "2025-01-02T10:00Z", "2024-01-02T09:00Z")))
        .hasSize(3);
  }

  @Test
  void reasons_are_told() {
    List<Decision<String>> decisions =
        Retention.decide(
            candidates(List.of("2026-01-02T10:00Z", "2026-01-02T09:00Z")),
            new RetentionRules(1, 0, 3, 0, 0, 0, Age.parse("30d")),
            NOW);
    assertThat(decisions.get(0).reasons())
        .containsExactly("within 30d", "last snapshot", "daily snapshot");
    assertThat(decisions.get(1).reasons()).containsExactly("within 30d", "oldest daily snapshot");
  }

  @Test
  void groups_do_not_count_for_each_other() {
    var decisions =
        Retention.decide(
            candidates(List.of("2026-01-02T10:00Z", "2026-01-02T09:00Z", "2026-01-02T08:00Z")),
            time -> time.contains("09:") ? "a" : "b",
            new RetentionRules(1, 0, 0, 0, 0, 0, null),
            NOW);
    assertThat(decisions.get("a")).extracting(Decision::keep).containsExactly(true);
    assertThat(decisions.get("b")).extracting(Decision::keep).containsExactly(true, false);
  }

  @ParameterizedTest
  @CsvSource({"1y6m14d12h, 1, 6, 14, 12", "2y, 2, 0, 0, 0", "7d, 0, 0, 7, 0", "36h, 0, 0, 0, 36"})
  void ages_are_parsed(String text, int years, int months, int days, int hours) {
    assertThat(Age.parse(text)).isEqualTo(new Age(years, months, days, hours)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "7", "d7", "7d1y", "-1d", "1w", "99999999d"})
  void what_is_no_age_is_refused(String text) {
    assertThatThrownBy(() -> Age.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1y6m14d12h");
  }

  private static List<String> kept(RetentionRules rules, List<String> times) {
    return Retention.decide(candidates(times), rules, NOW).stream()
        .filter(Decision::keep)
        .map(Decision::value)
        .toList();
  }

  private static List<Candidate<String>> candidates(List<String> times) {
    return Stream.ofNullable(times)
        .flatMap(List::stream)
        .map(time -> new Candidate<>(time, OffsetDateTime.parse(time)))
        .toList();
  }
}
