// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.cluster;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;

/** What pods tell of themselves. */
public final class Pods {
  private static final String MANAGED_BY = "app.kubernetes.io/managed-by";
  private static final String CONTAINER = "kubectl.kubernetes.io/default-container";

  private Pods() {}

  /** What makes an object, and makes it anew when it is gone; empty when nothing does. */
  public static Optional<OwnerReference> controller(ObjectMeta object) {
    return object.getOwnerReferences() == null
        ? Optional.empty()
        : object.getOwnerReferences().stream()
            .filter(owner -> Boolean.TRUE.equals(owner.getController()))
            .findFirst();
  }

  /** Whether a pod runs or will: one that has ended does nothing any more. */
  public static boolean isLive(Pod pod) {
    String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
    return !"Succeeded".equals(phase) && !"Failed".equals(phase);
  }

  /** Whether a pod says that it does its work. */
  public static boolean isReady(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() == null
        && pod.getStatus() != null
        && pod.getStatus().getConditions().stream()
            .anyMatch(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus()));
  }

  /** The container that commands are for when nobody says which, as kubectl has it. */
  public static String mainContainer(Pod pod) {
    return Optional.ofNullable(Workload.annotations(pod.getMetadata()).get(CONTAINER))
        .orElseGet(() -> pod.getSpec().getContainers().getFirst().getName());
  }

  /** Whether an object is Drydock's own, such as a mover. */
  public static boolean isDrydocks(ObjectMeta object) {
    return "drydock".equals(Workload.labels(object).get(MANAGED_BY));
  }
}
