// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.policy;

import dev.drydock.api.v1alpha1.BackupPolicyStatus;
import dev.drydock.api.v1alpha1.LocalObjectReference;
import dev.drydock.api.v1alpha1.Measured;
import dev.drydock.api.v1alpha1.MissedSlot;
import dev.drydock.api.v1alpha1.NextRuns;
import dev.drydock.operator.policy.PolicySchedules.Kind;
import dev.drydock.operator.schedule.Slots;
import dev.drydock.operator.status.Conditions;
import dev.drydock.operator.status.GoDuration;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The status of a policy as a pure function of what was seen and planned. */
final class PolicyStatusPlanner {
  private static final int MISSED_KEPT = 10;

  private PolicyStatusPlanner() {}

  static BackupPolicyStatus status(
      PolicyObservation seen, PolicySchedules schedules, PolicyPlan plan, PolicyFacts facts) {
    BackupPolicyStatus before = seen.status();
    List<MissedSlot> missed = missed(before.missedSlots(), plan.missed());
    return new BackupPolicyStatus(
        seen.policy().getMetadata().getGeneration(),
        PolicyVerdict.conditions(seen, schedules, facts, missed),
        nextRuns(seen, schedules, plan),
        plan.lastSlots(),
        plan.lastSchedules(),
        facts.lastSuccess(),
        facts.lastFailure(),
        active(plan, facts),
        activeCheck(seen, plan),
        missed,
        facts.window(),
        measured(seen.now(), facts),
        facts.check(),
        facts.drill(),
        facts.proof(),
        facts.repository(),
        Drills.failedRestores(seen).stream().map(r -> r.getMetadata().getUid()).toList(),
        before.pendingNotifications());
  }

  private static List<MissedSlot> missed(List<MissedSlot> known, List<MissedSlot> more) {
    List<MissedSlot> all = new ArrayList<>(known);
    all.addAll(more);
    return List.copyOf(all.subList(Math.max(0, all.size() - MISSED_KEPT), all.size()));
  }

  private static @Nullable LocalObjectReference active(PolicyPlan plan, PolicyFacts facts) {
    return plan.actions().stream()
        .filter(PolicyAction.CreateRun.class::isInstance)
        .map(a -> new LocalObjectReference(((PolicyAction.CreateRun) a).name()))
        .findFirst()
        .orElse(facts.active());
  }

  private static @Nullable LocalObjectReference activeCheck(
      PolicyObservation seen, PolicyPlan plan) {
    return plan.actions().stream()
        .filter(PolicyAction.StartCheck.class::isInstance)
        .map(a -> new LocalObjectReference(((PolicyAction.StartCheck) a).job()))
        .findFirst()
        .orElse(seen.isChecking() ? seen.status().activeCheck() : null);
  }

  private static @Nullable NextRuns nextRuns(
      PolicyObservation seen, PolicySchedules schedules, PolicyPlan plan) {
    if (seen.suspended() || schedules.slots().isEmpty()) {
      return null;
    }
    return new NextRuns(
        next(Kind.full, seen, schedules, plan),
        next(Kind.incremental, seen, schedules, plan),
        next(Kind.check, seen, schedules, plan),
        next(Kind.drill, seen, schedules, plan));
  }

  private static @Nullable String next(
      Kind kind, PolicyObservation seen, PolicySchedules schedules, PolicyPlan plan) {
    Slots slots = schedules.of(kind).orElse(null);
    String last = plan.lastSlots().get(kind.name());
    if (slots == null || last == null) {
      return null;
    }
    Optional<Instant> next = slots.nextDue(Instant.parse(last));
    return next.filter(n -> n.isAfter(seen.now()))
        .or(() -> slots.nextDue(seen.now()))
        .map(Conditions::time)
        .orElse(null);
  }

  private static @Nullable Measured measured(Instant now, PolicyFacts facts) {
    Instant point = facts.recoveryPoint();
    if (point == null && facts.recoveryTime() == null) {
      return null;
    }
    return new Measured(
        point == null ? null : GoDuration.format(coarse(Duration.between(point, now))),
        facts.recoveryTime() == null ? null : GoDuration.format(facts.recoveryTime()));
  }

  /** An age is told in steps that grow with it, so that an idle policy is rarely written. */
  static Duration coarse(Duration age) {
    long minutes = Math.max(0, age.toMinutes());
    long step = minutes < 120 ? 15 : minutes < 48 * 60 ? 60 : 24 * 60;
    return Duration.ofMinutes(minutes / step * step);
  }
}
