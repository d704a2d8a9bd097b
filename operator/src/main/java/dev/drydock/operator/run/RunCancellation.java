// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.BackupRunStatus;
import dev.drydock.api.v1alpha1.Condition;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.operator.status.ConflictException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Undoes what a run did to the world and what it left there, before its object goes. */
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
    if (status == null) {
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
      tell(run, status, failure);
      if (!isOutOfPatience(run)) {
        return Optional.of(LATER);
      }
    }
    background.forget(RunSteps.key(run, ""));
    return Optional.empty();
  }

  private void tell(BackupRun run, BackupRunStatus status, DrydockException failure) {
    if (status.quiesced().isEmpty()
        || status.resolved() == null
        || RunMachine.isEnded(run)
        || Degradation.areBack(on.platform(), status.resolved().application(), status.quiesced())) {
      on.events()
          .warning(run, failure.reason().name(), "Cancelling failed: " + failure.getMessage());
      return;
    }
    RunStatusEdit edit = new RunStatusEdit(run, on.clock().instant());
    Degradation.notResumed(
        edit,
        Degradation.missing(on.platform(), edit.policy().application(), edit.quiesced)
            .orElse(edit.quiesced),
        failure);
    Condition condition = edit.find(RunConditions.RESUMED);
    if (condition != null) {
      on.events().warning(run, RunConditions.NOT_RESUMED, condition.message());
    }
    try {
      run.setStatus(edit.status());
      on.runs().updateStatus(run);
    } catch (ConflictException e) {
      // Somebody changed it meanwhile; the next try tells it.
    }
  }

  private boolean isOutOfPatience(BackupRun run) {
    String deleted = run.getMetadata().getDeletionTimestamp();
    return deleted != null
        && !on.clock()
            .instant()
            .isBefore(Instant.parse(deleted).plus(on.settings().resumePatience()));
  }

  private void undo(BackupRun run, BackupRunStatus status) {
    DrydockException left = removeMovers(run, status);
    if (!status.quiesced().isEmpty() && !RunMachine.isEnded(run)) {
      on.platform().resume(status.quiesced());
    }
    runPostHooks(run, status);
    if (left != null) {
      throw left;
    }
  }

  /** A mover that does not go away is no reason to leave the application down. */
  private @Nullable DrydockException removeMovers(BackupRun run, BackupRunStatus status) {
    try {
      RunJobs.remove(on.platform(), run, status.attempt() == null ? 1 : status.attempt());
      return null;
    } catch (DrydockException e) {
      return e;
    }
  }

  private void runPostHooks(BackupRun run, BackupRunStatus status) {
    RunStep step = RunStep.of(status.step());
    if (step == null
        || RunMachine.isEnded(run)
        || status.resolved() == null
        || step == RunStep.Resolve
        || step == RunStep.Ask) {
      return;
    }
    try {
      hooks.runAll(run, status.resolved(), Transitions.postHooks(status.resolved()));
    } catch (DrydockException e) {
      on.events().warning(run, e.reason().name(), String.valueOf(e.getMessage()));
    }
  }
}
