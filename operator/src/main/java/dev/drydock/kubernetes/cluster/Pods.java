// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.cluster;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;

/** What pods tell of themselves. */
public final class Pods {
  private static final String MANAGED_BY = "app.kubernetes.io/managed-by";

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

  /** Whether an object is Drydock's own, such as a mover. */
  public static boolean isDrydocks(ObjectMeta object) {
    return "drydock".equals(Workload.labels(object).get(MANAGED_BY));
  }
}
