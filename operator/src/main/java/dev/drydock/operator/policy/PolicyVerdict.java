// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.policy;

import dev.drydock.api.v1alpha1.Condition;
import dev.drydock.api.v1alpha1.MissedSlot;
import dev.drydock.api.v1alpha1.ObjectivesSpec;
import dev.drydock.operator.status.Conditions;
import dev.drydock.operator.status.GoDuration;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a policy keeps what it promises: its conditions. Pure. */
final class PolicyVerdict {
  /** Reason of a run and its policy: what the run stopped is not back. */
  static final String NOT_RESUMED = "WorkloadsNotResumed";

  static final String SUSPENDED = "Suspended";
  private static final String INVALID = "InvalidRequest";
  private static final String NO_BACKUP = "NoBackupYet";

  private PolicyVerdict() {}

  static List<Condition> conditions(
      PolicyObservation seen,
      PolicySchedules schedules,
      PolicyFacts facts,
      List<MissedSlot> missed) {
    Conditions conditions =
        Conditions.of(
                seen.status().conditions(), seen.now(), seen.policy().getMetadata().getGeneration())
            .without(PolicyConditions.STALLED);
    String problem = schedules.problem();
    if (problem != null) {
      conditions = conditions.isTrue(PolicyConditions.STALLED, INVALID, problem);
    }
    conditions = ready(conditions, seen, schedules, facts, missed);
    conditions = degraded(conditions, seen, facts);
    ObjectivesSpec objectives = seen.spec().objectives();
    conditions =
        recoveryPoint(
            conditions, seen, facts, objectives == null ? null : objectives.recoveryPoint());
    conditions =
        recoveryTime(conditions, facts, objectives == null ? null : objectives.recoveryTime());
    return restoreTested(conditions, seen, facts).list();
  }

  private static Conditions ready(
      Conditions conditions,
      PolicyObservation seen,
      PolicySchedules schedules,
      PolicyFacts facts,
      List<MissedSlot> missed) {
    PolicyFacts.Trouble notResumed = facts.notResumed();
    if (notResumed != null) {
      return conditions.isFalse(
          PolicyConditions.READY,
          NOT_RESUMED,
          "Run %s: %s".formatted(notResumed.run(), notResumed.why().message()));
    }
    if (schedules.problem() != null) {
      return conditions.isFalse(PolicyConditions.READY, INVALID, schedules.problem());
    }
    Condition failure = facts.failure();
    if (facts.isFailing() && facts.lastFailure() != null) {
      return conditions.isFalse(
          PolicyConditions.READY,
          failure == null ? "RunFailed" : failure.reason(),
          "Run %s failed%s"
              .formatted(
                  facts.lastFailure().name(), failure == null ? "." : ": " + failure.message()));
    }
    if (facts.check() != null && Boolean.FALSE.equals(facts.check().passed())) {
      return conditions.isFalse(
          PolicyConditions.READY, "CheckFailed", String.valueOf(facts.check().message()));
    }
    Optional<MissedSlot> loud = missedSinceSuccess(missed, facts);
    if (loud.isPresent() && !seen.suspended()) {
      return conditions.isFalse(
          PolicyConditions.READY,
          "SlotMissed",
          "The %s backup of %s did not start: %s."
              .formatted(loud.get().schedule(), loud.get().time(), loud.get().reason()));
    }
    if (seen.suspended()) {
      return conditions.isTrue(
          PolicyConditions.READY, SUSPENDED, "spec.suspend is true: no slot starts anything.");
    }
    return schedules.slots().isEmpty()
        ? conditions.isTrue(
            PolicyConditions.READY,
            "NoSchedule",
            "The policy has no schedule; runs are created by hand.")
        : conditions.isTrue(PolicyConditions.READY, "Scheduled", "The policy is in force.");
  }

  private static Optional<MissedSlot> missedSinceSuccess(
      List<MissedSlot> missed, PolicyFacts facts) {
    return missed.reversed().stream()
        .filter(m -> m.schedule().equals("full") || m.schedule().equals("incremental"))
        .findFirst()
        .filter(
            m ->
                facts.lastSuccess() == null
                    || Instant.parse(m.time()).isAfter(PolicyFacts.ended(facts.lastSuccess())));
  }

  /** When the object of the newest successful run is gone, what it said stays. */
  private static Conditions degraded(
      Conditions conditions, PolicyObservation seen, PolicyFacts facts) {
    PolicyFacts.Trouble degraded = facts.degraded();
    if (degraded != null) {
      return conditions.isTrue(
          PolicyConditions.DEGRADED,
          degraded.why().reason(),
          "Run %s: %s".formatted(degraded.run(), degraded.why().message()));
    }
    boolean known =
        seen.runs().stream()
            .anyMatch(
                r ->
                    facts.lastSuccess() != null
                        && r.getMetadata().getName().equals(facts.lastSuccess().name()));
    return known ? conditions.without(PolicyConditions.DEGRADED) : conditions;
  }

  private static Conditions recoveryPoint(
      Conditions conditions,
      PolicyObservation seen,
      PolicyFacts facts,
      @Nullable String objective) {
    if (objective == null) {
      return conditions.without(PolicyConditions.RECOVERY_POINT);
    }
    Duration longest = GoDuration.parse(objective);
    Instant point = facts.recoveryPoint();
    Instant since = point == null ? seen.created() : point;
    boolean late = seen.now().isAfter(since.plus(longest));
    if (point == null) {
      return late
          ? conditions.isFalse(
              PolicyConditions.RECOVERY_POINT,
              NO_BACKUP,
              "There is no successful backup, and the policy is older than the objective of %s."
                  .formatted(objective))
          : conditions.isUnknown(
              PolicyConditions.RECOVERY_POINT, NO_BACKUP, "There is no successful backup yet.");
    }
    String message =
        "The newest restorable state is of %s; the objective is %s."
            .formatted(Conditions.time(point), objective);
    return late
        ? conditions.isFalse(PolicyConditions.RECOVERY_POINT, "TooOld", message)
        : conditions.isTrue(PolicyConditions.RECOVERY_POINT, "YoungEnough", message);
  }

  private static Conditions recoveryTime(
      Conditions conditions, PolicyFacts facts, @Nullable String objective) {
    if (objective == null) {
      return conditions.without(PolicyConditions.RECOVERY_TIME);
    }
    Duration measured = facts.recoveryTime();
    if (measured == null) {
      return conditions.isUnknown(
          PolicyConditions.RECOVERY_TIME,
          "NotMeasured",
          "No drill or restore of everything has ended yet.");
    }
    String message =
        "The newest recovery took %s; the objective is %s."
            .formatted(GoDuration.format(measured), objective);
    return measured.compareTo(GoDuration.parse(objective)) <= 0
        ? conditions.isTrue(PolicyConditions.RECOVERY_TIME, "FastEnough", message)
        : conditions.isFalse(PolicyConditions.RECOVERY_TIME, "TooSlow", message);
  }

  private static Conditions restoreTested(
      Conditions conditions, PolicyObservation seen, PolicyFacts facts) {
    if (facts.drill() != null && facts.drill().passed() != null) {
      String message = String.valueOf(facts.drill().message());
      return facts.drill().passed()
          ? conditions.isTrue(PolicyConditions.RESTORE_TESTED, "DrillPassed", message)
          : conditions.isFalse(PolicyConditions.RESTORE_TESTED, "DrillFailed", message);
    }
    return seen.spec().verification() != null && seen.spec().verification().drill() != null
        ? conditions.isUnknown(
            PolicyConditions.RESTORE_TESTED, "NoDrillYet", "No drill has ended yet.")
        : conditions.isUnknown(
            PolicyConditions.RESTORE_TESTED,
            "NoDrillScheduled",
            "Nothing proves that a restore works; set spec.verification.drill.");
  }
}
