// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.job;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A job as it was found.
 *
 * @param job the Job; null when it is gone and its pods are not
 * @param pods its pods, the first one first
 * @param events what was told of the Job and its pods, where that was looked for
 */
record JobView(@Nullable Job job, List<Pod> pods, List<Event> events) {
  JobView {
    pods =
        pods.stream()
            .sorted(
                Comparator.comparing((Pod pod) -> pod.getMetadata().getCreationTimestamp())
                    .thenComparing(pod -> pod.getMetadata().getName()))
            .toList();
    events = List.copyOf(events);
  }

  /** The pod that the Job was given first; a second one is never waited for. */
  Optional<Pod> pod() {
    return pods.stream().findFirst();
  }

  /** Whether nothing runs in a pod any more. */
  static boolean hasEnded(Pod pod) {
    return pod.getStatus() != null
        && ("Succeeded".equals(pod.getStatus().getPhase())
            || "Failed".equals(pod.getStatus().getPhase()));
  }

  /** Whether a pod has ended and is being removed, for which kubelet may take a minute. */
  static boolean isOnlyLeft(Pod pod) {
    return hasEnded(pod) && pod.getMetadata().getDeletionTimestamp() != null;
  }

  /** Whether nothing is there that runs, or that anybody would ask for what it said. */
  boolean isGone() {
    return job == null && pods.stream().allMatch(JobView::isOnlyLeft);
  }

  /** How a container of the pod stands; empty before kubelet has said anything. */
  Optional<ContainerStatus> container(String name) {
    return pod().stream()
        .filter(pod -> pod.getStatus() != null)
        .flatMap(pod -> pod.getStatus().getContainerStatuses().stream())
        .filter(status -> status.getName().equals(name))
        .findFirst();
  }

  /** Why the Job controller gave up; empty as long as it has not. */
  Optional<JobCondition> failed() {
    return holds("Failed");
  }

  /** Whether the Job controller saw its pod succeed. */
  boolean isComplete() {
    return holds("Complete").isPresent();
  }

  private Optional<JobCondition> holds(String type) {
    if (job == null || job.getStatus() == null || job.getStatus().getConditions() == null) {
      return Optional.empty();
    }
    return job.getStatus().getConditions().stream()
        .filter(c -> type.equals(c.getType()) && "True".equals(c.getStatus()))
        .findFirst();
  }
}
