// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.policy;

import dev.drydock.api.v1alpha1.BackupPolicy;
import dev.drydock.api.v1alpha1.BackupPolicySpec;
import dev.drydock.api.v1alpha1.BackupPolicyStatus;
import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.api.v1alpha1.VerificationResult;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is seen of a policy and of all that belongs to it.
 *
 * @param policy the policy
 * @param status its status as it was found, or an empty one
 * @param runs its runs
 * @param restores restores from its runs, drills among them
 * @param checked what a check that has just ended found; null for none
 * @param now the time
 */
record PolicyObservation(
    BackupPolicy policy,
    BackupPolicyStatus status,
    List<BackupRun> runs,
    List<RestoreRequest> restores,
    @Nullable VerificationResult checked,
    Instant now) {
  static final BackupPolicyStatus NOTHING =
      new BackupPolicyStatus(
          null, List.of(), null, Map.of(), Map.of(), null, null, null, null, List.of(), null, null,
          null, null, null, null, List.of(), List.of());

  String namespace() {
    return policy.getMetadata().getNamespace();
  }

  String name() {
    return policy.getMetadata().getName();
  }

  BackupPolicySpec spec() {
    return policy.getSpec();
  }

  /** Whether a check of the repository goes on. */
  boolean isChecking() {
    return status.activeCheck() != null && checked == null;
  }

  Instant created() {
    return Instant.parse(policy.getMetadata().getCreationTimestamp());
  }

  boolean suspended() {
    return Boolean.TRUE.equals(spec().suspend());
  }

  /** Whether the spec changed since the status was written, or is new. */
  boolean specChanged() {
    Long observed = status.observedGeneration();
    return observed == null || !observed.equals(policy.getMetadata().getGeneration());
  }

  List<RestoreRequest> drills() {
    return restores.stream().filter(Drills::isDrill).toList();
  }
}
