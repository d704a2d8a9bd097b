// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.job;

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
 */
record JobPlan(
    JobRequest request,
    String image,
    @Nullable RepositoryMounts repository,
    MoverIdentity identity,
    Placement placement,
    List<DumpProgram> programs) {}
