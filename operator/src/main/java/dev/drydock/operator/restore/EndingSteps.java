// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import static java.util.Objects.requireNonNull;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.job.JobSpec.ObjectStage;
import dev.drydock.mover.job.JobSpec.SwapAction;
import dev.drydock.operator.platform.Platform;
import dev.drydock.operator.platform.PreparedTarget;
import dev.drydock.operator.restore.Move.News;
import dev.drydock.operator.restore.Movers.Outcome;
import dev.drydock.operator.status.GoDuration;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps after the outcome is certain. */
final class EndingSteps {
  private static final Logger LOG = LoggerFactory.getLogger(EndingSteps.class);

  private final Platform platform;
  private final Movers movers;
  private final PlatformCalls calls;
  private final Sources sources;
  private final RestoreSettings settings;

  EndingSteps(
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

  Move commit(Work work, RestorePlan plan, PreparedTarget prepared) {
    var jobs = new RestoreJobs(work.names(), settings);
    if (plan.cluster()
        && plan.starts()
        && lastObjects(work, plan, jobs) instanceof Outcome.Running) {
      return new Move.Wait(settings.poll());
    }
    var outcome =
        movers.run(
            work.names(),
            RestoreJob.Commit,
            work.attempt(),
            () -> jobs.swap(RestoreJob.Commit, work.attempt(), SwapAction.Commit, plan, prepared));
    return outcome instanceof Outcome.Running
        ? new Move.Wait(settings.poll())
        : complete(work, plan, prepared, "");
  }

  /** What would run over data that is put back after all comes when that cannot be any more. */
  private Outcome lastObjects(Work work, RestorePlan plan, RestoreJobs jobs) {
    return movers.run(
        work.names(),
        RestoreJob.Last,
        work.attempt(),
        () ->
            jobs.objects(
                RestoreJob.Last,
                work.attempt(),
                ObjectStage.AT_THE_END,
                sources.find(work.names().namespace(), work.spec()).repository(),
                plan));
  }

  /** What was replaced could not be removed: the application works all the same. */
  Move commitFailed(
      Work work, RestorePlan plan, PreparedTarget prepared, DrydockException failure) {
    return complete(
        work,
        plan,
        prepared,
        (plan.cluster()
                ? " DaemonSets and CronJobs of the backup may be missing: apply their manifests."
                : "")
            + " What was replaced could not be removed (%s); remove directory %s of each volume by hand."
                .formatted(failure.getMessage(), work.names().previous()));
  }

  private Move complete(Work work, RestorePlan plan, PreparedTarget prepared, String more) {
    var timings = work.status().timings();
    var total = timings == null ? null : timings.total();
    var message =
        Summary.of(
                work,
                plan,
                prepared,
                Workloads.idle(platform, plan),
                GoDuration.parse(total, Duration.ZERO))
            + degraded(work)
            + more;
    return new Move.Go(
        work.draft().complete("Restored", message).step(RestoreStep.Clean),
        new News(true, "Complete", message));
  }

  private static String degraded(Work work) {
    return work.status().conditions().stream()
        .filter(condition -> condition.type().equals(StatusDraft.DEGRADED))
        .map(condition -> " Not all is as it was: " + condition.message())
        .findFirst()
        .orElse("");
  }

  Move keepSandbox(Work work) {
    var expires = work.status().sandboxExpires();
    var left =
        expires == null ? Duration.ZERO : Duration.between(work.now(), Instant.parse(expires));
    if (work.deleted() || !left.isPositive()) {
      return new Move.Go(work.draft().step(RestoreStep.RemoveSandbox));
    }
    try {
      platform.keepSandbox(
          work.names().namespace(), work.names().sandbox(), Instant.parse(requireNonNull(expires)));
    } catch (DrydockException e) {
      LOG.info("Sandbox {} does not say when it ends: {}", work.names().sandbox(), e.getMessage());
    }
    return new Move.Wait(
        left.compareTo(settings.longestPause()) < 0 ? left : settings.longestPause());
  }

  Move removeSandbox(Work work) {
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
        : new Move.Go(work.draft().sandbox(null).step(RestoreStep.Clean));
  }

  Move clean(Work work) {
    movers.removeAll(work.names(), List.of());
    return new Move.Go(work.draft().step(RestoreStep.Done));
  }
}
