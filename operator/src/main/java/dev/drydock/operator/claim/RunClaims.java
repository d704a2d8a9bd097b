// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.claim;

import dev.drydock.api.v1alpha1.ApplicationSpec;
import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.BackupRunStatus;
import dev.drydock.operator.status.Conditions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a run claims: the application of its policy, which it pins when it asks. */
final class RunClaims {
  private RunClaims() {}

  /**
   * The claim of a run that has not ended, or that tries once more to bring back what it stopped.
   *
   * @param ofPolicy the application that its policy names now
   */
  static Optional<Claim> of(BackupRun run, @Nullable ApplicationSpec ofPolicy) {
    ApplicationSpec pinned = pinned(run);
    ApplicationSpec application = pinned == null ? ofPolicy : pinned;
    if (application == null || (isEnded(run) && run.getStatus().step() == null)) {
      return Optional.empty();
    }
    return Optional.of(
        new Claim(
            application,
            false,
            run.getMetadata().getNamespace(),
            run.getMetadata().getName(),
            run.getMetadata().getCreationTimestamp(),
            pinned == null ? Stand.QUEUED : asks(run) ? Stand.ASKING : Stand.HOLDING));
  }

  static boolean isEnded(BackupRun run) {
    BackupRunStatus status = run.getStatus();
    return status != null
        && (Conditions.isTrue(status.conditions(), "Complete")
            || Conditions.isTrue(status.conditions(), "Failed"));
  }

  static @Nullable ApplicationSpec pinned(BackupRun run) {
    BackupRunStatus status = run.getStatus();
    return status == null || status.resolved() == null ? null : status.resolved().application();
  }

  private static boolean asks(BackupRun run) {
    return Claims.ASK.equals(run.getStatus().step());
  }
}
