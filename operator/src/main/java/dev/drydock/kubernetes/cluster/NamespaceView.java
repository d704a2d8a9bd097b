// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What was in a namespace when it was looked at.
 *
 * @param namespace name
 * @param objects objects by kind
 * @param pods pods, running or ended
 */
public record NamespaceView(
    String namespace, Map<ObjectKind, List<GenericKubernetesResource>> objects, List<Pod> pods) {

  public NamespaceView {
    Map<ObjectKind, List<GenericKubernetesResource>> copy = new EnumMap<>(ObjectKind.class);
    copy.putAll(objects);
    objects = copy;
    pods = List.copyOf(pods);
  }

  /** The objects of a kind. */
  public List<GenericKubernetesResource> of(ObjectKind kind) {
    return objects.getOrDefault(kind, List.of());
  }

  /** All workloads, in start order. */
  public List<Workload> workloads() {
    List<Workload> workloads = new ArrayList<>();
    for (ObjectKind kind : ObjectKind.values()) {
      of(kind).forEach(object -> Workloads.of(kind, object).ifPresent(workloads::add));
    }
    workloads.sort(Comparator.comparing(Workload::kind).thenComparing(Workload::name));
    return workloads;
  }

  /** All claims; those of a StatefulSet in the order of its replicas. */
  public List<PersistentVolumeClaim> claims() {
    return of(ObjectKind.PersistentVolumeClaim).stream()
        .map(object -> Workloads.as(object, PersistentVolumeClaim.class))
        .sorted(Workload::byOrdinal)
        .toList();
  }

  /** Pods that run or will, but for those of Drydock. */
  public List<Pod> livePods() {
    return pods.stream()
        .filter(Pods::isLive)
        .filter(pod -> !Pods.isDrydocks(pod.getMetadata()))
        .toList();
  }

  /** Those of {@link #livePods} that are of none of the workloads. */
  public List<Pod> strayPods() {
    List<Workload> workloads = workloads();
    return livePods().stream()
        .filter(pod -> workloads.stream().noneMatch(workload -> workload.runs(pod)))
        .toList();
  }
}
