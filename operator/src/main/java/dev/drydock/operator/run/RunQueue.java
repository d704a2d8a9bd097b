// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.api.v1alpha1.RestoreRequestStatus;
import dev.drydock.operator.status.Conditions;
import java.util.Comparator;
import java.util.Optional;

/**
 * Who goes first: one run of a policy at a time, the oldest, and none during a restore in place.
 */
final class RunQueue {
  private static final Comparator<BackupRun> AGE =
      Comparator.comparing((BackupRun r) -> r.getMetadata().getCreationTimestamp())
          .thenComparing(r -> r.getMetadata().getName());

  private final RunDependencies on;

  RunQueue(RunDependencies on) {
    this.on = on;
  }

  /** What a run that has not started yet waits for; empty when it may start. */
  Optional<String> ahead(BackupRun run) {
    String namespace = run.getMetadata().getNamespace();
    Optional<String> other =
        on.runs().list(namespace).stream()
            .filter(o -> !o.getMetadata().getName().equals(run.getMetadata().getName()))
            .filter(o -> o.getSpec().policyRef().equals(run.getSpec().policyRef()))
            .filter(o -> !RunMachine.isEnded(o))
            .filter(o -> hasStarted(o) || AGE.compare(o, run) < 0)
            .map(o -> "BackupRun " + o.getMetadata().getName() + " of the same policy")
            .findFirst();
    return other.isPresent()
        ? other
        : on.restores().list(namespace).stream()
            .filter(r -> changesApplicationOf(r, run))
            .map(r -> "RestoreRequest " + r.getMetadata().getName() + ", which writes in place")
            .findFirst();
  }

  private static boolean hasStarted(BackupRun run) {
    return run.getStatus() != null
        && run.getStatus().step() != null
        && RunStep.of(run.getStatus().step()) != RunStep.Resolve;
  }

  private static boolean changesApplicationOf(RestoreRequest restore, BackupRun run) {
    RestoreRequestStatus status = restore.getStatus();
    boolean inPlace =
        restore.getSpec().target() == null || restore.getSpec().target().inPlace() != null;
    boolean samePolicy =
        restore.getSpec().source().policyRef() == null
            || restore.getSpec().source().policyRef().equals(run.getSpec().policyRef());
    return inPlace
        && samePolicy
        && !Boolean.TRUE.equals(restore.getSpec().dryRun())
        && status != null
        && status.step() != null
        && !Conditions.isTrue(status.conditions(), RunConditions.COMPLETE)
        && !Conditions.isTrue(status.conditions(), RunConditions.FAILED);
  }
}
