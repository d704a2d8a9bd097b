// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.workload;

import dev.drydock.kubernetes.cluster.QuiesceMark;
import dev.drydock.kubernetes.cluster.Workload;
import dev.drydock.kubernetes.cluster.WorkloadKind;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Tells whether a workload that was scaled to 0 has been at 0 all the time since: by who set its
 * number of replicas, which the API server keeps in {@code metadata.managedFields} (it changes when
 * somebody sets another number, and is not what it was when that is undone), and for StatefulSets
 * by the generation. That of Deployments counts changes of annotations as well. Before Kubernetes
 * 1.22 the scale subresource left no trace in managedFields.
 */
final class RestMark {
  private RestMark() {}

  /** What nobody changes without scaling the workload. */
  static String of(GenericKubernetesResource workload) {
    List<ManagedFieldsEntry> managed = workload.getMetadata().getManagedFields();
    String owners =
        managed == null
            ? ""
            : managed.stream()
                .filter(RestMark::setsReplicas)
                .map(entry -> entry.getManager() + "/" + entry.getOperation())
                .distinct()
                .sorted()
                .collect(Collectors.joining(","));
    return WorkloadKind.StatefulSet.name().equals(workload.getKind())
        ? owners + ";" + workload.getMetadata().getGeneration()
        : owners;
  }

  /** Why a workload is not as it was marked, to follow its name; empty when it is. */
  static Optional<String> broken(GenericKubernetesResource workload) {
    int replicas = Scaling.replicas(workload);
    if (replicas > 0) {
      return Optional.of("has %d replicas again".formatted(replicas));
    }
    String marked = Workload.annotations(workload.getMetadata()).get(QuiesceMark.AT_REST);
    if (marked == null) {
      return Optional.of("was replaced");
    }
    return marked.equals(of(workload))
        ? Optional.empty()
        : Optional.of("was changed, and may have run");
  }

  /** Since when a workload is marked, by the clock of the API server; empty when nobody knows. */
  static Optional<Instant> since(GenericKubernetesResource workload) {
    List<ManagedFieldsEntry> managed = workload.getMetadata().getManagedFields();
    return managed == null
        ? Optional.empty()
        : managed.stream()
            .filter(RestMark::marks)
            .map(ManagedFieldsEntry::getTime)
            .filter(Objects::nonNull)
            .map(Instant::parse)
            .max(Comparator.naturalOrder());
  }

  private static boolean marks(ManagedFieldsEntry entry) {
    return entry.getFieldsV1() != null
        && entry.getFieldsV1().getAdditionalProperties().get("f:metadata") instanceof Map<?, ?> meta
        && meta.get("f:annotations") instanceof Map<?, ?> annotations
        && annotations.containsKey("f:" + QuiesceMark.AT_REST);
  }

  private static boolean setsReplicas(ManagedFieldsEntry entry) {
    return entry.getFieldsV1() != null
        && entry.getFieldsV1().getAdditionalProperties().get("f:spec") instanceof Map<?, ?> spec
        && spec.containsKey("f:replicas");
  }
}
