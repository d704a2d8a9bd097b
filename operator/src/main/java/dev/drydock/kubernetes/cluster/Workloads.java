// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetOrdinals;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Sees workloads of every kind alike. */
final class Workloads {
  private Workloads() {}

  /** The workload that an object is; empty when it is none. */
  static Optional<Workload> of(ObjectKind kind, GenericKubernetesResource object) {
    return Optional.ofNullable(
        switch (kind) {
          case StatefulSet -> statefulSet(as(object, StatefulSet.class));
          case Deployment -> deployment(as(object, Deployment.class));
          case DaemonSet -> daemonSet(as(object, DaemonSet.class));
          case CronJob -> cronJob(as(object, CronJob.class));
          case ServiceAccount,
              Role,
              RoleBinding,
              LimitRange,
              ResourceQuota,
              ConfigMap,
              PersistentVolumeClaim,
              Service,
              Ingress,
              NetworkPolicy,
              PodDisruptionBudget,
              HorizontalPodAutoscaler ->
              null;
        });
  }

  static <T> T as(GenericKubernetesResource object, Class<T> type) {
    Map<String, Object> tree = Serialization.unmarshal(Serialization.asJson(object), Map.class);
    tree.remove("apiVersion"); // CronJob may be v1beta1, of which all that is read here is the same
    tree.remove("kind");
    return Serialization.unmarshal(Serialization.asJson(tree), type);
  }

  private static Workload statefulSet(StatefulSet set) {
    StatefulSetOrdinals ordinals = set.getSpec().getOrdinals();
    return new Workload(
        WorkloadKind.StatefulSet,
        set.getMetadata(),
        Objects.requireNonNullElse(set.getSpec().getReplicas(), 1),
        ordinals == null || ordinals.getStart() == null ? 0 : ordinals.getStart(),
        set.getSpec().getTemplate(),
        LabelSelection.of(set.getSpec().getSelector()),
        set.getSpec().getVolumeClaimTemplates().stream()
            .map(template -> template.getMetadata().getName())
            .toList());
  }

  private static Workload deployment(Deployment deployment) {
    return new Workload(
        WorkloadKind.Deployment,
        deployment.getMetadata(),
        Objects.requireNonNullElse(deployment.getSpec().getReplicas(), 1),
        0,
        deployment.getSpec().getTemplate(),
        LabelSelection.of(deployment.getSpec().getSelector()),
        List.of());
  }

  private static Workload daemonSet(DaemonSet set) {
    return new Workload(
        WorkloadKind.DaemonSet,
        set.getMetadata(),
        1,
        0,
        set.getSpec().getTemplate(),
        LabelSelection.of(set.getSpec().getSelector()),
        List.of());
  }

  private static Workload cronJob(CronJob job) {
    PodTemplateSpec template = job.getSpec().getJobTemplate().getSpec().getTemplate();
    return new Workload(
        WorkloadKind.CronJob,
        job.getMetadata(),
        Boolean.TRUE.equals(job.getSpec().getSuspend()) ? 0 : 1,
        0,
        template,
        LabelSelection.none(),
        List.of());
  }
}
