// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.operator.naming.Names;
import dev.drydock.operator.platform.Platform;

/** The names of a run's movers: always the same for the same attempt. */
final class RunJobs {
  private RunJobs() {}

  static String backup(BackupRun run, long attempt) {
    return Names.job(run.getMetadata().getName(), "backup-" + attempt);
  }

  static String retain(BackupRun run) {
    return Names.job(run.getMetadata().getName(), "retain");
  }

  static void remove(Platform platform, BackupRun run, long attempts) {
    String namespace = run.getMetadata().getNamespace();
    for (long attempt = 1; attempt <= attempts; attempt++) {
      platform.removeJob(namespace, backup(run, attempt));
    }
    platform.removeJob(namespace, retain(run));
  }
}
