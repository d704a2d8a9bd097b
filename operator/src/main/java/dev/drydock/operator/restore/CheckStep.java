// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import static java.util.stream.Collectors.joining;

import dev.drydock.api.v1alpha1.CheckOutcome;
import dev.drydock.api.v1alpha1.SandboxTarget;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.platform.Platform;
import dev.drydock.operator.platform.PreparedTarget;
import dev.drydock.operator.restore.Move.News;
import dev.drydock.operator.restore.StatusDraft.TimedStep;
import dev.drydock.operator.status.GoDuration;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Runs the checks and judges the whole. Each check may fail for a while from its first failure on,
 * however long it or others take; that is counted anew after a restart.
 */
final class CheckStep {
  private final ConcurrentHashMap<String, Instant> failing = new ConcurrentHashMap<>();
  private final Platform platform;
  private final PlatformCalls calls;
  private final Sources sources;
  private final RestoreSettings settings;

  CheckStep(Platform platform, PlatformCalls calls, Sources sources, RestoreSettings settings) {
    this.platform = platform;
    this.calls = calls;
    this.sources = sources;
    this.settings = settings;
  }

  Move move(Work work, RestorePlan plan, PreparedTarget prepared) {
    var checks = work.spec().checks();
    var polled =
        calls.poll(
            work.uid(),
            work.purpose(),
            () -> checks.stream().map(check -> platform.check(plan.target(), check)).toList());
    if (polled.isEmpty()) {
      return new Move.Wait(settings.poll());
    }
    var outcomes = polled.get();
    var failed = outcomes.stream().filter(outcome -> !outcome.passed()).toList();
    var draft = work.draft().checks(outcomes);
    if (failed.isEmpty()) {
      forget(work);
      return passed(work, plan, prepared, draft);
    }
    if (failed.stream().noneMatch(outcome -> counts(work, outcome))) {
      return new Move.Wait(settings.poll().multipliedBy(2), draft);
    }
    forget(work);
    return Hold.orUndo(
        work,
        draft.timed(TimedStep.Checks),
        FailureReason.CheckFailed,
        failed.stream().map(CheckStep::sentence).collect(joining(" ")));
  }

  /** Whether a check has failed for so long that it will not pass any more. */
  private boolean counts(Work work, CheckOutcome failed) {
    var since = failing.computeIfAbsent(key(work) + failed.name(), check -> work.now());
    return !work.now().isBefore(since.plus(settings.checkGrace()));
  }

  void forget(Work work) {
    failing.keySet().removeIf(check -> check.startsWith(key(work)));
  }

  private static String key(Work work) {
    return work.uid() + "/";
  }

  private static String sentence(CheckOutcome outcome) {
    return "Check '%s' failed: %s.".formatted(outcome.name(), outcome.message());
  }

  private Move passed(Work work, RestorePlan plan, PreparedTarget prepared, StatusDraft draft) {
    var total = draft.total();
    draft.timed(TimedStep.Checks).timed(TimedStep.Total, total);
    var missed = objective(work, draft, total);
    if (!plan.sandbox()) {
      return new Move.Go(draft.step(RestoreStep.Commit), missed);
    }
    var message = Summary.of(work, plan, prepared, List.of(), total);
    var target = work.spec().target();
    var timeToLive = timeToLive(target == null ? null : target.sandbox());
    draft.complete("Restored", message).sandboxExpires(work.now().plus(timeToLive));
    return new Move.Go(
        draft.step(timeToLive.isZero() ? RestoreStep.RemoveSandbox : RestoreStep.KeepSandbox),
        missed == null ? new News(true, "Complete", message) : missed);
  }

  private static Duration timeToLive(@Nullable SandboxTarget sandbox) {
    return sandbox == null ? Duration.ZERO : GoDuration.parse(sandbox.timeToLive(), Duration.ZERO);
  }

  /** Compares with the policy's objective, as far as there is one. */
  private @Nullable News objective(Work work, StatusDraft draft, Duration total) {
    var objective = objective(work);
    if (objective == null) {
      return null;
    }
    boolean met = total.compareTo(objective) <= 0;
    var message =
        "It took %s; the objective is %s."
            .formatted(GoDuration.format(total), GoDuration.format(objective));
    draft.conditions(
        c ->
            met
                ? c.isTrue(StatusDraft.OBJECTIVE_MET, "ObjectiveMet", message)
                : c.isFalse(StatusDraft.OBJECTIVE_MET, "ObjectiveMissed", message));
    return met ? null : new News(false, "ObjectiveMissed", message);
  }

  private @Nullable Duration objective(Work work) {
    try {
      var policy = sources.find(work.names().namespace(), work.spec()).policy();
      var objectives = policy == null ? null : policy.objectives();
      var text = objectives == null ? null : objectives.recoveryTime();
      return text == null ? null : GoDuration.parse(text);
    } catch (DrydockException policyIsGone) {
      return null;
    }
  }
}
