// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.policy;

import dev.drydock.api.v1alpha1.BackupPolicySpec;
import dev.drydock.api.v1alpha1.ScheduleSlot;
import dev.drydock.api.v1alpha1.ScheduleSpec;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.schedule.Slots;
import dev.drydock.operator.status.GoDuration;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The schedules of a policy.
 *
 * @param slots slots of each schedule that the policy has
 * @param deadline how late a slot may still be caught up
 * @param problem what is wrong with them; null when they can be followed
 */
record PolicySchedules(
    Map<PolicySchedules.Kind, Slots> slots, Duration deadline, @Nullable String problem) {
  private static final Duration DEADLINE = Duration.ofHours(6);

  /** Kinds of schedules; their names are the keys in the status. */
  enum Kind {
    full,
    incremental,
    check,
    drill
  }

  /** The schedules of a policy; none, and what is wrong, when they contradict themselves. */
  static PolicySchedules of(BackupPolicySpec spec, String uid) {
    try {
      return parse(spec, uid);
    } catch (DrydockException e) {
      return new PolicySchedules(
          Map.of(),
          DEADLINE,
          "%s. Until it is corrected, the policy starts nothing by itself."
              .formatted(e.getMessage()));
    }
  }

  private static PolicySchedules parse(BackupPolicySpec spec, String uid) {
    ScheduleSpec schedule = spec.schedule();
    String zone = zone(schedule);
    Map<Kind, Slots> slots = new EnumMap<>(Kind.class);
    if (schedule != null) {
      put(slots, Kind.full, schedule.full(), zone, uid);
      put(slots, Kind.incremental, schedule.incremental(), zone, uid);
    }
    if (spec.verification() != null) {
      if (spec.verification().check() != null) {
        put(slots, Kind.check, cron(spec.verification().check().cron()), zone, uid);
      }
      if (spec.verification().drill() != null) {
        put(slots, Kind.drill, cron(spec.verification().drill().cron()), zone, uid);
      }
    }
    Long deadline = schedule == null ? null : schedule.startingDeadlineSeconds();
    return new PolicySchedules(
        slots, deadline == null ? DEADLINE : Duration.ofSeconds(deadline), null);
  }

  Optional<Slots> of(Kind kind) {
    return Optional.ofNullable(slots.get(kind));
  }

  private static ScheduleSlot cron(String expression) {
    return new ScheduleSlot(expression, null);
  }

  private static DrydockException invalid(String field, Exception cause) {
    return new DrydockException(
        FailureReason.InvalidRequest, field + ": " + cause.getMessage(), cause);
  }

  private static String zone(@Nullable ScheduleSpec schedule) {
    String name = schedule == null || schedule.timeZone() == null ? "UTC" : schedule.timeZone();
    try {
      return ZoneId.of(name).getId();
    } catch (DateTimeException e) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "spec.schedule.timeZone: time zone '%s' is unknown to this version of Drydock; use an IANA name such as Europe/Berlin or UTC"
              .formatted(name),
          e);
    }
  }

  private static void put(
      Map<Kind, Slots> slots, Kind kind, @Nullable ScheduleSlot slot, String zone, String uid) {
    if (slot == null) {
      return;
    }
    String field =
        switch (kind) {
          case full, incremental -> "spec.schedule." + kind;
          case check, drill -> "spec.verification." + kind;
        };
    try {
      Duration jitter = GoDuration.parse(slot.jitter(), Duration.ZERO);
      Slots found = Slots.of(slot.cron(), zone, jitter, uid);
      if (found.next(Instant.EPOCH).isEmpty()) {
        throw new DrydockException(
            FailureReason.InvalidRequest,
            "cron expression '%s' names a day that never comes; name one that does"
                .formatted(slot.cron()));
      }
      slots.put(kind, found);
    } catch (DrydockException e) {
      throw invalid(field + ".cron", e);
    } catch (IllegalArgumentException e) {
      throw invalid(field + ".jitter", e);
    }
  }
}
