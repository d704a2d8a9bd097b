// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.object;

import dev.drydock.kubernetes.cluster.ObjectKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Takes from a manifest what would reach out of the namespace that a sandbox is: addresses of the
 * cluster, the network and files of nodes, servers that hold the files of others. Pure.
 */
final class Isolation {
  /** By this label network policies know movers, which may leave the sandbox. */
  private static final String MOVER = "drydock.dev/job";

  private static final List<String> OF_EXPOSED =
      List.of(
          "type",
          "loadBalancerIP",
          "loadBalancerClass",
          "loadBalancerSourceRanges",
          "allocateLoadBalancerNodePorts",
          "externalIPs",
          "externalTrafficPolicy",
          "healthCheckNodePort");

  /** A sandbox is not told its node, and must not push other pods off theirs. */
  private static final List<String> OF_NODES =
      List.of("hostNetwork", "hostPID", "hostIPC", "nodeName", "priorityClassName", "priority");

  /** Sources of volumes that are of the namespace, or of the pod alone. */
  private static final Set<String> OWN =
      Set.of(
          "configMap",
          "csi",
          "downwardAPI",
          "emptyDir",
          "ephemeral",
          "image",
          "persistentVolumeClaim",
          "projected",
          "secret");

  private Isolation() {}

  /**
   * Changes a manifest that goes into a sandbox.
   *
   * @return what is not as it was and matters, a sentence each
   */
  static List<String> isolate(ObjectKind kind, Map<String, Object> manifest) {
    return switch (kind) {
      case Service -> {
        Map<String, Object> spec = child(manifest, "spec");
        if (!"ExternalName".equals(spec.get("type"))) {
          OF_EXPOSED.forEach(spec::remove);
        }
        yield List.of();
      }
      case StatefulSet, Deployment, DaemonSet ->
          pod(kind, manifest, child(child(manifest, "spec"), "template"));
      case CronJob ->
          pod(
              kind,
              manifest,
              child(child(child(child(manifest, "spec"), "jobTemplate"), "spec"), "template"));
      case ServiceAccount,
          Role,
          RoleBinding,
          LimitRange,
          ResourceQuota,
          ConfigMap,
          PersistentVolumeClaim,
          Ingress,
          NetworkPolicy,
          PodDisruptionBudget,
          HorizontalPodAutoscaler ->
          List.of();
    };
  }

  private static List<String> pod(
      ObjectKind kind, Map<String, Object> manifest, Map<String, Object> template) {
    child(child(template, "metadata"), "labels").remove(MOVER);
    Map<String, Object> spec = child(template, "spec");
    OF_NODES.forEach(spec::remove);
    for (String containers : List.of("containers", "initContainers")) {
      children(spec, containers)
          .forEach(c -> children(c, "ports").forEach(port -> port.remove("hostPort")));
    }
    List<String> warnings = new ArrayList<>();
    for (Map<String, Object> volume : children(spec, "volumes")) {
      if (volume.keySet().stream().allMatch(key -> key.equals("name") || OWN.contains(key))) {
        continue;
      }
      volume.keySet().retainAll(Set.of("name"));
      volume.put("emptyDir", new TreeMap<String, Object>());
      warnings.add(
          "Volume %s of %s %s is empty in a sandbox, since it is no claim and leads out of it."
              .formatted(volume.get("name"), kind, child(manifest, "metadata").get("name")));
    }
    return warnings;
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> children(Map<String, Object> parent, String name) {
    return parent.get(name) instanceof List<?> list
        ? list.stream()
            .filter(Map.class::isInstance)
            .map(each -> (Map<String, Object>) each)
            .toList()
        : List.of();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> child(Map<String, Object> parent, String name) {
    if (!(parent.get(name) instanceof Map<?, ?>)) {
      parent.put(name, new TreeMap<String, Object>());
    }
    return (Map<String, Object>) parent.get(name);
  }
}
