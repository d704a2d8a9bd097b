// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.discovery;

import dev.drydock.kubernetes.cluster.NamespaceView;
import dev.drydock.kubernetes.cluster.ObjectKind;
import dev.drydock.kubernetes.cluster.PodClaims;
import dev.drydock.kubernetes.cluster.Pods;
import dev.drydock.kubernetes.cluster.Workload;
import dev.drydock.kubernetes.cluster.WorkloadNames;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which objects of a namespace belong to an application: those that carry its labels, and what its
 * workloads use whatever they carry, since claims of StatefulSets seldom have the labels of the
 * whole.
 */
final class Chosen {
  private static final String DEFAULT_ACCOUNT = "default";

  private final Map<String, String> labels;
  private final NamespaceView view;
  private final List<Pod> strays;
  private final Map<String, Workload> workloads = new LinkedHashMap<>();
  private final Set<String> configMaps = new TreeSet<>();
  private final Set<String> accounts = new TreeSet<>();

  Chosen(Map<String, String> labels, WorkloadNames names, NamespaceView view) {
    this.labels = labels;
    this.view = view;
    strays = view.strayPods();
    names
        .byName()
        .forEach(
            (name, workload) -> {
              if (carries(workload) && !OptOut.of(workload.metadata())) {
                workloads.put(name, workload);
                configMaps.addAll(References.configMaps(workload.pod()));
                accounts.add(
                    Objects.requireNonNullElse(
                        workload.pod().getServiceAccountName(), DEFAULT_ACCOUNT));
              }
            });
  }

  /** Its workloads by name, in start order. */
  Map<String, Workload> workloads() {
    return workloads;
  }

  /** Whether a claim belongs to it; one that goes with its pod is as passing as the pod. */
  boolean has(PersistentVolumeClaim claim) {
    String name = claim.getMetadata().getName();
    boolean passing =
        Pods.controller(claim.getMetadata()).filter(by -> by.getKind().equals("Pod")).isPresent();
    return !passing
        && !Pods.isDrydocks(claim.getMetadata())
        && (carries(claim.getMetadata()) || isUsed(name));
  }

  /** Whether a pod that is of no workload belongs to it. */
  boolean has(Pod pod) {
    return carries(pod.getMetadata())
        || new PodClaims(pod.getSpec()).claims().stream().anyMatch(this::isUsed);
  }

  private boolean isUsed(String claim) {
    return workloads.values().stream().anyMatch(workload -> workload.has(claim))
        || strays.stream()
            .filter(pod -> carries(pod.getMetadata()))
            .anyMatch(pod -> new PodClaims(pod.getSpec()).has(claim));
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
        if (has(kind, metadata) && !OptOut.of(metadata)) {
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

  /**
   * The Secrets that its workloads, their ServiceAccounts and its Ingresses refer to: by name,
   * whether it cannot do without.
   */
  Map<String, Boolean> secrets() {
    Map<String, Boolean> names = new TreeMap<>();
    for (Workload workload : workloads.values()) {
      References.secrets(workload.pod())
          .forEach((name, needed) -> names.merge(name, needed, Boolean::logicalOr));
    }
    view.of(ObjectKind.ServiceAccount).stream()
        .filter(account -> accounts.contains(account.getMetadata().getName()))
        .flatMap(account -> References.pullSecrets(account).stream())
        .forEach(name -> names.put(name, true));
    view.of(ObjectKind.Ingress).stream()
        .filter(ingress -> carries(ingress.getMetadata()) && !OptOut.of(ingress.getMetadata()))
        .flatMap(ingress -> References.certificates(ingress).stream())
        .forEach(name -> names.put(name, true));
    return names;
  }

  /** Whether an object belongs to it. */
  boolean has(ObjectKind kind, ObjectMeta metadata) {
    String name = metadata.getName();
    if (Pods.isDrydocks(metadata)) {
      return false;
    }
    return carries(metadata)
        || switch (kind) {
          case ConfigMap -> configMaps.contains(name);
          case ServiceAccount -> accounts.contains(name);
          case PersistentVolumeClaim -> isUsed(name);
          case StatefulSet, Deployment, DaemonSet, CronJob ->
              workloads.values().stream()
                  .anyMatch(w -> w.kind().name().equals(kind.name()) && w.name().equals(name));
          case Role,
              RoleBinding,
              LimitRange,
              ResourceQuota,
              Service,
              Ingress,
              NetworkPolicy,
              PodDisruptionBudget,
              HorizontalPodAutoscaler ->
              false;
        };
  }

  /** Many have labels on their pods alone. */
  private boolean carries(Workload workload) {
    ObjectMeta ofPods = workload.template().getMetadata();
    return carries(workload.metadata()) || (ofPods != null && carries(ofPods));
  }

  private boolean carries(ObjectMeta metadata) {
    return Workload.labels(metadata).entrySet().containsAll(labels.entrySet());
  }
}
