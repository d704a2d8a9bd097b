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
import java.util.Optional;
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
   * Starts the job of this name unless there is one, and says how it stands. A job that is started
   * is the only one of its request that writes.
   *
   * @throws DrydockException what made it fail
   * @throws NotKnownException when it cannot be seen how it stands
   */
  Outcome run(RestoreNames names, RestoreJob job, long attempt, Supplier<JobRequest> request) {
    var state = look(names, job, attempt);
    if (state.isEmpty()) {
      var wanted = request.get();
      endOthers(names, job, attempt);
      platform.startJob(wanted);
      state = look(names, job, attempt);
    }
    return switch (state.orElse(null)) {
      case JobState.Running running -> new Outcome.Running(running.since(), running.progress());
      case JobState.Ended ended -> new Outcome.Succeeded(judged(ended.result()));
      case null -> new Outcome.Running(Instant.EPOCH, null);
    };
  }

  /** How a job stands; empty when there is none. */
  Optional<JobState> look(RestoreNames names, RestoreJob job, long attempt) {
    try {
      return platform.job(namespace(names, job), names.job(job, attempt));
    } catch (DrydockException e) {
      throw new NotKnownException(e);
    }
  }

  /** An earlier job may still run when starting or stopping it seemed to fail. */
  private void endOthers(RestoreNames names, RestoreJob job, long attempt) {
    for (var other : RestoreJob.values()) {
      for (long n = 1; n <= settings.attempts(); n++) {
        if (other == job ? n != attempt : other.writes()) {
          remove(names, other, n);
        }
      }
    }
  }

  private String namespace(RestoreNames names, RestoreJob job) {
    var sandbox = names.sandboxOf(job);
    return sandbox == null ? names.namespace() : platform.jobNamespace(names.namespace(), sandbox);
  }

  private void remove(RestoreNames names, RestoreJob job, long attempt) {
    try {
      platform.removeJob(namespace(names, job), names.job(job, attempt));
    } catch (DrydockException e) {
      throw new NotKnownException(e);
    }
    if (look(names, job, attempt).isPresent()) {
      throw new NotKnownException(
          new DrydockException(
              FailureReason.PlatformError,
              "The job " + names.job(job, attempt) + " does not go away."));
    }
  }

  /**
   * Removes every job that the request may have started, but these.
   *
   * @throws NotKnownException when one may still be there
   */
  void removeAll(RestoreNames names, List<RestoreJob> butThese) {
    for (var job : RestoreJob.values()) {
      for (long attempt = 1; attempt <= settings.attempts(); attempt++) {
        if (!butThese.contains(job)) {
          remove(names, job, attempt);
        }
      }
    }
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
