// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.job;

import dev.drydock.mover.job.JobSpec;
import dev.drydock.operator.platform.JobRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of a mover before it is put into objects.
 *
 * @param request what is asked for
 * @param image image of the mover
 * @param repository how it gets at its repository; null when it needs none
 * @param identity as whom it runs
 * @param placement where it runs
 * @param programs programs that dump databases, in the order of the request
 * @param loads programs that load databases, in the order of the request
 */
record JobPlan(
    JobRequest request,
    String image,
    @Nullable RepositoryMounts repository,
    MoverIdentity identity,
    Placement placement,
    List<DumpProgram> programs,
    List<LoadProgram> loads) {

  /** One that loads nothing. */
  JobPlan(
      JobRequest request,
      String image,
      @Nullable RepositoryMounts repository,
      MoverIdentity identity,
      Placement placement,
      List<DumpProgram> programs) {
    this(request, image, repository, identity, placement, programs, List.of());
  }

  /** Whether it writes to volumes of the application. */
  boolean writes() {
    return writes(request);
  }

  /** What the mover is told. */
  JobSpec spec() {
    return request.spec().apply(repository == null ? null : repository.location());
  }

  /** Whether it makes objects of the cluster, for which it needs rights there. */
  boolean makesObjects() {
    return spec() instanceof JobSpec.CreateObjects;
  }

  static boolean writes(JobRequest request) {
    return request.mounts().stream().anyMatch(mount -> !mount.readOnly())
        || request.databasePrograms().stream()
            .anyMatch(program -> program.kind() == JobRequest.ProgramKind.Load);
  }

  /** Whether there are programs that share pipes with the mover. */
  boolean hasPipes() {
    return !programs.isEmpty() || !loads.isEmpty();
  }
}
