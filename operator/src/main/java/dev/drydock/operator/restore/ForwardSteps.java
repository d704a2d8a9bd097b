// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import dev.drydock.api.v1alpha1.Consistency;
import dev.drydock.api.v1alpha1.ExistingData;
import dev.drydock.api.v1alpha1.OnFailure;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobSpec.SwapAction;
import dev.drydock.operator.platform.Platform;
import dev.drydock.operator.platform.PreparedTarget;
import dev.drydock.operator.restore.Movers.Outcome;
import dev.drydock.operator.restore.StatusDraft.TimedStep;

/** Makes the target; stops, swaps and starts the application. */
final class ForwardSteps {
  private static final String OCCUPIED =
      "There is data already in %s of project %s; nothing was changed. Make a new request with existingData: Overwrite to replace what the backup has too and keep the rest, with Mirror to make it exactly what the backup holds, or restore to another place with spec.target.application.";

  private final Platform platform;
  private final Movers movers;
  private final PlatformCalls calls;
  private final RestoreSettings settings;

  ForwardSteps(Platform platform, Movers movers, PlatformCalls calls, RestoreSettings settings) {
    this.platform = platform;
    this.movers = movers;
    this.calls = calls;
    this.settings = settings;
  }

  Move prepare(Work work, RestorePlan plan, PreparedTarget prepared) {
    var places = plan.items().stream().map(PlanItem::place).toList();
    var occupied = prepared.nonEmpty().stream().filter(places::contains).sorted().toList();
    if (!plan.sandbox()
        && !occupied.isEmpty()
        && work.spec().existingData() != ExistingData.Overwrite
        && work.spec().existingData() != ExistingData.Mirror) {
      throw new DrydockException(
          FailureReason.TargetNotEmpty,
          (plan.cluster()
                  ? "There are claims already, which may hold data: %s in namespace %s; nothing was changed. Make a new request with existingData: Overwrite to replace what the backup has too and keep the rest, with Mirror to make it exactly what the backup holds, or delete the claims that are empty."
                  : OCCUPIED)
              .formatted(String.join(", ", occupied), plan.target().project()));
    }
    var draft = work.draft();
    if (occupied.isEmpty() && work.spec().onFailure() == OnFailure.Hold) {
      draft.conditions(
          c ->
              c.isTrue(
                  StatusDraft.NOTHING_THERE,
                  "NothingThere",
                  "Nothing was where the restore writes."));
    }
    var first = new SwapPlaces(plan, prepared).first();
    return new Move.Go(
        draft.step(first.isEmpty() ? RestoreStep.Fetch : RestoreStep.FetchConfiguration));
  }

  Move stop(Work work) {
    var workloads = work.status().quiesced();
    var stopped =
        calls.poll(
            work.uid(),
            work.purpose(),
            () -> {
              if (!workloads.isEmpty()) {
                platform.quiesce(workloads, Consistency.Stop);
              }
              return true;
            });
    return stopped.isEmpty()
        ? new Move.Wait(settings.poll())
        : new Move.Go(work.draft().timed(TimedStep.Stop).step(RestoreStep.Apply));
  }

  Move apply(Work work, RestorePlan plan, PreparedTarget prepared) {
    var jobs = new RestoreJobs(work.names(), settings);
    var outcome =
        movers.run(
            work.names(),
            RestoreJob.Apply,
            work.attempt(),
            () -> jobs.swap(RestoreJob.Apply, work.attempt(), SwapAction.Apply, plan, prepared));
    return outcome instanceof Outcome.Running
        ? new Move.Wait(settings.poll())
        : new Move.Go(work.draft().timed(TimedStep.Apply).step(RestoreStep.Start));
  }

  Move start(Work work, RestorePlan plan) {
    var stopped = work.status().quiesced();
    var started =
        calls.poll(
            work.uid(),
            work.purpose(),
            () -> {
              if (plan.starts()) {
                platform.startApplication(plan.target(), settings.startTimeout());
              } else if (!plan.withConfiguration() && !stopped.isEmpty()) {
                Workloads.bringBack(platform, stopped, settings.startTimeout());
              }
              return true;
            });
    return started.isEmpty()
        ? new Move.Wait(settings.poll())
        : new Move.Go(work.draft().timed(TimedStep.Start).step(RestoreStep.Check));
  }

  /** Reasons that a further attempt may do away with, within the minute that it has. */
  static boolean passing(FailureReason reason) {
    return reason.retryable()
        || reason == FailureReason.SecretNotFound
        || reason == FailureReason.InternalError;
  }
}
