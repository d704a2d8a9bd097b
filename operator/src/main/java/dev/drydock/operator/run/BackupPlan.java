// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

import dev.drydock.mover.job.JobSpec;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.JobRequest;
import java.util.List;

/**
 * What one backup reads, and how.
 *
 * @param manifest the application, as selected by the policy
 * @param components what is snapshot, in this order; the configuration is last
 * @param mounts what the mover sees, all read-only
 * @param programs programs that dump databases
 */
record BackupPlan(
    ApplicationManifest manifest,
    List<JobSpec.Component> components,
    List<JobRequest.Mount> mounts,
    List<JobRequest.DatabaseProgram> programs) {
  List<String> componentNames() {
    return components.stream().map(JobSpec.Component::name).toList();
  }
}
