// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.policy;

import dev.drydock.api.v1alpha1.BackupPolicyStatus;
import dev.drydock.api.v1alpha1.Condition;
import dev.drydock.api.v1alpha1.MissedSlot;
import dev.drydock.api.v1alpha1.NotificationEvent;
import dev.drydock.api.v1alpha1.VerificationResult;
import dev.drydock.operator.metrics.PolicyGauges;
import dev.drydock.operator.metrics.PolicyKey;
import dev.drydock.operator.notification.Notice;
import dev.drydock.operator.policy.PolicySchedules.Kind;
import dev.drydock.operator.schedule.Slots;
import dev.drydock.operator.status.Conditions;
import dev.drydock.operator.status.GoDuration;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tells what has changed about a policy: events and metrics. */
final class PolicyTeller {
  private final PolicyDependencies on;

  PolicyTeller(PolicyDependencies on) {
    this.on = on;
  }

  /** Tells what a status that was just written says for the first time. */
  void tell(
      PolicyObservation seen,
      BackupPolicyStatus after,
      List<Notice> news,
      List<MissedSlot> missed) {
    PolicyKey key = key(seen);
    for (Notice notice : news) {
      if (notice.event() == NotificationEvent.Recovered) {
        on.events().normal(seen.policy(), notice.reason(), notice.message());
      } else {
        on.events().warning(seen.policy(), notice.reason(), notice.message());
      }
    }
    for (MissedSlot slot : missed) {
      on.metrics().slotsMissed(key, slot.schedule(), 1);
    }
    ended(after.lastCheck(), seen.status().lastCheck())
        .ifPresent(passed -> on.metrics().checkEnded(key, passed));
    ended(after.lastDrill(), seen.status().lastDrill())
        .ifPresent(passed -> on.metrics().drillEnded(key, passed));
  }

  /** Sets the gauges, which a new operator must do even when nothing changes. */
  void show(
      PolicyObservation seen,
      PolicySchedules schedules,
      BackupPolicyStatus status,
      PolicyFacts facts) {
    boolean any = facts.lastSuccess() != null || facts.lastFailure() != null;
    on.metrics()
        .show(
            key(seen),
            new PolicyGauges(
                facts.lastSuccess() == null ? null : PolicyFacts.ended(facts.lastSuccess()),
                facts.lastFailure() == null ? null : PolicyFacts.ended(facts.lastFailure()),
                any ? !facts.isFailing() : null,
                facts.recoveryPoint(),
                objective(
                    seen.spec().objectives() == null
                        ? null
                        : seen.spec().objectives().recoveryPoint()),
                holds(status, PolicyConditions.RECOVERY_POINT),
                facts.recoveryTime(),
                objective(
                    seen.spec().objectives() == null
                        ? null
                        : seen.spec().objectives().recoveryTime()),
                holds(status, PolicyConditions.RECOVERY_TIME),
                time(facts.check()),
                facts.check() == null ? null : facts.check().passed(),
                time(facts.drill()),
                facts.drill() == null ? null : facts.drill().passed(),
                interval(schedules, seen.now()),
                holds(status, PolicyConditions.READY),
                status.pendingNotifications().size()));
  }

  static PolicyKey key(PolicyObservation seen) {
    return new PolicyKey(seen.namespace(), seen.name());
  }

  private static Optional<Boolean> ended(
      @Nullable VerificationResult after, @Nullable VerificationResult before) {
    return after == null || Objects.equals(after, before)
        ? Optional.empty()
        : Optional.ofNullable(after.passed());
  }

  private static @Nullable Duration objective(@Nullable String text) {
    return text == null ? null : GoDuration.parse(text);
  }

  private static @Nullable Boolean holds(BackupPolicyStatus status, String type) {
    Condition condition = Conditions.find(status.conditions(), type).orElse(null);
    return condition == null || condition.status().equals(Conditions.UNKNOWN)
        ? null
        : Boolean.valueOf(condition.status().equals(Conditions.TRUE));
  }

  private static @Nullable Instant time(@Nullable VerificationResult result) {
    return result == null || result.completionTime() == null
        ? null
        : Instant.parse(result.completionTime());
  }

  private static @Nullable Duration interval(PolicySchedules schedules, Instant now) {
    return Stream.of(Kind.full, Kind.incremental)
        .flatMap(kind -> schedules.of(kind).stream())
        .flatMap(slots -> between(slots, now).stream())
        .min(Duration::compareTo)
        .orElse(null);
  }

  private static Optional<Duration> between(Slots slots, Instant now) {
    return slots
        .next(now)
        .flatMap(first -> slots.next(first).map(second -> Duration.between(first, second)));
  }
}
