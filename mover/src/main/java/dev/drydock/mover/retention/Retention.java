// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.retention;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Decides what to keep, as {@code restic forget} does: from the newest backup to the oldest, each
 * rule keeps the first one it meets of every new hour, day and so on until its number is used up; a
 * rule with some of its number left keeps the very oldest one, too. Hours and days are those of the
 * clock where the backup was made.
 */
public final class Retention {
  private Retention() {}

  /**
   * Something to keep or to drop.
   *
   * @param <T> what it is
   * @param value what it is
   * @param time its time, with the offset of where it was made
   */
  public record Candidate<T>(T value, OffsetDateTime time) {}

  /**
   * What was decided.
   *
   * @param <T> what it is about
   * @param value what it is about
   * @param reasons why it is kept; none if it is to be dropped
   */
  public record Decision<T>(T value, List<String> reasons) {
    public Decision {
      reasons = List.copyOf(reasons);
    }

    /** Whether it is kept. */
    public boolean keep() {
      return !reasons.isEmpty();
    }
  }

  /**
   * Decides on the backups of one group.
   *
   * @param now backups of the future do not count as the latest one for {@code within}
   * @return one decision for each, newest first
   */
  public static <T> List<Decision<T>> decide(
      List<Candidate<T>> candidates, RetentionRules rules, Instant now) {
    List<Candidate<T>> newestFirst =
        candidates.stream()
            .sorted(Comparator.comparing((Candidate<T> c) -> c.time().toInstant()).reversed())
            .toList();
    if (rules.isEmpty()) {
      return newestFirst.stream()
          .map(c -> new Decision<>(c.value(), List.of("policy is empty")))
          .toList();
    }
    List<Bucket> buckets = buckets(rules);
    OffsetDateTime oldestWithin = oldestWithin(newestFirst, rules, now);
    List<Decision<T>> decisions = new ArrayList<>();
    for (int i = 0; i < newestFirst.size(); i++) {
      Candidate<T> candidate = newestFirst.get(i);
      List<String> reasons = new ArrayList<>();
      if (rules.within() != null && candidate.time().isAfter(oldestWithin)) {
        reasons.add("within " + rules.within());
      }
      boolean oldest = i == newestFirst.size() - 1;
      for (Bucket bucket : buckets) {
        bucket.offer(i, candidate.time(), oldest, reasons);
      }
      decisions.add(new Decision<>(candidate.value(), reasons));
    }
    return decisions;
  }

  /**
   * Decides on backups in groups, each by itself.
   *
   * @param group what those of a group have in common
   */
  public static <T, G> Map<G, List<Decision<T>>> decide(
      List<Candidate<T>> candidates, Function<T, G> group, RetentionRules rules, Instant now) {
    Map<G, List<Candidate<T>>> groups = new LinkedHashMap<>();
    for (Candidate<T> candidate : candidates) {
      groups.computeIfAbsent(group.apply(candidate.value()), g -> new ArrayList<>()).add(candidate);
    }
    Map<G, List<Decision<T>>> decisions = new LinkedHashMap<>();
    groups.forEach((g, members) -> decisions.put(g, decide(members, rules, now)));
    return decisions;
  }

  private static <T> OffsetDateTime oldestWithin(
      List<Candidate<T>> newestFirst, RetentionRules rules, Instant now) {
    Age within = rules.within();
    return newestFirst.stream()
        .map(Candidate::time)
        .filter(time -> time.toInstant().isBefore(now))
        .findFirst()
        .map(latest -> within == null ? OffsetDateTime.MAX : within.before(latest))
        .orElse(OffsetDateTime.MIN);
  }

  private static List<Bucket> buckets(RetentionRules rules) {
    return List.of(
        new Bucket("last", rules.last(), null),
        new Bucket("hourly", rules.hourly(), t -> day(t) * 100 + t.getHour()),
        new Bucket("daily", rules.daily(), Retention::day),
        new Bucket(
            "weekly",
            rules.weekly(),
            t -> t.get(IsoFields.WEEK_BASED_YEAR) * 100 + t.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR)),
        new Bucket("monthly", rules.monthly(), t -> t.getYear() * 100 + t.getMonthValue()),
        new Bucket("yearly", rules.yearly(), OffsetDateTime::getYear));
  }

  private static int day(OffsetDateTime time) {
    return time.getYear() * 10000 + time.getMonthValue() * 100 + time.getDayOfMonth();
  }

  /** One rule at work. */
  private static final class Bucket {
    private final String name;
    private final @org.jspecify.annotations.Nullable ToIntFunction<OffsetDateTime> period;
    private int left;
    private int previous = -1;

    Bucket(
        String name,
        int count,
        @org.jspecify.annotations.Nullable ToIntFunction<OffsetDateTime> period) {
      this.name = name;
      this.left = count;
      this.period = period;
    }

    void offer(int position, OffsetDateTime time, boolean oldest, List<String> reasons) {
      if (left == 0) {
        return;
      }
      int value = period == null ? position : period.applyAsInt(time);
      if (value == previous && !oldest) {
        return;
      }
      reasons.add((value == previous ? "oldest " : "") + name + " snapshot");
      previous = value;
      if (left > 0) {
        left--;
      }
    }
  }
}
