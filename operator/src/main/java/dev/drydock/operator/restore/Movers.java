// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobMessage.Moving;
import dev.drydock.mover.job.JobResult;
import dev.drydock.operator.platform.JobRequest;
import dev.drydock.operator.platform.JobState;
import dev.drydock.operator.platform.Platform;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Starts jobs and judges what comes of them. Safe for use by many threads. */
final class Movers {
  private final Platform platform;
  private final RestoreSettings settings;

  Movers(Platform platform, RestoreSettings settings) {
    this.platform = platform;
    this.settings = settings;
  }

  /** How a job stands. */
  sealed interface Outcome {
    /** It is not done yet. */
    record Running(Instant since, @Nullable Moving progress) implements Outcome {}

    /** It is done, and wholly so. */
    record Succeeded(JobResult result) implements Outcome {}
  }

  /**
   * Starts the job of this name unless there is one, and says how it stands.
   *
   * @throws DrydockException what made it fail
   */
  Outcome run(RestoreNames names, RestoreJob job, long attempt, Supplier<JobRequest> request) {
    var name = names.job(job, attempt);
    var state = platform.job(names.namespace(), name);
    if (state.isEmpty()) {
      platform.startJob(request.get());
      state = platform.job(names.namespace(), name);
    }
    return switch (state.orElse(null)) {
      case JobState.Running running -> new Outcome.Running(running.since(), running.progress());
      case JobState.Ended ended -> new Outcome.Succeeded(judged(ended.result()));
      case null -> new Outcome.Running(Instant.EPOCH, null);
    };
  }

  /** Removes every job that the request may have started, but these. */
  void removeAll(RestoreNames names, List<RestoreJob> butThese) {
    for (var job : RestoreJob.values()) {
      if (!butThese.contains(job)) {
        for (long attempt = 1; attempt <= settings.attempts(); attempt++) {
          platform.removeJob(names.namespace(), names.job(job, attempt));
        }
      }
    }
  }

  void remove(RestoreNames names, RestoreJob job, long attempt) {
    platform.removeJob(names.namespace(), names.job(job, attempt));
  }

  /** A component with an error makes the whole fail: half of something is not restored. */
  private static JobResult judged(JobResult result) {
    if (result.failure() != null) {
      throw new DrydockException(result.failure().reason(), result.failure().message());
    }
    for (var component : result.components()) {
      var failure = component.failure();
      if (failure != null) {
        throw new DrydockException(failure.reason(), component.name() + ": " + failure.message());
      }
      if (!component.errors().isEmpty()) {
        throw new DrydockException(
            FailureReason.TargetUnwritable,
            component.name()
                + ": "
                + component.errors().stream().limit(3).collect(Collectors.joining(" ")));
      }
    }
    return result;
  }
}
