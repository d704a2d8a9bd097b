// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.policy;

import dev.drydock.api.v1alpha1.BackupPolicy;
import dev.drydock.api.v1alpha1.CheckSpec;
import dev.drydock.api.v1alpha1.VerificationResult;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobResult;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.operator.naming.Labels;
import dev.drydock.operator.platform.JobRequest;
import dev.drydock.operator.platform.JobState;
import dev.drydock.operator.run.Advice;
import dev.drydock.operator.run.Owners;
import dev.drydock.operator.status.Conditions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Movers that check a repository. */
final class CheckJobs {
  private final PolicyDependencies on;

  CheckJobs(PolicyDependencies on) {
    this.on = on;
  }

  /**
   * Starts the check of this name unless it was started, and tells what it found once it has ended.
   * A check that cannot be started has failed.
   */
  Optional<VerificationResult> look(BackupPolicy policy, String job, Instant now) {
    try {
      String namespace = policy.getMetadata().getNamespace();
      Optional<JobState> state = on.platform().job(namespace, job);
      if (state.isEmpty()) {
        on.platform().startJob(request(policy, job));
        return Optional.empty();
      }
      return switch (state.get()) {
        case JobState.Running running -> Optional.empty();
        case JobState.Ended ended -> Optional.of(result(job, ended.result(), ended.at()));
      };
    } catch (DrydockException e) {
      if (e.reason() == FailureReason.PlatformError) {
        return Optional.empty();
      }
      return Optional.of(
          result(job, JobResult.failed(e.reason(), String.valueOf(e.getMessage())), now));
    }
  }

  void remove(BackupPolicy policy, String job) {
    on.platform().removeJob(policy.getMetadata().getNamespace(), job);
  }

  private JobRequest request(BackupPolicy policy, String job) {
    CheckSpec check =
        policy.getSpec().verification() == null ? null : policy.getSpec().verification().check();
    int percent = check == null || check.readDataPercent() == null ? 0 : check.readDataPercent();
    return new JobRequest(
        policy.getMetadata().getNamespace(),
        job,
        Labels.ofPolicy(policy.getMetadata().getName()),
        policy.getSpec().repository(),
        location -> {
          if (location == null) {
            throw new DrydockException(
                FailureReason.InternalError, "A check was given no repository.");
          }
          return new JobSpec.Check(location, percent);
        },
        List.of(),
        List.of(),
        on.moverDeadline(),
        Owners.of(policy));
  }

  private static VerificationResult result(String job, JobResult result, Instant at) {
    JobResult.Failure failure = result.failure();
    boolean passed = failure == null && result.problems().isEmpty();
    return new VerificationResult(job, Conditions.time(at), passed, message(result), null, null);
  }

  private static String message(JobResult result) {
    JobResult.Failure failure = result.failure();
    if (!result.problems().isEmpty()) {
      return Advice.with(
          FailureReason.RepositoryCorrupt,
          "The check found %d problem%s: %s"
              .formatted(
                  result.problems().size(),
                  result.problems().size() == 1 ? "" : "s",
                  String.join(" ", result.problems().stream().limit(5).toList())));
    }
    return failure == null
        ? "The repository is sound."
        : Advice.with(failure.reason(), failure.message());
  }
}
