// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.object;

import dev.drydock.kubernetes.cluster.ObjectKind;
import dev.drydock.kubernetes.cluster.QuiesceMark;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes of a manifest what is made in a namespace: of that namespace, empty, and not running.
 * Workloads get no replicas, and a note of those that they had, by which they are started. Pure.
 */
final class ObjectPreparation {
  /** What filled a claim once may be gone, and would be in the way of what is restored. */
  private static final List<String> SOURCES = List.of("dataSource", "dataSourceRef", "volumeName");

  private ObjectPreparation() {}

  /**
   * Takes from a copy in another namespace what it would take from the original, or do beside it:
   * ports of nodes, addresses, and jobs that start by the clock.
   */
  static void detach(ObjectKind kind, Map<String, Object> manifest) {
    Map<String, Object> spec = child(manifest, "spec");
    if (kind == ObjectKind.CronJob) {
      spec.put("suspend", true);
    }
    if (kind == ObjectKind.Service) {
      spec.remove("loadBalancerIP");
      spec.remove("externalIPs");
      if (spec.get("ports") instanceof List<?> ports) {
        for (Object port : ports) {
          if (port instanceof Map<?, ?> of) {
            of.remove("nodePort");
          }
        }
      }
    }
  }

  /** Changes a manifest. */
  static void prepare(ObjectKind kind, Map<String, Object> manifest, String namespace) {
    Map<String, Object> metadata = child(manifest, "metadata");
    metadata.put("namespace", namespace);
    manifest.remove("status");
    switch (kind) {
      case PersistentVolumeClaim -> SOURCES.forEach(child(manifest, "spec")::remove);
      case StatefulSet, Deployment -> {
        Map<String, Object> spec = child(manifest, "spec");
        int replicas = spec.get("replicas") instanceof Number number ? number.intValue() : 1;
        if (replicas > 0) {
          spec.put("replicas", 0);
          Map<String, Object> annotations = child(metadata, "annotations");
          annotations.put(QuiesceMark.REPLICAS, Integer.toString(replicas));
          annotations.put(QuiesceMark.MADE, "true");
        }
      }
      case ServiceAccount,
          Role,
          RoleBinding,
          LimitRange,
          ResourceQuota,
          ConfigMap,
          Service,
          DaemonSet,
          CronJob,
          Ingress,
          NetworkPolicy,
          PodDisruptionBudget,
          HorizontalPodAutoscaler -> {}
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> child(Map<String, Object> parent, String name) {
    if (!(parent.get(name) instanceof Map<?, ?>)) {
      parent.put(name, new TreeMap<String, Object>());
    }
    return (Map<String, Object>) parent.get(name);
  }
}
