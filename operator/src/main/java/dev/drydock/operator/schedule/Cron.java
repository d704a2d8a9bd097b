// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.schedule;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;

/**
 * A cron expression of five fields in a time zone. Where clocks are put forward or back it does as
 * Vixie's cron does: an expression that names hours fires exactly once for each local time it names
 * (one inside the hour that is skipped fires when that hour would have begun, one inside the hour
 * that comes twice fires the first time only); an expression with {@code *} in its hours follows
 * the true passing of time.
 */
final class Cron {
  private static final Duration LONGEST_SHIFT = Duration.ofHours(4);
  private static final CronParser PARSER =
      new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

  private final ExecutionTime execution;
  private final ZoneId zone;
  private final boolean everyHour;

  private Cron(ExecutionTime execution, ZoneId zone, boolean everyHour) {
    this.execution = execution;
    this.zone = zone;
    this.everyHour = everyHour;
  }

  /**
   * The expression that the texts mean.
   *
   * @throws DrydockException InvalidRequest
   */
  static Cron parse(String expression, String timeZone) {
    String[] fields = expression.strip().split("\\s+");
    if (fields.length != 5) {
      throw invalid(
          "cron expression '"
              + expression
              + "' has "
              + fields.length
              + " fields; it must have five: minute, hour, day of month, month, day of week");
    }
    try {
      return new Cron(
          ExecutionTime.forCron(PARSER.parse(String.join(" ", fields))),
          ZoneId.of(timeZone),
          fields[1].startsWith("*"));
    } catch (IllegalArgumentException e) {
      throw invalid("cron expression '" + expression + "' is not valid: " + e.getMessage());
    } catch (DateTimeException e) {
      throw invalid(
          "time zone '" + timeZone + "' is unknown; use an IANA name such as Europe/Berlin");
    }
  }

  /** The first slot after an instant; empty when there is none any more, as for 30 February. */
  Optional<Instant> next(Instant after) {
    return everyHour ? nextByTime(after) : nextByClock(after);
  }

  private Optional<Instant> nextByClock(Instant after) {
    LocalDateTime local = LocalDateTime.ofInstant(after.minus(LONGEST_SHIFT), zone);
    while (true) {
      Optional<LocalDateTime> next = nextLocal(local);
      if (next.isEmpty()) {
        return Optional.empty();
      }
      Instant instant = instantOf(next.get());
      if (instant.isAfter(after)) {
        return Optional.of(instant);
      }
      local = next.get();
    }
  }

  private Instant instantOf(LocalDateTime local) {
    ZoneOffsetTransition transition = zone.getRules().getTransition(local);
    return transition != null && transition.isGap()
        ? transition.getInstant()
        : ZonedDateTime.ofLocal(local, zone, null).toInstant();
  }

  private Optional<Instant> nextByTime(Instant after) {
    ZoneRules rules = zone.getRules();
    Instant from = after;
    ZoneOffset offset = rules.getOffset(from);
    while (true) {
      Optional<LocalDateTime> local = nextLocal(LocalDateTime.ofInstant(from, offset));
      if (local.isEmpty()) {
        return Optional.empty();
      }
      Instant candidate = local.get().toInstant(offset);
      ZoneOffsetTransition transition = rules.nextTransition(from);
      if (transition == null || candidate.isBefore(transition.getInstant())) {
        return Optional.of(candidate);
      }
      // The slot may lie on the transition itself, and next() is strict: look from just before it.
      from = transition.getInstant().minusNanos(1);
      offset = transition.getOffsetAfter();
      Optional<LocalDateTime> there = nextLocal(LocalDateTime.ofInstant(from, offset));
      if (there.isPresent() && there.get().toInstant(offset).equals(transition.getInstant())) {
        return Optional.of(transition.getInstant());
      }
      from = transition.getInstant();
    }
  }

  private Optional<LocalDateTime> nextLocal(LocalDateTime after) {
    return execution
        .nextExecution(after.atZone(ZoneOffset.UTC))
        .map(ZonedDateTime::toLocalDateTime);
  }

  private static DrydockException invalid(String message) {
    return new DrydockException(FailureReason.InvalidRequest, message);
  }
}
