// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import static java.util.stream.Collectors.joining;

import dev.drydock.api.v1alpha1.Consistency;
import dev.drydock.api.v1alpha1.ExistingData;
import dev.drydock.api.v1alpha1.WorkloadRecord;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobSpec.SwapAction;
import dev.drydock.operator.platform.Platform;
import dev.drydock.operator.platform.PreparedTarget;
import dev.drydock.operator.restore.Move.News;
import dev.drydock.operator.restore.Movers.Outcome;
import dev.drydock.operator.restore.StatusDraft.TimedStep;

/** The steps from making the target to the start of the application. */
final class ForwardSteps {
  private final Platform platform;
  private final Movers movers;
  private final PlatformCalls calls;
  private final Sources sources;
  private final RestoreSettings settings;

  ForwardSteps(
      Platform platform,
      Movers movers,
      PlatformCalls calls,
      Sources sources,
      RestoreSettings settings) {
    this.platform = platform;
    this.movers = movers;
    this.calls = calls;
    this.sources = sources;
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
          "There is data already in %s of project %s; nothing was changed. Make a new request with existingData: Overwrite to replace what the backup has too and keep the rest, with Mirror to make it exactly what the backup holds, or restore to another place with spec.target.application."
              .formatted(String.join(", ", occupied), plan.target().project()));
    }
    return new Move.Go(work.draft().step(RestoreStep.Fetch));
  }

  Move fetch(Work work, RestorePlan plan, PreparedTarget prepared) {
    var outcome =
        movers.run(
            work.names(),
            RestoreJob.Fetch,
            work.attempt(),
            () -> {
              var source = sources.find(work.names().namespace(), work.spec());
              return jobs(work)
                  .fetch(work.attempt(), source.repository(), plan, prepared, source.policy());
            });
    return switch (outcome) {
      case Outcome.Running running -> {
        var progress = FetchProgress.of(running, plan.bytes(), work.now());
        yield progress == null || progress.equals(work.status().progress())
            ? new Move.Wait(settings.poll())
            : new Move.Wait(settings.poll(), work.draft().progress(progress));
      }
      case Outcome.Succeeded done -> fetched(work, plan, prepared, done);
    };
  }

  private Move fetched(
      Work work, RestorePlan plan, PreparedTarget prepared, Outcome.Succeeded done) {
    FetchProgress.requireAll(plan, prepared, done.result());
    var draft =
        work.draft()
            .progress(FetchProgress.finished(plan.bytes(), done.result()))
            .timed(TimedStep.Fetch);
    if (plan.sandbox()) {
      return new Move.Go(draft.step(RestoreStep.Apply));
    }
    var workloads =
        Workloads.present(platform, plan).toStop(Workloads.of(platform, plan.application()));
    var news =
        workloads.isEmpty()
            ? null
            : new News(
                true,
                "Stopping",
                "Stopping "
                    + workloads.stream()
                        .map(WorkloadRecord::service)
                        .distinct()
                        .collect(joining(", "))
                    + ".");
    return new Move.Go(draft.quiesced(workloads).step(RestoreStep.Stop), news);
  }

  Move refetch(Work work, RestorePlan plan, PreparedTarget prepared) {
    var outcome = swap(work, RestoreJob.Clear, SwapAction.Commit, plan, prepared);
    return outcome instanceof Outcome.Running
        ? new Move.Wait(settings.poll())
        : new Move.Go(work.draft().attempt(RestoreStep.Fetch, work.attempt() + 1));
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
    var outcome = swap(work, RestoreJob.Apply, SwapAction.Apply, plan, prepared);
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

  private Outcome swap(
      Work work, RestoreJob job, SwapAction action, RestorePlan plan, PreparedTarget prepared) {
    return movers.run(
        work.names(),
        job,
        work.attempt(),
        () -> jobs(work).swap(job, work.attempt(), action, plan, prepared));
  }

  private RestoreJobs jobs(Work work) {
    return new RestoreJobs(work.names(), settings);
  }

  /** Reasons that a further attempt may do away with, within the minute that it has. */
  static boolean passing(FailureReason reason) {
    return reason.retryable()
        || reason == FailureReason.SecretNotFound
        || reason == FailureReason.InternalError;
  }
}
