// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

import dev.drydock.api.v1alpha1.BackupPolicy;
import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.naming.Names;
import dev.drydock.operator.platform.Platform;
import java.util.Optional;

/**
 * The names of a run's movers: always the same for the same attempt, and never those of another run
 * that had the same name.
 */
final class RunJobs {
  private static final int ID_DIGITS = 8;

  private RunJobs() {}

  static String backup(BackupRun run, long attempt) {
    return name(run, "backup-" + attempt);
  }

  /** The snapshots of volumes of an attempt. */
  static String snapshots(BackupRun run, long attempt) {
    return name(run, "volumes-" + attempt);
  }

  static String retain(BackupRun run) {
    return name(run, "retain");
  }

  /**
   * Whose the locks of a run's movers are: the policy's, whose runs never overlap, so that what a
   * killed mover of an earlier run left is known to be dead.
   */
  static String owner(BackupRun run, Optional<BackupPolicy> policy) {
    return policy.map(p -> p.getMetadata().getUid()).orElseGet(() -> run.getMetadata().getUid());
  }

  /**
   * Makes sure that no mover of an attempt before this one is left, running or ended.
   *
   * @throws DrydockException PlatformError when one may still be there
   */
  static void removeBefore(Platform platform, BackupRun run, long attempt) {
    String namespace = run.getMetadata().getNamespace();
    for (long before = 1; before < attempt; before++) {
      String job = backup(run, before);
      platform.removeJob(namespace, job);
      if (platform.job(namespace, job).isPresent()) {
        throw new DrydockException(
            FailureReason.PlatformError, "The mover " + job + " does not go away.");
      }
    }
  }

  static void remove(Platform platform, BackupRun run, long attempts) {
    removeBefore(platform, run, attempts + 1);
    platform.removeJob(run.getMetadata().getNamespace(), retain(run));
  }

  private static String name(BackupRun run, String purpose) {
    String id = Names.hash(run.getMetadata().getUid(), ID_DIGITS);
    return Names.job(run.getMetadata().getName(), id + "-" + purpose);
  }
}
