// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.discovery;

import dev.drydock.kubernetes.cluster.NamespaceView;
import dev.drydock.kubernetes.cluster.ObjectKind;
import dev.drydock.kubernetes.cluster.Workload;
import dev.drydock.kubernetes.cluster.WorkloadNames;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which objects of a namespace belong to an application: those that carry its labels, and what its
 * workloads use whatever they carry, since claims of StatefulSets seldom have the labels of the
 * whole.
 */
final class Chosen {
  private static final String MANAGED_BY = "app.kubernetes.io/managed-by";

  private final Map<String, String> labels;
  private final NamespaceView view;
  private final Map<String, Workload> workloads = new LinkedHashMap<>();
  private final Set<String> configMaps = new TreeSet<>();
  private final Set<String> accounts = new TreeSet<>();

  Chosen(Map<String, String> labels, WorkloadNames names, NamespaceView view) {
    this.labels = labels;
    this.view = view;
    names
        .byName()
        .forEach(
            (name, workload) -> {
              if (carries(workload.metadata()) && !OptOut.of(workload.metadata())) {
                workloads.put(name, workload);
                configMaps.addAll(References.configMaps(workload.pod()));
                if (workload.pod().getServiceAccountName() != null) {
                  accounts.add(workload.pod().getServiceAccountName());
                }
              }
            });
  }

  /** Its workloads by name, in start order. */
  Map<String, Workload> workloads() {
    return workloads;
  }

  /** Whether a claim belongs to it. */
  boolean has(PersistentVolumeClaim claim) {
    String name = claim.getMetadata().getName();
    return carries(claim.getMetadata())
        || workloads.values().stream()
            .anyMatch(workload -> workload.mounts(List.of(name)).containsKey(name));
  }

  /** What was looked for, for messages. */
  String criterion() {
    return labels.isEmpty() ? "" : " with the labels " + new TreeMap<>(labels);
  }

  /** The manifests of its objects, by path. */
  Map<String, String> manifests() {
    Map<String, String> manifests = new TreeMap<>();
    for (ObjectKind kind : ObjectKind.values()) {
      for (GenericKubernetesResource object : view.of(kind)) {
        ObjectMeta metadata = object.getMetadata();
        if (belongs(kind, metadata) && !OptOut.of(metadata)) {
          ManifestCleaner.clean(kind, object)
              .ifPresent(
                  yaml ->
                      manifests.put(
                          kind.qualifiedName() + "/" + metadata.getName() + ".yaml", yaml));
        }
      }
    }
    return manifests;
  }

  /** Names of the Secrets that its workloads and its Ingresses refer to. */
  List<String> secrets() {
    Set<String> names = new TreeSet<>();
    workloads.values().forEach(workload -> names.addAll(References.secrets(workload.pod())));
    view.of(ObjectKind.Ingress).stream()
        .filter(ingress -> carries(ingress.getMetadata()) && !OptOut.of(ingress.getMetadata()))
        .forEach(ingress -> names.addAll(References.certificates(ingress)));
    return List.copyOf(names);
  }

  private boolean belongs(ObjectKind kind, ObjectMeta metadata) {
    String name = metadata.getName();
    if ("drydock".equals(Workload.labels(metadata).get(MANAGED_BY))) {
      return false;
    }
    return carries(metadata)
        || switch (kind) {
          case ConfigMap -> configMaps.contains(name);
          case ServiceAccount -> accounts.contains(name);
          case PersistentVolumeClaim ->
              workloads.values().stream().anyMatch(w -> w.mounts(List.of(name)).containsKey(name));
          case Role,
              RoleBinding,
              LimitRange,
              ResourceQuota,
              Service,
              StatefulSet,
              Deployment,
              DaemonSet,
              CronJob,
              Ingress,
              NetworkPolicy,
              PodDisruptionBudget,
              HorizontalPodAutoscaler ->
              false;
        };
  }

  private boolean carries(ObjectMeta metadata) {
    return Workload.labels(metadata).entrySet().containsAll(labels.entrySet());
  }
}
