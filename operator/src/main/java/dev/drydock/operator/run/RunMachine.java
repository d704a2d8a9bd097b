// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.BackupRunStatus;
import dev.drydock.api.v1alpha1.Condition;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.metrics.PolicyKey;
import dev.drydock.operator.status.Conditions;
import java.time.Duration;
import java.util.Optional;

/**
 * The state machine of a run. All that it knows is in the run's status: a step is written there
 * before anything of it is done, with the resource version that it is based on, and every step can
 * be done again. So it may be killed at any line, and whoever comes next goes on.
 *
 * <p>Safe for use by many threads, as long as each run is advanced by one at a time.
 */
public final class RunMachine {
  private static final Duration SOON = Duration.ofMillis(300);

  private final RunDependencies on;
  private final RunSteps steps;
  private final Background background;
  private final SnapshotStep snapshot;
  private final MoveStep move;
  private final RetainStep retain;
  private final RunCancellation cancellation;
  private final BringBack bringBack;

  /** A machine that stands on these. */
  public RunMachine(RunDependencies on) {
    this.on = on;
    background = new Background(on.executor());
    steps = new RunSteps(on, background);
    snapshot = new SnapshotStep(on);
    move = new MoveStep(on);
    retain = new RetainStep(on);
    cancellation = new RunCancellation(on, background);
    bringBack = new BringBack(on, background);
  }

  /**
   * Takes a run as far as it goes now.
   *
   * @return when to come again; empty when the run has ended and nothing is left to bring back, or
   *     is not there
   * @throws dev.drydock.operator.status.ConflictException when the run changed meanwhile
   */
  public Optional<Duration> advance(String namespace, String name) {
    BackupRun run = on.runs().get(namespace, name).orElse(null);
    while (run != null && !isEnded(run)) {
      RunStatusEdit edit = new RunStatusEdit(run, on.clock().instant());
      StepResult result = look(run, edit);
      BackupRun written = write(run, edit.status());
      switch (result) {
        case StepResult.Go go -> run = written;
        case StepResult.Wait wait -> {
          return Optional.of(wait.delay());
        }
        case StepResult.Ended ended -> {
          tell(written, edit);
          bringBack.later(written);
          run = written;
        }
      }
    }
    return run == null ? Optional.empty() : bringBack.advance(run);
  }

  /**
   * Takes back what a run that is being deleted has in the world: its movers, and the workloads
   * that it stopped.
   *
   * @return when to come again; empty when nothing is left
   */
  public Optional<Duration> cancel(BackupRun run) {
    return cancellation.cancel(run);
  }

  /** Whether a run has ended, well or not. */
  public static boolean isEnded(BackupRun run) {
    BackupRunStatus status = run.getStatus();
    return status != null
        && (Conditions.isTrue(status.conditions(), RunConditions.COMPLETE)
            || Conditions.isTrue(status.conditions(), RunConditions.FAILED));
  }

  private StepResult look(BackupRun run, RunStatusEdit edit) {
    RunStep step = edit.step;
    if (step == null) {
      edit.accept();
      return new StepResult.Go();
    }
    return switch (step) {
      case Resolve -> steps.resolve(run, edit);
      case Ask -> steps.ask(run, edit);
      case PreHooks -> steps.preHooks(run, edit);
      case Quiesce -> steps.quiesce(run, edit);
      case Snapshot -> snapshot.look(run, edit);
      case Release -> steps.release(run, edit);
      case Move -> move.look(run, edit);
      case Resume -> steps.resume(run, edit);
      case PostHooks -> steps.postHooks(run, edit);
      case Retain -> retain.look(run, edit);
      case Finish -> finish(run, edit);
    };
  }

  private StepResult finish(BackupRun run, RunStatusEdit edit) {
    try {
      RunJobs.remove(on.platform(), run, edit.attempt);
    } catch (DrydockException e) {
      on.events()
          .warning(
              run, e.reason().name(), "The movers of the run were not removed: " + e.getMessage());
    }
    if (VolumeSources.mayHaveMade(edit)) {
      Optional<Background.Outcome> outcome =
          background.run(
              RunSteps.key(run, "snapshots"),
              () ->
                  on.platform()
                      .snapshots()
                      .remove(run.getMetadata().getNamespace(), VolumeSources.labels(run)));
      if (outcome.isEmpty()) {
        return new StepResult.Wait(SOON);
      }
      DrydockException left = outcome.get().failure();
      if (left != null) {
        String message =
            "Snapshots of volumes were not removed, which the next run of the policy tries again: "
                + left.getMessage();
        edit.degraded(RunConditions.SNAPSHOTS_LEFT, message);
        on.events().warning(run, RunConditions.SNAPSHOTS_LEFT, message);
      }
    }
    edit.finish();
    return new StepResult.Ended();
  }

  private BackupRun write(BackupRun run, BackupRunStatus status) {
    if (status.equals(run.getStatus())) {
      return run;
    }
    run.setStatus(status);
    return on.runs().updateStatus(run);
  }

  private void tell(BackupRun run, RunStatusEdit edit) {
    PolicyKey policy =
        new PolicyKey(run.getMetadata().getNamespace(), run.getSpec().policyRef().name());
    Condition failure = edit.find(RunConditions.FAILED);
    if (failure == null || !failure.status().equals(Conditions.TRUE)) {
      boolean degraded = edit.holds(RunConditions.DEGRADED);
      on.metrics()
          .backupSucceeded(
              policy, edit.elapsed(), edit.addedBytes == null ? 0 : edit.addedBytes, degraded);
      on.events().normal(run, "Complete", "The backup is complete.");
    } else {
      on.metrics().backupFailed(policy, FailureReason.valueOf(failure.reason()));
      on.events().warning(run, failure.reason(), failure.message());
    }
  }
}
