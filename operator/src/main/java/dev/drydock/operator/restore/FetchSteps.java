// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import static java.util.stream.Collectors.joining;

import dev.drydock.api.v1alpha1.WorkloadRecord;
import dev.drydock.mover.job.JobSpec.ObjectStage;
import dev.drydock.mover.job.JobSpec.SwapAction;
import dev.drydock.operator.platform.Platform;
import dev.drydock.operator.platform.PreparedTarget;
import dev.drydock.operator.restore.Move.News;
import dev.drydock.operator.restore.Movers.Outcome;
import dev.drydock.operator.restore.StatusDraft.TimedStep;
import java.util.List;

/**
 * Fetches everything to the side: the configuration first, then the images that it names, then the
 * data. A database is loaded by its own image, which may have to be built from the configuration;
 * and an image that cannot be had is better known before hours of fetching than after.
 */
final class FetchSteps {
  private final Platform platform;
  private final Movers movers;
  private final PlatformCalls calls;
  private final Sources sources;
  private final RestoreSettings settings;

  FetchSteps(
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

  Move configuration(Work work, RestorePlan plan, PreparedTarget prepared) {
    var items = new SwapPlaces(plan, prepared).first();
    var outcome =
        plan.cluster()
            ? objects(work, plan)
            : fetch(work, RestoreJob.Configuration, items, plan, prepared);
    return switch (outcome) {
      case Outcome.Running running -> new Move.Wait(settings.poll());
      case Outcome.Succeeded done -> {
        FetchProgress.requireAll(items, plan, prepared, done.result());
        var draft = work.draft().degraded(FetchProgress.losses(done.result()));
        yield new Move.Go(draft.step(RestoreStep.Images));
      }
    };
  }

  private Outcome objects(Work work, RestorePlan plan) {
    return movers.run(
        work.names(),
        RestoreJob.Configuration,
        work.attempt(),
        () ->
            jobs(work)
                .objects(
                    RestoreJob.Configuration,
                    work.attempt(),
                    ObjectStage.BEFORE_DATA,
                    sources.find(work.names().namespace(), work.spec()).repository(),
                    plan));
  }

  Move images(Work work, RestorePlan plan, PreparedTarget prepared) {
    var roots = new SwapPlaces(plan, prepared).configuration();
    var had =
        calls.poll(
            work.uid(),
            work.purpose(),
            () -> {
              platform.provideImages(
                  plan.target(), roots, work.names().restored(), settings.longJob());
              return true;
            });
    return had.isEmpty()
        ? new Move.Wait(settings.poll())
        : new Move.Go(work.draft().step(RestoreStep.Fetch));
  }

  Move data(Work work, RestorePlan plan, PreparedTarget prepared) {
    var items = new SwapPlaces(plan, prepared).rest();
    if (items.isEmpty()) {
      return fetched(work, plan, work.draft());
    }
    return switch (fetch(work, RestoreJob.Fetch, items, plan, prepared)) {
      case Outcome.Running running -> {
        var progress = FetchProgress.of(running, plan.bytes(), work.now());
        yield progress == null || progress.equals(work.status().progress())
            ? new Move.Wait(settings.poll())
            : new Move.Wait(settings.poll(), work.draft().progress(progress));
      }
      case Outcome.Succeeded done -> {
        FetchProgress.requireAll(items, plan, prepared, done.result());
        var draft =
            work.draft()
                .progress(FetchProgress.finished(plan.bytes(), done.result()))
                .degradedToo(FetchProgress.losses(done.result()));
        yield fetched(work, plan, draft);
      }
    };
  }

  private Move fetched(Work work, RestorePlan plan, StatusDraft draft) {
    draft.timed(TimedStep.Fetch);
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

  Move clearConfiguration(Work work, RestorePlan plan, PreparedTarget prepared) {
    return clear(
        work,
        RestoreJob.ClearConfiguration,
        RestoreStep.FetchConfiguration,
        new SwapPlaces(plan, prepared).first(),
        plan,
        prepared);
  }

  Move clearData(Work work, RestorePlan plan, PreparedTarget prepared) {
    return clear(
        work,
        RestoreJob.Clear,
        RestoreStep.Fetch,
        new SwapPlaces(plan, prepared).rest(),
        plan,
        prepared);
  }

  private Move clear(
      Work work,
      RestoreJob job,
      RestoreStep next,
      List<PlanItem> items,
      RestorePlan plan,
      PreparedTarget prepared) {
    if (items.stream().allMatch(item -> new SwapPlaces(plan, prepared).of(item).isEmpty())) {
      return new Move.Go(work.draft().attempt(next, work.attempt() + 1));
    }
    var outcome =
        movers.run(
            work.names(),
            job,
            work.attempt(),
            () -> jobs(work).swap(job, work.attempt(), SwapAction.Commit, items, plan, prepared));
    return outcome instanceof Outcome.Running
        ? new Move.Wait(settings.poll())
        : new Move.Go(work.draft().attempt(next, work.attempt() + 1));
  }

  private Outcome fetch(
      Work work, RestoreJob job, List<PlanItem> items, RestorePlan plan, PreparedTarget prepared) {
    return movers.run(
        work.names(),
        job,
        work.attempt(),
        () -> {
          var source = sources.find(work.names().namespace(), work.spec());
          return jobs(work)
              .fetch(
                  job, work.attempt(), items, source.repository(), plan, prepared, source.policy());
        });
  }

  private RestoreJobs jobs(Work work) {
    return new RestoreJobs(work.names(), settings);
  }
}
