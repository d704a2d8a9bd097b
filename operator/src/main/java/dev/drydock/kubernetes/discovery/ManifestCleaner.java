// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.discovery;

import dev.drydock.kubernetes.cluster.ObjectKind;
import dev.drydock.kubernetes.cluster.Pods;
import dev.drydock.kubernetes.cluster.QuiesceMark;
import dev.drydock.kubernetes.cluster.Workload;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/**
 * Makes of an object that lives in a cluster the manifest that makes it anew in another one:
 * without status, identity, and what this cluster has chosen for it.
 */
final class ManifestCleaner {
  private static final Set<String> MADE_BY_CLUSTER =
      Set.of("kube-root-ca.crt", "openshift-service-ca.crt");
  private static final List<String> IDENTITY =
      List.of(
          "uid",
          "resourceVersion",
          "generation",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "managedFields",
          "selfLink",
          "ownerReferences",
          "finalizers");
  private static final List<String> NOTES =
      List.of(
          "kubectl.kubernetes.io/last-applied-configuration",
          "deployment.kubernetes.io/",
          "deprecated.daemonset.template.generation",
          "pv.kubernetes.io/",
          "volume.beta.kubernetes.io/",
          "volume.kubernetes.io/",
          "autoscaling.alpha.kubernetes.io/",
          "control-plane.alpha.kubernetes.io/",
          QuiesceMark.REPLICAS,
          QuiesceMark.AT_REST,
          QuiesceMark.MADE);

  private ManifestCleaner() {}

  /** The manifest; empty when something else makes the object. */
  static Optional<String> clean(ObjectKind kind, GenericKubernetesResource object) {
    ObjectMeta metadata = object.getMetadata();
    if (isMadeByOthers(kind, object)) {
      return Optional.empty();
    }
    Map<String, Object> tree = tree(object);
    tree.remove("status");
    Map<String, Object> cleaned = child(tree, "metadata");
    IDENTITY.forEach(cleaned::remove);
    cleanAnnotations(cleaned);
    Map<String, Object> spec = child(tree, "spec");
    switch (kind) {
      case Service -> cleanService(spec);
      case PersistentVolumeClaim -> spec.remove("volumeName");
      case StatefulSet, Deployment -> {
        OptionalInt before = QuiesceMark.replicas(metadata);
        if (before.isPresent()) {
          spec.put("replicas", before.getAsInt());
        }
        cleanTemplate(spec);
      }
      case DaemonSet -> cleanTemplate(spec);
      case CronJob -> cleanTemplate(child(child(spec, "jobTemplate"), "spec"));
      case ServiceAccount -> tree.remove("secrets");
      case Role,
          RoleBinding,
          LimitRange,
          ResourceQuota,
          ConfigMap,
          Ingress,
          NetworkPolicy,
          PodDisruptionBudget,
          HorizontalPodAutoscaler -> {}
    }
    if (spec.isEmpty()) {
      tree.remove("spec");
    }
    return Optional.of(Serialization.asYaml(sorted(tree)));
  }

  private static boolean isMadeByOthers(ObjectKind kind, GenericKubernetesResource object) {
    ObjectMeta metadata = object.getMetadata();
    boolean ofCluster =
        switch (kind) {
          case ConfigMap ->
              MADE_BY_CLUSTER.contains(metadata.getName())
                  || Workload.annotations(metadata)
                      .containsKey("control-plane.alpha.kubernetes.io/leader");
          case ServiceAccount ->
              metadata.getName().equals("default") && References.pullSecrets(object).isEmpty();
          case Role,
              RoleBinding,
              LimitRange,
              ResourceQuota,
              PersistentVolumeClaim,
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
    boolean isLeaving =
        kind != ObjectKind.PersistentVolumeClaim && metadata.getDeletionTimestamp() != null;
    return isControlled(kind, metadata) || ofCluster || isLeaving;
  }

  /** A claim has to be there before its data comes back, be it that others would make it, too. */
  private static boolean isControlled(ObjectKind kind, ObjectMeta metadata) {
    return Pods.controller(metadata)
        .filter(by -> kind != ObjectKind.PersistentVolumeClaim || by.getKind().equals("Pod"))
        .isPresent();
  }

  private static void cleanAnnotations(Map<String, Object> metadata) {
    Map<String, Object> annotations = child(metadata, "annotations");
    annotations.keySet().removeIf(name -> NOTES.stream().anyMatch(name::startsWith));
    if (annotations.isEmpty()) {
      metadata.remove("annotations");
    }
  }

  /** An address chosen by the cluster goes; none at all (a headless service) was asked for. */
  private static void cleanService(Map<String, Object> spec) {
    if (!"None".equals(spec.get("clusterIP"))) {
      spec.remove("clusterIP");
      spec.remove("clusterIPs");
    }
    spec.remove("healthCheckNodePort");
    if (!"NodePort".equals(spec.get("type")) && spec.get("ports") instanceof List<?> ports) {
      for (Object port : ports) {
        if (port instanceof Map<?, ?> of) {
          of.remove("nodePort");
        }
      }
    }
  }

  private static void cleanTemplate(Map<String, Object> spec) {
    Map<String, Object> template = child(spec, "template");
    child(template, "metadata").remove("creationTimestamp");
    Object claims = spec.get("volumeClaimTemplates");
    if (claims instanceof List<?> templates) {
      for (Object claim : templates) {
        if (claim instanceof Map<?, ?> of) {
          of.remove("status");
        }
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> tree(GenericKubernetesResource object) {
    return Serialization.unmarshal(Serialization.asJson(object), Map.class);
  }

  /** A map within another one; a new one, that is in none, where it has none. */
  @SuppressWarnings("unchecked")
  private static Map<String, Object> child(Map<String, Object> parent, String name) {
    return parent.get(name) instanceof Map<?, ?> map ? (Map<String, Object>) map : new TreeMap<>();
  }

  /** In the same order every time: what has not changed is the same file in the repository. */
  private static Object sorted(Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        Map<String, Object> sorted = new TreeMap<>();
        map.forEach(
            (key, each) -> {
              if (each != null) {
                sorted.put(String.valueOf(key), sorted(each));
              }
            });
        yield sorted;
      }
      case List<?> list -> list.stream().map(ManifestCleaner::sorted).toList();
      default -> value;
    };
  }
}
