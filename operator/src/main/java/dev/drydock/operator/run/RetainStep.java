// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

import dev.drydock.api.v1alpha1.BackupPolicy;
import dev.drydock.api.v1alpha1.BackupPolicySpec;
import dev.drydock.api.v1alpha1.BackupPolicyStatus;
import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.RecoveryWindow;
import dev.drydock.api.v1alpha1.ResolvedSource;
import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.api.v1alpha1.RestoreRequestStatus;
import dev.drydock.api.v1alpha1.RetentionResult;
import dev.drydock.api.v1alpha1.VerificationResult;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.job.JobResult;
import dev.drydock.operator.metrics.PolicyKey;
import dev.drydock.operator.ownership.Ownership;
import dev.drydock.operator.platform.JobRequest;
import dev.drydock.operator.platform.JobState;
import dev.drydock.operator.status.Conditions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The step in which a mover forgets what no rule keeps. Its failure degrades the run only. */
final class RetainStep {
  private final RunDependencies on;

  RetainStep(RunDependencies on) {
    this.on = on;
  }

  StepResult look(BackupRun run, RunStatusEdit edit) {
    String namespace = run.getMetadata().getNamespace();
    String job = RunJobs.retain(run);
    try {
      Optional<JobState> state = on.platform().job(namespace, job);
      if (state.isEmpty()) {
        on.platform().startJob(request(run, edit.policy(), job));
        state = on.platform().job(namespace, job);
      }
      return switch (state.orElse(null)) {
        case null -> new StepResult.Wait(on.settings().poll());
        case JobState.Running running -> new StepResult.Wait(on.settings().poll());
        case JobState.Ended ended -> {
          ended(run, edit, ended.result());
          yield new StepResult.Go();
        }
      };
    } catch (DrydockException e) {
      failed(run, edit, e.reason().name(), String.valueOf(e.getMessage()));
      return new StepResult.Go();
    }
  }

  private JobRequest request(BackupRun run, BackupPolicySpec policy, String job) {
    String namespace = run.getMetadata().getNamespace();
    String name = run.getSpec().policyRef().name();
    return RetainJobs.apply(
            namespace,
            job,
            name,
            run,
            RunJobs.owner(run, on.policies().get(namespace, name)),
            policy,
            protectedRuns(run),
            on.settings().moverDeadline())
        .ownedBy(Owners.of(run));
  }

  private void ended(BackupRun run, RunStatusEdit edit, JobResult result) {
    JobResult.Failure failure = result.failure();
    if (failure != null) {
      failed(run, edit, failure.reason().name(), failure.message());
      return;
    }
    edit.retention =
        new RetentionResult(
            result.kept(),
            result.removed(),
            result.freedBytes(),
            result.problems().isEmpty() ? null : String.join(". ", result.problems()));
    edit.recoveryWindow = window(run, result.runs());
    Transitions.afterRetain(edit);
  }

  private void failed(BackupRun run, RunStatusEdit edit, String reason, String message) {
    edit.retention = new RetentionResult(null, null, null, reason + ": " + message);
    edit.degraded(
        "RetentionFailed",
        "The backup is complete, but old snapshots were not removed: " + message);
    on.metrics()
        .retentionFailed(
            new PolicyKey(run.getMetadata().getNamespace(), run.getSpec().policyRef().name()));
    on.events().warning(run, "RetentionFailed", message);
    Transitions.afterRetain(edit);
  }

  private @Nullable RecoveryWindow window(BackupRun run, List<JobResult.Run> runs) {
    String policy = run.getSpec().policyRef().name();
    Optional<Ownership> ownership =
        on.policies().get(run.getMetadata().getNamespace(), policy).map(Ownership::of);
    List<Instant> times =
        runs.stream()
            .filter(r -> r.complete() && r.policy().equals(policy))
            .filter(r -> ownership.filter(o -> !o.isOwn(r)).isEmpty())
            .map(JobResult.Run::time)
            .sorted()
            .toList();
    return times.isEmpty()
        ? null
        : new RecoveryWindow(Conditions.time(times.getFirst()), Conditions.time(times.getLast()));
  }

  /**
   * This run, the run of the policy that was last proved to restore, whether the proof is still
   * there or only remembered, and what is being restored just now.
   */
  private List<String> protectedRuns(BackupRun run) {
    String namespace = run.getMetadata().getNamespace();
    String policy = run.getSpec().policyRef().name();
    List<String> runs = new ArrayList<>();
    runs.add(run.getMetadata().getName());
    List<RestoreRequest> restores = on.restores().list(namespace);
    PolicyRestores.newestProof(PolicyRestores.of(policy, restores, on.runs().list(namespace)))
        .ifPresent(r -> runs.addAll(source(r)));
    on.policies()
        .get(namespace, policy)
        .map(BackupPolicy::getStatus)
        .map(BackupPolicyStatus::lastPassedDrill)
        .map(VerificationResult::run)
        .ifPresent(runs::add);
    restores.stream()
        .filter(r -> !holds(r, RunConditions.COMPLETE) && !holds(r, RunConditions.FAILED))
        .forEach(r -> runs.addAll(source(r)));
    return runs.stream().distinct().toList();
  }

  private static boolean holds(RestoreRequest restore, String condition) {
    return restore.getStatus() != null
        && Conditions.isTrue(restore.getStatus().conditions(), condition);
  }

  private static List<String> source(RestoreRequest restore) {
    RestoreRequestStatus status = restore.getStatus();
    ResolvedSource source = status == null ? null : status.resolvedSource();
    return source == null ? List.of() : List.of(source.run());
  }
}
