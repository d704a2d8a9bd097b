// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.policy;

import dev.drydock.api.v1alpha1.BackupType;
import dev.drydock.api.v1alpha1.MissedSlot;
import dev.drydock.api.v1alpha1.ScheduleSpec;
import dev.drydock.operator.naming.Names;
import dev.drydock.operator.policy.PolicySchedules.Kind;
import dev.drydock.operator.run.RunMachine;
import dev.drydock.operator.schedule.Slots;
import dev.drydock.operator.status.Conditions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Decides what is due: a pure function of an observation. A slot is handled once; when slots were
 * slept through only the newest one is caught up, if it is not too late, and the others are told as
 * missed. After a change of the spec older slots are not held against anybody; a schedule that
 * changed begins anew.
 */
final class PolicyPlanner {
  private static final String IMMEDIATE = "immediate";
  private static final Duration RETRY = Duration.ofSeconds(10);

  private final PolicyObservation seen;
  private final PolicySchedules schedules;
  private final List<PolicyAction> actions = new ArrayList<>();
  private final List<MissedSlot> missed = new ArrayList<>();
  private final Map<String, String> lastSlots;
  private final Map<String, String> lastSchedules;
  private @Nullable Instant next;

  private PolicyPlanner(PolicyObservation seen, PolicySchedules schedules) {
    this.seen = seen;
    this.schedules = schedules;
    lastSlots = new TreeMap<>(seen.status().lastSlots());
    lastSchedules = new TreeMap<>(seen.status().lastSchedules());
  }

  static PolicyPlan plan(PolicyObservation seen, PolicySchedules schedules) {
    return new PolicyPlanner(seen, schedules).plan();
  }

  private PolicyPlan plan() {
    if (schedules.problem() == null) {
      look();
    }
    return new PolicyPlan(
        List.copyOf(actions),
        Map.copyOf(lastSlots),
        Map.copyOf(lastSchedules),
        List.copyOf(missed),
        next);
  }

  private void look() {
    immediate();
    Optional<Instant> full = due(Kind.full);
    Optional<Instant> incremental = due(Kind.incremental);
    full.ifPresent(this::full);
    incremental.ifPresent(slot -> incremental(slot, full.isPresent()));
    due(Kind.check).ifPresent(this::check);
    due(Kind.drill).ifPresent(this::drill);
  }

  private void immediate() {
    ScheduleSpec schedule = seen.spec().schedule();
    if (schedule == null
        || !Boolean.TRUE.equals(schedule.immediate())
        || seen.suspended()
        || lastSlots.containsKey(IMMEDIATE)) {
      return;
    }
    String name = Names.slot(seen.name(), Kind.full.name(), seen.created());
    if (seen.status().lastSuccessfulRun() == null && seen.runs().isEmpty()) {
      actions.add(new PolicyAction.CreateRun(name, BackupType.Full));
    }
    lastSlots.put(IMMEDIATE, Conditions.time(seen.created()));
  }

  /** The slot of a schedule that is to be started now, after all that is too late is told. */
  private Optional<Instant> due(Kind kind) {
    Slots slots = schedules.of(kind).orElse(null);
    if (slots == null) {
      lastSlots.remove(kind.name());
      lastSchedules.remove(kind.name());
      return Optional.empty();
    }
    Instant since = since(kind, slots);
    List<Instant> due = slots.due(since, seen.now());
    if (due.isEmpty()) {
      slots.nextDue(since).ifPresent(this::lookAt);
      return Optional.empty();
    }
    Instant newest = due.getLast();
    slots.nextDue(newest).ifPresent(this::lookAt);
    if (seen.suspended()) {
      handled(kind, newest);
      return Optional.empty();
    }
    if (!seen.specChanged() || seen.status().observedGeneration() == null) {
      due.subList(0, due.size() - 1)
          .forEach(slot -> miss(kind, slot, "its time passed while nothing could start"));
    }
    if (due.size() > 1) {
      handled(kind, due.get(due.size() - 2));
    }
    if (seen.now().isAfter(slots.due(newest).plus(schedules.deadline()))) {
      miss(kind, newest, "it could not start within startingDeadlineSeconds");
      handled(kind, newest);
      return Optional.empty();
    }
    return Optional.of(newest);
  }

  private Instant since(Kind kind, Slots slots) {
    String last = lastSlots.get(kind.name());
    String of = lastSchedules.put(kind.name(), slots.schedule());
    if (last != null && (of == null || of.equals(slots.schedule()))) {
      return Instant.parse(last);
    }
    Instant baseline = seen.status().observedGeneration() == null ? seen.created() : seen.now();
    lastSlots.put(kind.name(), Conditions.time(baseline));
    return baseline;
  }

  private void full(Instant slot) {
    String name = Names.slot(seen.name(), Kind.full.name(), slot);
    if (exists(name)) {
      handled(Kind.full, slot);
    } else if (isRunActive()) {
      lookAgain();
    } else {
      actions.add(new PolicyAction.CreateRun(name, BackupType.Full));
      handled(Kind.full, slot);
    }
  }

  /** A full backup of the same time covers an incremental one. */
  private void incremental(Instant slot, boolean fullIsDue) {
    String name = Names.slot(seen.name(), Kind.incremental.name(), slot);
    boolean covered =
        fullIsDue || schedules.of(Kind.full).filter(full -> full.isSlot(slot)).isPresent();
    if (!covered && !exists(name)) {
      if (isRunActive()) {
        miss(Kind.incremental, slot, "another run of the policy was active");
      } else {
        actions.add(new PolicyAction.CreateRun(name, BackupType.Incremental));
      }
    }
    handled(Kind.incremental, slot);
  }

  private void check(Instant slot) {
    if (seen.isChecking()) {
      miss(Kind.check, slot, "the check before it was not over");
      handled(Kind.check, slot);
    } else if (isRunActive() || creates()) {
      lookAgain();
    } else if (seen.status().lastSuccessfulRun() == null) {
      handled(Kind.check, slot);
    } else {
      actions.add(new PolicyAction.StartCheck(Names.slot(seen.name(), Kind.check.name(), slot)));
      handled(Kind.check, slot);
    }
  }

  private void drill(Instant slot) {
    String name = Names.slot(seen.name(), Kind.drill.name(), slot);
    if (seen.drills().stream().anyMatch(d -> d.getMetadata().getName().equals(name))) {
      handled(Kind.drill, slot);
      return;
    }
    if (seen.drills().stream().anyMatch(d -> !Drills.isEnded(d))) {
      miss(Kind.drill, slot, "the drill before it was not over");
    } else if (seen.status().lastSuccessfulRun() == null) {
      miss(Kind.drill, slot, "there was no successful run to restore");
    } else {
      actions.add(new PolicyAction.CreateDrill(name));
    }
    handled(Kind.drill, slot);
  }

  private boolean exists(String run) {
    return seen.runs().stream().anyMatch(r -> r.getMetadata().getName().equals(run));
  }

  private boolean isRunActive() {
    return creates() || seen.runs().stream().anyMatch(r -> !RunMachine.isEnded(r));
  }

  private boolean creates() {
    return actions.stream().anyMatch(PolicyAction.CreateRun.class::isInstance);
  }

  private void handled(Kind kind, Instant slot) {
    lastSlots.put(kind.name(), Conditions.time(slot));
  }

  private void miss(Kind kind, Instant slot, String reason) {
    missed.add(new MissedSlot(kind.name(), Conditions.time(slot), reason));
  }

  private void lookAgain() {
    lookAt(seen.now().plus(RETRY));
  }

  private void lookAt(Instant instant) {
    if (next == null || instant.isBefore(next)) {
      next = instant;
    }
  }
}
