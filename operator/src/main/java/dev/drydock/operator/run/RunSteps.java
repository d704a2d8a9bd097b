// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

import dev.drydock.api.v1alpha1.BackupPolicy;
import dev.drydock.api.v1alpha1.BackupPolicySpec;
import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.ComponentStatus;
import dev.drydock.api.v1alpha1.Condition;
import dev.drydock.api.v1alpha1.WorkloadRecord;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.claim.Claims;
import dev.drydock.operator.claim.Turn;
import dev.drydock.operator.metrics.PolicyKey;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.Tenancy;
import dev.drydock.operator.status.Conditions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The steps around the mover: finding the application, hooks, stopping it and bringing it back. */
final class RunSteps {
  private static final Duration SOON = Duration.ofMillis(300);
  private static final Duration LATER = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final RunDependencies on;
  private final Background background;
  private final Claims claims;
  private final Hooks hooks;

  RunSteps(RunDependencies on, Background background) {
    this.on = on;
    this.background = background;
    hooks = new Hooks(on);
    claims = new Claims(on.runs(), on.policies(), on.restores());
  }

  StepResult resolve(BackupRun run, RunStatusEdit edit) {
    String namespace = run.getMetadata().getNamespace();
    String name = run.getSpec().policyRef().name();
    BackupPolicySpec policy =
        on.policies().get(namespace, name).map(BackupPolicy::getSpec).orElse(null);
    if (policy == null) {
      return refuse(
          edit,
          FailureReason.InvalidRequest,
          "There is no BackupPolicy %s in namespace %s; correct spec.policyRef."
              .formatted(name, namespace));
    }
    if (claims.of(run) instanceof Turn.Wait(String what)) {
      edit.waitsFor(what);
      return new StepResult.Wait(LATER);
    }
    try {
      Tenancy.require(namespace, policy.application());
      BackupPolicySpec located =
          policy.withRepository(on.platform().locate(namespace, policy.repository(), true));
      ApplicationManifest found = on.platform().discover(policy.application());
      BackupPlan plan =
          BackupPlanner.plan(found, located, Documents.policy(namespace, name, located));
      edit.resolved = LabelHooks.added(located, found);
      edit.components =
          plan.componentNames().stream()
              .map(c -> new ComponentStatus(c, null, null, null, null, List.of()))
              .toList();
      tellUnprotected(run, edit, plan.manifest());
      edit.enter(RunStep.Ask, "The run is about to start.");
      return new StepResult.Go();
    } catch (DrydockException e) {
      if (e.reason() == FailureReason.PlatformError
          && edit.elapsed().compareTo(on.settings().platformPatience()) < 0) {
        edit.waitsFor("the platform: " + e.getMessage());
        return new StepResult.Wait(LATER);
      }
      return refuse(edit, e.reason(), Advice.with(e.reason(), String.valueOf(e.getMessage())));
    }
  }

  StepResult ask(BackupRun run, RunStatusEdit edit) {
    return switch (claims.of(run)) {
      case Turn.Mine() -> {
        on.metrics()
            .backupStarted(
                new PolicyKey(run.getMetadata().getNamespace(), run.getSpec().policyRef().name()),
                run.getSpec().type().name());
        if (Transitions.preHooks(edit.policy()).isEmpty()) {
          yield discoverAndQuiesce(run, edit);
        }
        edit.enter(RunStep.PreHooks, "The hooks before the backup run.");
        yield new StepResult.Go();
      }
      case Turn.Wait(String what) -> {
        edit.waitsFor(what);
        yield new StepResult.Wait(SOON);
      }
      case Turn.Back(String what) -> {
        edit.backToQueue();
        edit.waitsFor(what);
        yield new StepResult.Wait(LATER);
      }
    };
  }

  StepResult preHooks(BackupRun run, RunStatusEdit edit) {
    Optional<Background.Outcome> outcome =
        background.run(
            key(run, "pre"),
            () -> hooks.runUntilFailure(run, edit.policy(), Transitions.preHooks(edit.policy())));
    if (outcome.isEmpty()) {
      return new StepResult.Wait(SOON);
    }
    DrydockException failure = outcome.get().failure();
    if (failure != null) {
      edit.fail(
          failure.reason(), Advice.with(failure.reason(), String.valueOf(failure.getMessage())));
      Transitions.afterMove(edit);
      return new StepResult.Go();
    }
    return discoverAndQuiesce(run, edit);
  }

  StepResult quiesce(BackupRun run, RunStatusEdit edit) {
    Condition retrying = edit.find(RunConditions.RETRYING);
    if (retrying != null) {
      Instant due =
          Instant.parse(retrying.lastTransitionTime())
              .plus(on.settings().delayBefore(edit.attempt));
      if (edit.now().isBefore(due)) {
        return new StepResult.Wait(Duration.between(edit.now(), due));
      }
      // The one before may still be there, when starting it seemed to fail.
      try {
        RunJobs.removeBefore(on.platform(), run, edit.attempt);
      } catch (DrydockException e) {
        if (!edit.now().isBefore(due.plus(on.settings().resumePatience()))) {
          edit.drop(RunConditions.RETRYING);
          edit.fail(e.reason(), String.valueOf(e.getMessage()));
          Transitions.afterResume(edit);
          return new StepResult.Go();
        }
        edit.waitsFor("the platform: " + e.getMessage());
        return new StepResult.Wait(LATER);
      }
      return discoverAndQuiesce(run, edit);
    }
    List<WorkloadRecord> workloads = edit.quiesced;
    Optional<Background.Outcome> outcome =
        background.run(
            key(run, "quiesce-" + edit.attempt),
            () -> on.platform().quiesce(workloads, Transitions.consistency(edit.policy())));
    if (outcome.isEmpty()) {
      return new StepResult.Wait(SOON);
    }
    DrydockException failure = outcome.get().failure();
    if (failure == null) {
      Transitions.afterQuiesce(edit);
    } else {
      attemptFailed(run, edit, failure);
    }
    return new StepResult.Go();
  }

  /** As {@link #resume}, before the copy. */
  StepResult release(BackupRun run, RunStatusEdit edit) {
    return resume(run, edit, "release", Transitions::toCopy);
  }

  StepResult resume(BackupRun run, RunStatusEdit edit) {
    return resume(run, edit, "resume", Transitions::afterResume);
  }

  private StepResult resume(
      BackupRun run, RunStatusEdit edit, String occasion, Consumer<RunStatusEdit> next) {
    List<WorkloadRecord> workloads = edit.quiesced;
    Optional<Background.Outcome> outcome =
        background.run(
            key(run, occasion + "-" + edit.attempt), () -> on.platform().resume(workloads));
    if (outcome.isEmpty()) {
      return new StepResult.Wait(SOON);
    }
    DrydockException failure = outcome.get().failure();
    if (failure == null) {
      Degradation.resumed(edit, "Resumed", "All workloads are back.");
      edit.quiesced = List.of();
    } else {
      Optional<List<WorkloadRecord>> missing = notResumed(run, edit, failure);
      if (missing.isEmpty() || !isOutOfPatience(edit)) {
        return new StepResult.Wait(patience(edit));
      }
      endWithout(edit);
      edit.quiesced = missing.get();
    }
    next.accept(edit);
    return new StepResult.Go();
  }

  /** What is not back; empty while the platform gives no answer, when no other run could start. */
  private Optional<List<WorkloadRecord>> notResumed(
      BackupRun run, RunStatusEdit edit, DrydockException failure) {
    boolean told = isNotResumed(edit);
    Optional<List<WorkloadRecord>> missing =
        Degradation.missing(on.platform(), edit.policy().application(), edit.quiesced);
    Degradation.notResumed(edit, missing.orElse(edit.quiesced), failure);
    Condition condition = edit.find(RunConditions.RESUMED);
    if (!told && condition != null) {
      on.events().warning(run, RunConditions.NOT_RESUMED, condition.message());
    }
    return missing;
  }

  private static boolean isNotResumed(RunStatusEdit edit) {
    Condition resumed = edit.find(RunConditions.RESUMED);
    return resumed != null && resumed.status().equals(Conditions.FALSE);
  }

  private boolean isOutOfPatience(RunStatusEdit edit) {
    Condition since = edit.find(RunConditions.RESUMED);
    return since != null
        && !edit.now()
            .isBefore(
                Instant.parse(since.lastTransitionTime()).plus(on.settings().resumePatience()));
  }

  /** What is not back is not stopped once more: no further attempt. */
  private static void endWithout(RunStatusEdit edit) {
    Condition retrying = edit.find(RunConditions.RETRYING);
    if (retrying != null) {
      edit.fail(FailureReason.valueOf(retrying.reason()), retrying.message());
      edit.drop(RunConditions.RETRYING);
    }
  }

  StepResult postHooks(BackupRun run, RunStatusEdit edit) {
    Optional<Background.Outcome> outcome =
        background.run(
            key(run, "post"),
            () -> hooks.runAll(run, edit.policy(), Transitions.postHooks(edit.policy())));
    if (outcome.isEmpty()) {
      return new StepResult.Wait(SOON);
    }
    DrydockException failure = outcome.get().failure();
    if (failure != null && isNotResumed(edit)) {
      Degradation.also(edit, failure); // it needs what is not back
    } else if (failure != null) {
      edit.fail(
          failure.reason(), Advice.with(failure.reason(), String.valueOf(failure.getMessage())));
    }
    Transitions.afterPostHooks(edit);
    return new StepResult.Go();
  }

  private StepResult discoverAndQuiesce(BackupRun run, RunStatusEdit edit) {
    try {
      ApplicationManifest selected =
          Selection.of(on.platform().discover(edit.policy().application()), edit.policy());
      List<String> live = VolumeSources.decide(edit, selected, on.platform().snapshots());
      if (!live.isEmpty()) {
        on.events().normal(run, "LiveCopy", String.join("; ", live));
      }
      toQuiesce(edit, selected);
    } catch (DrydockException e) {
      Transitions.attemptFailed(edit, on.settings(), e.reason(), String.valueOf(e.getMessage()));
    }
    return new StepResult.Go();
  }

  /** The workloads are written into the status together with the step: before they are touched. */
  private void toQuiesce(RunStatusEdit edit, ApplicationManifest manifest) {
    edit.quiesced =
        on.platform().workloadsToQuiesce(manifest, Transitions.consistency(edit.policy()));
    if (edit.quiesced.isEmpty()) {
      Transitions.afterQuiesce(edit);
    } else {
      edit.drop(RunConditions.RETRYING);
      edit.enter(RunStep.Quiesce, "Workloads are brought to rest.");
    }
  }

  private void tellUnprotected(BackupRun run, RunStatusEdit edit, ApplicationManifest manifest) {
    if (!manifest.warnings().isEmpty()) {
      String message = String.join(" ", manifest.warnings());
      edit.degraded(RunConditions.NOT_EVERYTHING_PROTECTED, message);
      on.events().warning(run, RunConditions.NOT_EVERYTHING_PROTECTED, message);
    }
  }

  private void attemptFailed(BackupRun run, RunStatusEdit edit, DrydockException failure) {
    on.events().warning(run, failure.reason().name(), String.valueOf(failure.getMessage()));
    Transitions.attemptFailed(
        edit, on.settings(), failure.reason(), String.valueOf(failure.getMessage()));
  }

  private static StepResult refuse(RunStatusEdit edit, FailureReason reason, String message) {
    edit.fail(reason, message);
    edit.enter(RunStep.Finish, "");
    return new StepResult.Go();
  }

  private static Duration patience(RunStatusEdit edit) {
    Condition since = edit.find(RunConditions.RESUMED);
    Duration waited =
        since == null
            ? Duration.ZERO
            : Duration.between(Instant.parse(since.lastTransitionTime()), edit.now());
    Duration next = waited.dividedBy(4).plusSeconds(2);
    return next.compareTo(LONGEST) > 0 ? LONGEST : next;
  }

  static String key(BackupRun run, String what) {
    return run.getMetadata().getUid() + "/" + what;
  }
}
