// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.restore;

import dev.drydock.kubernetes.cluster.Cluster;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.mover.job.JobSpec.SwapAction;
import dev.drydock.mover.job.JobSpec.SwapItem;
import dev.drydock.operator.platform.JobRequest;
import dev.drydock.operator.platform.JobRequest.Mount;
import java.util.List;

/** Looks at the claims that are about to be swapped. Safe for use by many threads. */
public final class SwapGuard {
  private final Cluster cluster;

  /** A guard in a cluster. */
  public SwapGuard(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * What can be done of a job: nobody swaps files below a program that has them open, and there is
   * nothing to be removed from a claim that does not exist, such as one that was never made.
   *
   * @throws DrydockException WorkloadUnhealthy when a pod has a claim that is about to be replaced
   */
  public JobRequest check(JobRequest request) {
    if (request.repository() != null
        || !(request.spec().apply(null)
            instanceof JobSpec.Swap(SwapAction action, List<SwapItem> items))
        || request.mounts().isEmpty()) {
      return request;
    }
    ClaimUsers users = new ClaimUsers(cluster.workloads(request.namespace()));
    return switch (action) {
      case Apply -> {
        refusePods(request, users);
        yield request;
      }
      case RollBack -> request;
      case Commit -> withoutMissing(request, users, items);
    };
  }

  private static void refusePods(JobRequest request, ClaimUsers users) {
    List<String> claims = request.mounts().stream().map(Mount::source).toList();
    users.pods(claims).stream()
        .map(pod -> pod.getMetadata().getName())
        .findFirst()
        .ifPresent(
            pod -> {
              throw new DrydockException(
                  FailureReason.WorkloadUnhealthy,
                  "Pod %s has one of the volumes %s, which cannot be replaced below it. Find out what started it, and delete it: kubectl -n %s delete pod %s"
                      .formatted(pod, claims, request.namespace(), pod));
            });
  }

  private static JobRequest withoutMissing(
      JobRequest request, ClaimUsers users, List<SwapItem> items) {
    List<Mount> mounts =
        request.mounts().stream().filter(m -> users.claim(m.source()).isPresent()).toList();
    List<String> roots = mounts.stream().map(Mount::path).toList();
    List<SwapItem> left = items.stream().filter(item -> roots.contains(item.root())).toList();
    return new JobRequest(
        request.namespace(),
        request.name(),
        request.labels(),
        null,
        at -> new JobSpec.Swap(SwapAction.Commit, left),
        mounts,
        request.databasePrograms(),
        request.deadline(),
        request.owner());
  }
}
