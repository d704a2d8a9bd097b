// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.policy;

import dev.drydock.api.v1alpha1.BackupPolicy;
import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.DeletionPolicy;
import dev.drydock.api.v1alpha1.LocalObjectReference;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobResult;
import dev.drydock.operator.metrics.PolicyKey;
import dev.drydock.operator.naming.Names;
import dev.drydock.operator.platform.JobState;
import dev.drydock.operator.run.RetainJobs;
import dev.drydock.operator.run.RunConditions;
import dev.drydock.operator.run.RunMachine;
import dev.drydock.operator.status.Conditions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What happens before a policy goes. Its data stays, unless it says Delete: then every snapshot of
 * it is forgotten first, and the policy stays until that has succeeded.
 */
public final class PolicyDeletion {
  private static final Duration POLL = Duration.ofSeconds(2);
  private static final Duration AFTER_FAILURE = Duration.ofMinutes(1);

  private static final String FORGET = "forget";

  private final PolicyDependencies on;

  /** Deletions that stand on these. */
  public PolicyDeletion(PolicyDependencies on) {
    this.on = on;
  }

  /**
   * Takes the deletion of a policy as far as it goes now.
   *
   * @return when to come again; empty when the policy may go
   */
  public Optional<Duration> advance(BackupPolicy policy) {
    String namespace = policy.getMetadata().getNamespace();
    String name = policy.getMetadata().getName();
    if (policy.getStatus() != null && policy.getStatus().activeCheck() != null) {
      on.platform().removeJob(namespace, policy.getStatus().activeCheck().name());
    }
    if (policy.getSpec().deletionPolicy() == DeletionPolicy.Delete) {
      Optional<Duration> again = stopRuns(namespace, name).or(() -> forget(policy));
      if (again.isPresent()) {
        return again;
      }
    } else {
      // It may have said Delete a moment ago: what has not been forgotten yet stays.
      on.platform().removeJob(namespace, Names.job(name, FORGET));
    }
    on.metrics().forget(new PolicyKey(namespace, name));
    return Optional.empty();
  }

  private Optional<Duration> stopRuns(String namespace, String policy) {
    List<BackupRun> active =
        on.runs().list(namespace).stream()
            .filter(r -> new LocalObjectReference(policy).equals(r.getSpec().policyRef()))
            .filter(r -> !RunMachine.isEnded(r))
            .toList();
    active.stream()
        .filter(r -> r.getMetadata().getDeletionTimestamp() == null)
        .forEach(r -> on.runs().delete(namespace, r.getMetadata().getName()));
    return active.isEmpty() ? Optional.empty() : Optional.of(POLL);
  }

  private Optional<Duration> forget(BackupPolicy policy) {
    String namespace = policy.getMetadata().getNamespace();
    String name = policy.getMetadata().getName();
    String job = Names.job(name, FORGET);
    try {
      Optional<JobState> state = on.platform().job(namespace, job);
      if (state.isEmpty()) {
        on.platform()
            .startJob(
                RetainJobs.forgetAll(
                    namespace,
                    job,
                    name,
                    policy.getMetadata().getUid(),
                    policy.getSpec(),
                    on.moverDeadline()));
        return Optional.of(POLL);
      }
      return switch (state.get()) {
        case JobState.Running running -> Optional.of(POLL);
        case JobState.Ended ended -> {
          on.platform().removeJob(namespace, job);
          JobResult.Failure failure = ended.result().failure();
          if (failure != null && failure.reason() != FailureReason.RepositoryNotFound) {
            yield failed(policy, failure.message());
          }
          tellLeft(policy, ended.result().runs());
          yield Optional.empty();
        }
      };
    } catch (DrydockException e) {
      return failed(policy, String.valueOf(e.getMessage()));
    }
  }

  private void tellLeft(BackupPolicy policy, List<JobResult.Run> left) {
    if (!left.isEmpty()) {
      on.events()
          .warning(
              policy,
              RunConditions.HISTORY_SHARED,
              "%d runs that another installation made under the same names were left; the newest is %s of %s. `drydock repository forget` removes them."
                  .formatted(
                      left.size(), left.getFirst().run(), Conditions.time(left.getFirst().time())));
    }
  }

  private Optional<Duration> failed(BackupPolicy policy, String message) {
    on.events()
        .warning(
            policy,
            "ForgetFailed",
            "The snapshots of this policy could not be deleted, so it stays: %s To let it go and keep the data, set spec.deletionPolicy to Retain."
                .formatted(message));
    return Optional.of(AFTER_FAILURE);
  }
}
