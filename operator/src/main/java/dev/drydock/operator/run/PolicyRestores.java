// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.LocalObjectReference;
import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.operator.status.Conditions;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which restores are of a policy's backups, and which of them prove that these restore. */
public final class PolicyRestores {
  private PolicyRestores() {}

  /** The restores from runs of this policy, whether they name it or one of its runs. */
  public static List<RestoreRequest> of(
      String policy, List<RestoreRequest> restores, List<BackupRun> runs) {
    LocalObjectReference self = new LocalObjectReference(policy);
    Set<String> own =
        runs.stream()
            .filter(r -> self.equals(r.getSpec().policyRef()))
            .map(r -> r.getMetadata().getName())
            .collect(Collectors.toSet());
    return restores.stream()
        .filter(
            r -> {
              LocalObjectReference run = r.getSpec().source().runRef();
              return self.equals(r.getSpec().source().policyRef())
                  || (run != null && own.contains(run.name()));
            })
        .toList();
  }

  /** The newest restore of everything into a sandbox that passed. */
  public static Optional<RestoreRequest> newestProof(List<RestoreRequest> restores) {
    return restores.stream()
        .filter(PolicyRestores::isProof)
        .max(
            Comparator.comparing(
                (RestoreRequest r) ->
                    Instant.parse(String.valueOf(r.getStatus().completionTime()))));
  }

  private static boolean isProof(RestoreRequest restore) {
    return restore.getSpec().target() != null
        && restore.getSpec().target().sandbox() != null
        && restore.getSpec().include() == null
        && !Boolean.TRUE.equals(restore.getSpec().dryRun())
        && restore.getStatus() != null
        && restore.getStatus().resolvedSource() != null
        && restore.getStatus().completionTime() != null
        && Conditions.isTrue(restore.getStatus().conditions(), RunConditions.COMPLETE);
  }
}
