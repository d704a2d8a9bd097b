// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.policy;

import dev.drydock.api.v1alpha1.BackupPolicy;
import dev.drydock.api.v1alpha1.CheckOutcome;
import dev.drydock.api.v1alpha1.Condition;
import dev.drydock.api.v1alpha1.DrillSpec;
import dev.drydock.api.v1alpha1.ExistingData;
import dev.drydock.api.v1alpha1.LocalObjectReference;
import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.api.v1alpha1.RestoreRequestSpec;
import dev.drydock.api.v1alpha1.RestoreRequestStatus;
import dev.drydock.api.v1alpha1.RestoreSource;
import dev.drydock.api.v1alpha1.RestoreTarget;
import dev.drydock.api.v1alpha1.SandboxTarget;
import dev.drydock.api.v1alpha1.VerificationResult;
import dev.drydock.operator.naming.Labels;
import dev.drydock.operator.run.PolicyRestores;
import dev.drydock.operator.run.RunConditions;
import dev.drydock.operator.status.Conditions;
import dev.drydock.operator.status.GoDuration;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Drills are restores into a sandbox; here is how they are made and what they tell. */
final class Drills {
  private Drills() {}

  static RestoreRequest make(BackupPolicy policy, String name) {
    Map<String, String> labels = new HashMap<>(Labels.ofPolicy(policy.getMetadata().getName()));
    labels.put(Labels.DRILL, "true");
    RestoreRequest drill = new RestoreRequest();
    drill.setMetadata(Owned.by(policy, name, labels));
    DrillSpec spec =
        policy.getSpec().verification() == null ? null : policy.getSpec().verification().drill();
    drill.setSpec(
        new RestoreRequestSpec(
            new RestoreSource(
                new LocalObjectReference(policy.getMetadata().getName()), null, null, null),
            null,
            null,
            new RestoreTarget(null, null, new SandboxTarget("0s")),
            ExistingData.Fail,
            false,
            spec == null ? List.of() : spec.checks()));
    return drill;
  }

  static boolean isDrill(RestoreRequest restore) {
    Map<String, String> labels = restore.getMetadata().getLabels();
    return labels != null && "true".equals(labels.get(Labels.DRILL));
  }

  static boolean isEnded(RestoreRequest restore) {
    return holds(restore, RunConditions.COMPLETE) || holds(restore, RunConditions.FAILED);
  }

  static boolean holds(RestoreRequest restore, String condition) {
    return restore.getStatus() != null
        && Conditions.isTrue(restore.getStatus().conditions(), condition);
  }

  /** Restores of the policy that failed, other than drills, since the policy is there. */
  static List<RestoreRequest> failedRestores(PolicyObservation seen) {
    return seen.restores().stream()
        .filter(r -> !isDrill(r) && !Boolean.TRUE.equals(r.getSpec().dryRun()))
        .filter(r -> holds(r, RunConditions.FAILED) && r.getStatus().completionTime() != null)
        .filter(r -> !Instant.parse(r.getStatus().completionTime()).isBefore(seen.created()))
        .toList();
  }

  /** What the newest drill that has ended tells. */
  static Optional<VerificationResult> newest(List<RestoreRequest> drills) {
    return drills.stream()
        .filter(Drills::isEnded)
        .map(Drills::result)
        .filter(r -> r.completionTime() != null)
        .max(Comparator.comparing(r -> Instant.parse(String.valueOf(r.completionTime()))));
  }

  /** What the newest drill that passed tells, whether a schedule or a person made it. */
  static Optional<VerificationResult> proof(List<RestoreRequest> restores) {
    return PolicyRestores.newestProof(restores).map(Drills::result);
  }

  /** How long the newest restore of everything took, drill or not. */
  static Optional<Duration> recoveryTime(List<RestoreRequest> restores) {
    return restores.stream()
        .filter(r -> holds(r, RunConditions.COMPLETE))
        .filter(r -> r.getSpec().include() == null)
        .filter(r -> !Boolean.TRUE.equals(r.getSpec().dryRun()))
        .filter(r -> r.getStatus().completionTime() != null && total(r) != null)
        .max(Comparator.comparing(r -> String.valueOf(r.getStatus().completionTime())))
        .map(r -> GoDuration.parse(String.valueOf(total(r))));
  }

  private static VerificationResult result(RestoreRequest drill) {
    RestoreRequestStatus status = drill.getStatus();
    boolean passed = holds(drill, RunConditions.COMPLETE);
    String run = status.resolvedSource() == null ? null : status.resolvedSource().run();
    String total = total(drill);
    return new VerificationResult(
        drill.getMetadata().getName(),
        status.completionTime(),
        passed,
        passed ? success(status, run, total) : failure(status),
        run,
        total);
  }

  private static String success(
      RestoreRequestStatus status, @Nullable String run, @Nullable String total) {
    long passed = status.checks().stream().filter(CheckOutcome::passed).count();
    return "Run %s was restored in %s; %s."
        .formatted(
            run,
            total,
            status.checks().isEmpty()
                ? "the policy has no checks that would look inside"
                : "%d of %d checks passed".formatted(passed, status.checks().size()));
  }

  private static String failure(RestoreRequestStatus status) {
    return Conditions.find(status.conditions(), RunConditions.FAILED)
        .map(Condition::message)
        .orElse("The drill failed.");
  }

  private static @Nullable String total(RestoreRequest restore) {
    RestoreRequestStatus status = restore.getStatus();
    return status == null || status.timings() == null ? null : status.timings().total();
  }
}
