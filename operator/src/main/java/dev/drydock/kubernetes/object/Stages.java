// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.object;

import dev.drydock.kubernetes.cluster.ObjectKind;
import dev.drydock.mover.job.JobSpec.ObjectStage;
import java.util.Arrays;
import java.util.List;

/** When each kind of object is made. */
final class Stages {
  private enum When {
    BEFORE_DATA,
    AT_THE_END,
    NEVER
  }

  private Stages() {}

  /** Kinds that are made in a stage, in their order. */
  static List<ObjectKind> of(ObjectStage stage) {
    return switch (stage) {
      case BEFORE_DATA -> kinds(When.BEFORE_DATA);
      case AT_THE_END -> kinds(When.AT_THE_END);
    };
  }

  /**
   * Kinds that are made in a sandbox, all before the data is there: nothing of them runs by itself
   * there. The rest would let something out of it, or be about others than the application.
   */
  static List<ObjectKind> ofSandbox() {
    return Arrays.stream(ObjectKind.values()).filter(Stages::isForSandbox).toList();
  }

  private static boolean isForSandbox(ObjectKind kind) {
    return switch (kind) {
      case ServiceAccount,
          ConfigMap,
          PersistentVolumeClaim,
          Service,
          StatefulSet,
          Deployment,
          CronJob ->
          true;
      case Role,
          RoleBinding,
          LimitRange,
          ResourceQuota,
          DaemonSet,
          Ingress,
          NetworkPolicy,
          PodDisruptionBudget,
          HorizontalPodAutoscaler ->
          false;
    };
  }

  /** Kinds that are left to people: whoever makes rights has to have them. */
  static List<ObjectKind> leftOut() {
    return kinds(When.NEVER);
  }

  private static List<ObjectKind> kinds(When when) {
    return Arrays.stream(ObjectKind.values()).filter(kind -> when(kind) == when).toList();
  }

  private static When when(ObjectKind kind) {
    return switch (kind) {
      case Role, RoleBinding -> When.NEVER;
      case DaemonSet, CronJob -> When.AT_THE_END;
      case ServiceAccount,
          LimitRange,
          ResourceQuota,
          ConfigMap,
          PersistentVolumeClaim,
          Service,
          StatefulSet,
          Deployment,
          Ingress,
          NetworkPolicy,
          PodDisruptionBudget,
          HorizontalPodAutoscaler ->
          When.BEFORE_DATA;
    };
  }
}
