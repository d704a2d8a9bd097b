// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.restore;

import dev.drydock.kubernetes.cluster.NamespaceView;
import dev.drydock.kubernetes.cluster.ObjectKind;
import dev.drydock.kubernetes.cluster.Workload;
import dev.drydock.kubernetes.cluster.WorkloadKind;
import dev.drydock.kubernetes.cluster.WorkloadNames;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiPredicate;

/** Who uses claims, and whether Drydock can stop them. A pure function of what was found. */
final class ClaimUsers {
  private static final String MANAGED_BY = "app.kubernetes.io/managed-by";

  private final NamespaceView view;

  ClaimUsers(NamespaceView view) {
    this.view = view;
  }

  Optional<PersistentVolumeClaim> claim(String name) {
    return view.claims().stream()
        .filter(claim -> claim.getMetadata().getName().equals(name))
        .findFirst();
  }

  /** Pods that have one of these claims now, other than movers. */
  List<Pod> pods(Collection<String> claims) {
    return view.pods().stream()
        .filter(ClaimUsers::isActive)
        .filter(pod -> !"drydock".equals(Workload.labels(pod.getMetadata()).get(MANAGED_BY)))
        .filter(pod -> claims.stream().anyMatch(claim -> mounts(pod, claim)))
        .toList();
  }

  /**
   * What may write to these claims and is not stopped, a sentence each that says what to do.
   *
   * @param stopped which Deployments and StatefulSets are, by name
   */
  List<String> unstoppable(Collection<String> claims, BiPredicate<String, Workload> stopped) {
    List<String> sentences = new ArrayList<>();
    List<Workload> workloads = view.workloads();
    new WorkloadNames(workloads)
        .byName()
        .forEach(
            (name, workload) -> {
              if (workload.kind().scalable()
                  && workload.replicas() > 0
                  && !workload.mounts(claims).isEmpty()
                  && !stopped.test(name, workload)) {
                sentences.add(
                    "%s %s has a volume that is restored, and is no part of the application: scale it to 0 first, by kubectl -n %s scale %s %s --replicas=0."
                        .formatted(
                            workload.kind(),
                            workload.name(),
                            view.namespace(),
                            workload.kind().name().toLowerCase(Locale.ROOT),
                            workload.name()));
              }
            });
    for (Workload workload : workloads) {
      if (!workload.kind().scalable()
          && claims.stream().anyMatch(workload::writes)
          && !isSuspended(workload)) {
        sentences.add(
            workload.kind() == WorkloadKind.CronJob
                ? "CronJob %s may write to a volume while it is restored: suspend it first, by kubectl -n %s patch cronjob %s -p '{\"spec\":{\"suspend\":true}}'."
                    .formatted(workload.name(), view.namespace(), workload.name())
                : "%s %s writes to a volume that is restored, and Drydock cannot stop it: delete it first, and apply it again afterwards."
                    .formatted(workload.kind(), workload.name()));
      }
    }
    for (Pod pod : pods(claims)) {
      if (workloads.stream().noneMatch(workload -> workload.owns(pod))) {
        sentences.add(
            "Pod %s has a volume that is restored, and belongs to no Deployment or StatefulSet that Drydock could stop: delete it first."
                .formatted(pod.getMetadata().getName()));
      }
    }
    return sentences;
  }

  private boolean isSuspended(Workload workload) {
    return workload.kind() == WorkloadKind.CronJob
        && view.of(ObjectKind.CronJob).stream()
            .filter(job -> job.getMetadata().getName().equals(workload.name()))
            .anyMatch(job -> Boolean.TRUE.equals(job.get("spec", "suspend")));
  }

  private static boolean isActive(Pod pod) {
    String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
    return !"Succeeded".equals(phase) && !"Failed".equals(phase) && !hasEnded(pod);
  }

  /** One that is being cleaned up has its phase for a while after the last container ended. */
  private static boolean hasEnded(Pod pod) {
    return pod.getStatus() != null
        && !pod.getStatus().getContainerStatuses().isEmpty()
        && pod.getStatus().getContainerStatuses().stream()
            .allMatch(s -> s.getState() != null && s.getState().getTerminated() != null)
        && pod.getMetadata().getDeletionTimestamp() != null;
  }

  private static boolean mounts(Pod pod, String claim) {
    return pod.getSpec().getVolumes().stream()
        .anyMatch(
            volume ->
                volume.getPersistentVolumeClaim() != null
                    && claim.equals(volume.getPersistentVolumeClaim().getClaimName()));
  }
}
