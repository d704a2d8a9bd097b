// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.BackupRunStatus;
import dev.drydock.mover.failure.DrydockException;
import java.time.Duration;
import java.util.Optional;

/** Undoes what an unfinished run did to the world, before its object goes. */
final class RunCancellation {
  private static final Duration SOON = Duration.ofMillis(300);
  private static final Duration LATER = Duration.ofSeconds(10);

  private final RunDependencies on;
  private final Background background;
  private final Hooks hooks;

  RunCancellation(RunDependencies on, Background background) {
    this.on = on;
    this.background = background;
    hooks = new Hooks(on);
  }

  Optional<Duration> cancel(BackupRun run) {
    BackupRunStatus status = run.getStatus();
    if (status == null || status.step() == null) {
      return Optional.empty();
    }
    String cancelling = RunSteps.key(run, "cancel");
    if (background.isBusy(RunSteps.key(run, "")) && !background.isBusy(cancelling)) {
      return Optional.of(SOON);
    }
    Optional<Background.Outcome> outcome = background.run(cancelling, () -> undo(run, status));
    if (outcome.isEmpty()) {
      return Optional.of(SOON);
    }
    DrydockException failure = outcome.get().failure();
    if (failure != null) {
      on.events().warning(run, "WorkloadsNotResumed", "Cancelling failed: " + failure.getMessage());
      if (failure.reason().retryable()) {
        return Optional.of(LATER);
      }
    }
    background.forget(RunSteps.key(run, ""));
    return Optional.empty();
  }

  private void undo(BackupRun run, BackupRunStatus status) {
    RunJobs.remove(on.platform(), run, status.attempt() == null ? 1 : status.attempt());
    if (!status.quiesced().isEmpty()) {
      on.platform().resume(status.quiesced());
    }
    RunStep step = RunStep.of(status.step());
    if (status.resolved() == null || step == RunStep.Resolve || step == RunStep.Ask) {
      return;
    }
    try {
      hooks.runAll(run, status.resolved(), Transitions.postHooks(status.resolved()));
    } catch (DrydockException e) {
      on.events().warning(run, e.reason().name(), String.valueOf(e.getMessage()));
    }
  }
}
