// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import dev.drydock.api.v1alpha1.Progress;
import dev.drydock.api.v1alpha1.ResolvedSource;
import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.mover.job.JobResult;
import dev.drydock.mover.job.JobResult.Run;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.restore.Move.News;
import dev.drydock.operator.restore.Movers.Outcome;
import dev.drydock.operator.status.ResourceStore;
import java.util.Map;

/** Finds the run, pins it, plans, and ends there when that was all that was asked for. */
final class ResolveStep {
  private final ResourceStore<RestoreRequest> requests;
  private final Sources sources;
  private final Movers movers;
  private final Plans plans;
  private final RestoreSettings settings;

  ResolveStep(
      ResourceStore<RestoreRequest> requests,
      Sources sources,
      Movers movers,
      Plans plans,
      RestoreSettings settings) {
    this.requests = requests;
    this.sources = sources;
    this.movers = movers;
    this.plans = plans;
    this.settings = settings;
  }

  Move move(Work work) {
    var source = sources.find(work.names().namespace(), work.spec());
    var jobs = new RestoreJobs(work.names(), settings);
    var outcome =
        movers.run(
            work.names(),
            RestoreJob.List,
            work.attempt(),
            () -> jobs.list(work.attempt(), source.repository(), source.selection()));
    return switch (outcome) {
      case Outcome.Running running -> new Move.Wait(settings.poll());
      case Outcome.Succeeded done -> chosen(work, source.selection(), done.result());
    };
  }

  private Move chosen(Work work, RunSelection selection, JobResult result) {
    var run = selection.choose(result.runs());
    var pinned =
        new ResolvedSource(
            run.run(), run.snapshots(), StatusDraft.time(run.time()), run.application());
    var file = Plans.ofRun(result, pinned, work.spec());
    if (file != null) {
      plans.keep(work, Manifests.read(file, run.run()));
    }
    return plans
        .manifest(work, pinned)
        .map(manifest -> planned(work, run, pinned, manifest))
        .orElseGet(() -> new Move.Wait(settings.poll()));
  }

  private Move planned(Work work, Run run, ResolvedSource pinned, ApplicationManifest manifest) {
    var plan = new RestorePlanner(work.names(), work.spec(), manifest, run.snapshots(), 0).plan();
    plans.requirePossible(plan);
    var bytes = bytes(plan, run.bytes());
    plan = plans.present(plan.withBytes(bytes));
    var estimate =
        Estimate.of(bytes, pinned.application(), requests.list(work.names().namespace()));
    var draft =
        work.draft()
            .resolved(
                pinned,
                PlanText.sentences(plan, plans.idle(plan), pinned, work.spec(), settings),
                estimate)
            .progress(new Progress(0, 0L, bytes, 0L, null, null, null));
    if (Boolean.TRUE.equals(work.spec().dryRun())) {
      var message = "Planned only; nothing was changed. See status.plan and status.estimate.";
      return new Move.Go(
          draft.complete("DryRun", message).step(RestoreStep.Clean),
          new News(true, "DryRun", message));
    }
    if (plan.sandbox()) {
      draft.sandbox(work.names().sandbox());
    }
    return new Move.Go(
        draft.step(plan.sandbox() ? RestoreStep.Prepare : RestoreStep.Queue),
        new News(true, "Resolved", "Restoring run %s of %s.".formatted(run.run(), run.time())));
  }

  private static long bytes(RestorePlan plan, Map<String, Long> known) {
    return plan.items().stream().mapToLong(item -> known.getOrDefault(item.component(), 0L)).sum();
  }
}
