// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import dev.drydock.api.v1alpha1.Consistency;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobSpec.SwapAction;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.Platform;
import dev.drydock.operator.platform.PreparedTarget;
import dev.drydock.operator.platform.TargetRequest;
import dev.drydock.operator.restore.Movers.Outcome;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The steps that put everything back after a failure. */
final class UndoSteps {
  private final Set<String> cancelled = ConcurrentHashMap.newKeySet();
  private final Platform platform;
  private final Movers movers;
  private final PlatformCalls calls;
  private final RestoreSettings settings;

  UndoSteps(Platform platform, Movers movers, PlatformCalls calls, RestoreSettings settings) {
    this.platform = platform;
    this.movers = movers;
    this.calls = calls;
    this.settings = settings;
  }

  /** No mover may write any more when repair begins. Jobs that only read may stay. */
  void cancelJobsOnce(Work work) {
    if (cancelled.contains(work.uid())) {
      return;
    }
    movers.removeAll(
        work.names(),
        List.of(RestoreJob.List, RestoreJob.Manifest, RestoreJob.Rollback, RestoreJob.Discard));
    cancelled.add(work.uid());
  }

  void forget(Work work) {
    cancelled.remove(work.uid());
  }

  Move stop(Work work, RestorePlan plan) {
    var stopped =
        calls.poll(
            work.uid(),
            work.purpose(),
            () -> {
              var workloads = plan.toStop(Workloads.of(platform, plan.application()));
              if (!workloads.isEmpty()) {
                platform.quiesce(workloads, Consistency.Stop);
              }
              return true;
            });
    return next(work, stopped.isPresent(), RestoreStep.UndoSwap);
  }

  Move swap(Work work, RestorePlan plan, PreparedTarget prepared) {
    var outcome = job(work, RestoreJob.Rollback, SwapAction.RollBack, plan, prepared);
    return next(work, !(outcome instanceof Outcome.Running), RestoreStep.UndoStart);
  }

  /** Brings back what ran before. Where configuration was swapped, its containers may be new. */
  Move start(Work work, RestorePlan plan) {
    var before = work.status().quiesced();
    var started =
        calls.poll(
            work.uid(),
            work.purpose(),
            () -> {
              if (!before.isEmpty()) {
                Workloads.bringBackAnew(
                    platform,
                    plan.application(),
                    before,
                    () -> platform.startApplication(asItWas(plan), settings.startTimeout()),
                    settings.startTimeout());
              }
              return true;
            });
    return next(work, started.isPresent(), RestoreStep.UndoFetch);
  }

  private TargetRequest asItWas(RestorePlan plan) {
    var target = plan.target();
    return new TargetRequest(
        target.namespace(), present(plan), target.kind(), target.project(), target.directory());
  }

  private ApplicationManifest present(RestorePlan plan) {
    try {
      return platform.discover(plan.application());
    } catch (DrydockException e) {
      if (e.reason() == FailureReason.ApplicationNotFound
          || e.reason() == FailureReason.SourceEmpty) {
        return plan.target().source();
      }
      throw e;
    }
  }

  Move fetch(Work work, RestorePlan plan, PreparedTarget prepared) {
    var outcome = job(work, RestoreJob.Discard, SwapAction.Commit, plan, prepared);
    return outcome instanceof Outcome.Running
        ? new Move.Wait(settings.poll())
        : Undo.failed(work, work.draft(), asItIs(work, plan));
  }

  /** What a restore made where nothing was, such as volumes, is not taken away again. */
  private static String asItIs(Work work, RestorePlan plan) {
    boolean elsewhere = plan.target().kind() == TargetRequest.Kind.Elsewhere;
    if (!elsewhere && !(work.status().quiesced().isEmpty() && plan.withConfiguration())) {
      return "Everything is as it was before the restore.";
    }
    String project = plan.target().project();
    if (plan.cluster()) {
      return "The data that was in namespace %s before is as it was. Objects that the restore made there are left, workloads of them with 0 replicas and claims without data: `kubectl -n %s get all,pvc` shows them. Delete those claims before another restore, or let it say existingData: Overwrite."
          .formatted(project, project);
    }
    return "The data that project %s had before is as it was. Volumes, networks and stopped containers that the restore made for it are left, without data; `docker ps --all`, `docker volume ls` and `docker network ls` show them with --filter label=com.docker.compose.project=%s."
        .formatted(project, project);
  }

  Move sandbox(Work work) {
    var removed =
        calls.poll(
            work.uid(),
            work.purpose(),
            () -> {
              platform.removeSandbox(work.names().namespace(), work.names().sandbox());
              return true;
            });
    return removed.isEmpty()
        ? new Move.Wait(settings.poll())
        : Undo.failed(work, work.draft().sandbox(null), "The sandbox is removed.");
  }

  /** What follows when a step of the repair fails for good. */
  Move givenUp(Work work, DrydockException failure) {
    return switch (work.step()) {
      case UndoStop, UndoSwap ->
          Undo.failed(
              work,
              leftBroken(work, failure),
              "It could not be put back: %s The application is left stopped. What was there is in directory %s of each volume: repair the cause, move its content one level up, and start the application. No backup is made until another restore succeeds or this request is deleted."
                  .formatted(failure.getMessage(), work.names().previous()));
      case UndoStart ->
          new Move.Go(
              Undo.note(
                      work,
                      "The data is as it was, but the application did not come back: "
                          + failure.getMessage()
                          + " Start it by hand.")
                  .step(RestoreStep.UndoFetch));
      default ->
          Undo.failed(
              work,
              work.draft(),
              "The application is as it was, but what was fetched could not be removed: %s Remove directory %s of each volume by hand."
                  .formatted(failure.getMessage(), work.names().restored()));
    };
  }

  private static StatusDraft leftBroken(Work work, DrydockException failure) {
    return work.draft()
        .conditions(
            c ->
                c.isTrue(
                    StatusDraft.ROLLBACK_FAILED,
                    failure.reason().name(),
                    "Backups of the application wait: they would be of half-swapped data. Restore"
                        + " it again, or put it in order by hand and delete this request."));
  }

  private Move next(Work work, boolean done, RestoreStep next) {
    return done ? new Move.Go(work.draft().step(next)) : new Move.Wait(settings.poll());
  }

  private Outcome job(
      Work work, RestoreJob job, SwapAction action, RestorePlan plan, PreparedTarget prepared) {
    var jobs = new RestoreJobs(work.names(), settings);
    return movers.run(
        work.names(),
        job,
        work.attempt(),
        () -> jobs.swap(job, work.attempt(), action, plan, prepared));
  }
}
