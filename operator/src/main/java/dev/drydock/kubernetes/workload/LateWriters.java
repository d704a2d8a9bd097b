// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.workload;

import dev.drydock.kubernetes.cluster.NamespaceView;
import dev.drydock.kubernetes.cluster.PodClaims;
import dev.drydock.kubernetes.cluster.Workload;
import dev.drydock.kubernetes.cluster.WorkloadKind;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Pods that were made when workloads were at rest already, and write to the claims of these: of a
 * Job that somebody started, or of none. Whether they run still or have ended makes no difference.
 * Those of CronJobs are told when a run looks at its application. Pure.
 */
final class LateWriters {
  private LateWriters() {}

  /**
   * What to say of them, a sentence each.
   *
   * @param stopped the workloads that were stopped
   * @param since when they were at rest, by the clock of the API server
   */
  static List<String> find(NamespaceView view, Predicate<Workload> stopped, Instant since) {
    List<Workload> resting = view.workloads().stream().filter(stopped).toList();
    return view.pods().stream()
        .filter(pod -> !Instant.parse(pod.getMetadata().getCreationTimestamp()).isBefore(since))
        .filter(pod -> resting.stream().noneMatch(workload -> workload.owns(pod)))
        .filter(pod -> !isOfCronJob(view, pod))
        .flatMap(pod -> told(pod, resting).stream())
        .toList();
  }

  private static boolean isOfCronJob(NamespaceView view, Pod pod) {
    return view.workloads().stream()
        .anyMatch(workload -> workload.kind() == WorkloadKind.CronJob && workload.runs(pod));
  }

  private static Optional<String> told(Pod pod, List<Workload> resting) {
    PodClaims claims = new PodClaims(pod.getSpec());
    Set<String> written = new TreeSet<>();
    for (String claim : claims.claims()) {
      if (claims.writes(claim) && resting.stream().anyMatch(workload -> workload.writes(claim))) {
        written.add(claim);
      }
    }
    return written.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "Pod %s was started meanwhile and may have written to %s."
                .formatted(pod.getMetadata().getName(), String.join(", ", written)));
  }
}
