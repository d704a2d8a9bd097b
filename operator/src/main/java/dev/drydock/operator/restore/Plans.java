// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import dev.drydock.api.v1alpha1.ResolvedSource;
import dev.drydock.api.v1alpha1.RestoreRequestSpec;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobResult;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.JobState;
import dev.drydock.operator.platform.Platform;
import dev.drydock.operator.platform.PreparedTarget;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes the plan of a request again whenever it is needed, which after a restart means to read the
 * manifest again. Keeps in memory what is dear to find out. Safe for use by many threads.
 */
final class Plans {
  private final ConcurrentHashMap<String, ApplicationManifest> manifests =
      new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, PreparedTarget> targets = new ConcurrentHashMap<>();
  private final Platform platform;
  private final Movers movers;
  private final PlatformCalls calls;
  private final Sources sources;
  private final RestoreSettings settings;

  Plans(
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

  /** The plan of a request whose source is pinned; empty while its manifest is being read. */
  Optional<RestorePlan> plan(Work work) {
    var source = Objects.requireNonNull(work.status().resolvedSource(), "source is not pinned");
    var progress = work.status().progress();
    var bytes = progress == null ? null : progress.bytesTotal();
    return manifest(work, source)
        .map(
            manifest ->
                new RestorePlanner(
                        work.names(),
                        work.spec(),
                        manifest,
                        source.snapshots(),
                        bytes == null ? 0 : bytes)
                    .plan());
  }

  /** Where the platform wants everything written; empty while it makes that. */
  Optional<PreparedTarget> prepared(Work work, RestorePlan plan) {
    var known = targets.get(work.uid());
    if (known != null) {
      return Optional.of(known);
    }
    var made =
        calls.poll(
            work.uid(),
            work.purpose(),
            () -> {
              if (work.step() == RestoreStep.Prepare) {
                refuseObstacles(plan);
              }
              return platform.prepare(plan.target());
            });
    made.ifPresent(target -> targets.put(work.uid(), target));
    return made;
  }

  private void refuseObstacles(RestorePlan plan) {
    var obstacles = platform.obstacles(plan.written(), plan.starts());
    if (!obstacles.isEmpty()) {
      throw new DrydockException(FailureReason.InvalidRequest, String.join(" ", obstacles));
    }
  }

  /** The manifest of the run that was chosen; empty while it is being read. */
  Optional<ApplicationManifest> manifest(Work work, ResolvedSource source) {
    var known = manifests.get(work.uid());
    if (known != null) {
      return Optional.of(known);
    }
    var read = listed(work, source).or(() -> job(work, source));
    read.ifPresent(manifest -> manifests.put(work.uid(), manifest));
    return read;
  }

  /** Keeps the manifest of the run that was chosen. */
  void keep(Work work, ApplicationManifest manifest) {
    manifests.put(work.uid(), manifest);
  }

  /**
   * Refuses a plan that needs a sandbox where none can be made.
   *
   * @throws DrydockException InvalidRequest
   */
  void requirePossible(RestorePlan plan) {
    if (plan.sandbox()) {
      platform.requireSandboxes();
    }
  }

  /** A plan that knows the application as it is today. */
  RestorePlan present(RestorePlan plan) {
    return Workloads.present(platform, plan);
  }

  /** Services that a plan leaves as they are: not running. */
  List<String> idle(RestorePlan plan) {
    return Workloads.idle(platform, plan);
  }

  void forget(Work work) {
    manifests.remove(work.uid());
    targets.remove(work.uid());
  }

  /**
   * Jobs that only read are kept until the request is done, so that their result is still there.
   */
  private Optional<ApplicationManifest> listed(Work work, ResolvedSource source) {
    for (long attempt = 1; attempt <= settings.attempts(); attempt++) {
      var state = movers.look(work.names(), RestoreJob.List, attempt).orElse(null);
      if (state instanceof JobState.Ended ended && ended.result().failure() == null) {
        var found = ofRun(ended.result(), source, work.spec());
        if (found != null) {
          return Optional.of(Manifests.read(found, source.run()));
        }
      }
    }
    return Optional.empty();
  }

  /** The file in a list of runs, if it is of this run: it is always of the newest that matches. */
  static @Nullable String ofRun(JobResult result, ResolvedSource source, RestoreRequestSpec spec) {
    var runRef = spec.source().runRef();
    var considered =
        runRef == null
            ? result.runs()
            : result.runs().stream().filter(r -> r.run().equals(runRef.name())).toList();
    return RunSelection.newestOfAll(considered, Sources.asOf(spec))
        .filter(newest -> newest.snapshots().equals(source.snapshots()))
        .map(newest -> result.file())
        .orElse(null);
  }

  private Optional<ApplicationManifest> job(Work work, ResolvedSource source) {
    var repository = sources.find(work.names().namespace(), work.spec()).repository();
    var jobs = new RestoreJobs(work.names(), settings);
    var outcome =
        movers.run(
            work.names(),
            RestoreJob.Manifest,
            work.attempt(),
            () -> jobs.manifest(work.attempt(), repository, source));
    return switch (outcome) {
      case Movers.Outcome.Running running -> Optional.empty();
      case Movers.Outcome.Succeeded done ->
          Optional.of(Manifests.read(done.result().file(), source.run()));
    };
  }
}
