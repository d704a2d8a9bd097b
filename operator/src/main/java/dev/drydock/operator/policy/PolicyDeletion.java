// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.policy;

import dev.drydock.api.v1alpha1.BackupPolicy;
import dev.drydock.api.v1alpha1.BackupPolicyStatus;
import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.DeletionPolicy;
import dev.drydock.api.v1alpha1.LocalObjectReference;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobResult;
import dev.drydock.operator.metrics.PolicyKey;
import dev.drydock.operator.naming.Names;
import dev.drydock.operator.platform.JobState;
import dev.drydock.operator.run.Owners;
import dev.drydock.operator.run.RetainJobs;
import dev.drydock.operator.run.RunConditions;
import dev.drydock.operator.run.RunMachine;
import dev.drydock.operator.status.Conditions;
import dev.drydock.operator.status.GoDuration;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What happens before a policy goes. Its data stays, unless it says Delete: then every snapshot of
 * it is forgotten first, and the policy stays until that has succeeded. Notifications that wait for
 * their receivers get one more minute: the policy is where they are kept.
 */
public final class PolicyDeletion {
  private static final Duration POLL = Duration.ofSeconds(2);
  private static final Duration AFTER_FAILURE = Duration.ofMinutes(1);

  private static final Duration FOR_NOTIFICATIONS = Duration.ofMinutes(1);
  private static final String FORGET = "forget";

  private final PolicyDependencies on;
  private final Outbox outbox;

  /** Deletions that stand on these. */
  public PolicyDeletion(PolicyDependencies on) {
    this.on = on;
    outbox = new Outbox(on);
  }

  /**
   * Takes the deletion of a policy as far as it goes now.
   *
   * @return when to come again; empty when the policy may go
   * @throws dev.drydock.operator.status.ConflictException when it changed meanwhile
   */
  public Optional<Duration> advance(BackupPolicy policy) {
    String namespace = policy.getMetadata().getNamespace();
    String name = policy.getMetadata().getName();
    if (policy.getStatus() != null && policy.getStatus().activeCheck() != null) {
      on.platform().removeJob(namespace, policy.getStatus().activeCheck().name());
    }
    Optional<Outbox.Round> sent = send(policy);
    if (policy.getSpec().deletionPolicy() == DeletionPolicy.Delete) {
      Optional<Duration> again = stopRuns(namespace, name).or(() -> forget(policy));
      if (again.isPresent()) {
        return again;
      }
    } else {
      // It may have said Delete a moment ago: what has not been forgotten yet stays.
      on.platform().removeJob(namespace, Names.job(name, FORGET));
    }
    Optional<Duration> again = sent.flatMap(round -> waitFor(policy, round));
    if (again.isEmpty()) {
      on.metrics().forget(new PolicyKey(namespace, name));
    }
    return again;
  }

  /** Sends what is pending, and notes what is left of it; empty when nothing is pending. */
  private Optional<Outbox.Round> send(BackupPolicy policy) {
    BackupPolicyStatus status = policy.getStatus();
    if (status == null || status.pendingNotifications().isEmpty()) {
      return Optional.empty();
    }
    Outbox.Round sent = outbox.send(seen(policy), status.pendingNotifications());
    if (!sent.left().equals(status.pendingNotifications())) {
      policy.setStatus(status.withPendingNotifications(sent.left()));
      on.policies().updateStatus(policy);
    }
    return Optional.of(sent);
  }

  /** When to send again, as long as it is worth while; what is left after that is given up. */
  private Optional<Duration> waitFor(BackupPolicy policy, Outbox.Round sent) {
    if (sent.left().isEmpty() || sent.again() == null) {
      return Optional.empty();
    }
    Instant now = on.clock().instant();
    String deleted = policy.getMetadata().getDeletionTimestamp();
    Instant end = (deleted == null ? now : Instant.parse(deleted)).plus(FOR_NOTIFICATIONS);
    if (!now.isBefore(end)) {
      outbox.giveUp(seen(policy), sent.left());
      on.events()
          .warning(
              policy,
              "NotificationsGivenUp",
              "The policy goes, and its receivers did not take %d notifications within %s of its deletion."
                  .formatted(sent.left().size(), GoDuration.format(FOR_NOTIFICATIONS)));
      return Optional.empty();
    }
    Duration left = Duration.between(now, end);
    return Optional.of(sent.again().compareTo(left) < 0 ? sent.again() : left);
  }

  private PolicyObservation seen(BackupPolicy policy) {
    return new PolicyObservation(
        policy,
        policy.getStatus() == null ? PolicyObservation.NOTHING : policy.getStatus(),
        List.of(),
        List.of(),
        null,
        on.clock().instant());
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
                        on.moverDeadline())
                    .ownedBy(Owners.of(policy)));
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
