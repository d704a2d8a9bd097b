// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.workload;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** What the cluster says of a workload that does not come up: a quota, an image, a node. */
final class WorkloadTroubles {
  private static final String SAID = " The cluster says of %s %s: %s (%s)";

  /** What its pods are made by, and they themselves, have its name before theirs. */
  private static final Set<String> OWN = Set.of("Pod", "ReplicaSet", "StatefulSet", "Deployment");

  private final KubernetesClient client;

  WorkloadTroubles(KubernetesClient client) {
    this.client = client;
  }

  /** The newest warning, as a sentence with a space before it; empty when there is none. */
  String of(WorkloadId workload) {
    try {
      return of(workload, client.v1().events().inNamespace(workload.namespace()).list().getItems());
    } catch (KubernetesClientException e) {
      return ""; // that it is not ready is worse than not to know why
    }
  }

  static String of(WorkloadId workload, List<Event> events) {
    return events.stream()
        .filter(event -> "Warning".equals(event.getType()))
        .filter(event -> event.getInvolvedObject() != null)
        .filter(event -> OWN.contains(event.getInvolvedObject().getKind()))
        .filter(event -> isOf(workload, event.getInvolvedObject().getName()))
        .max(Comparator.comparing(event -> String.valueOf(event.getLastTimestamp())))
        .map(
            event ->
                SAID.formatted(
                    event.getInvolvedObject().getKind(),
                    event.getInvolvedObject().getName(),
                    event.getMessage(),
                    event.getReason()))
        .orElse("");
  }

  private static boolean isOf(WorkloadId workload, String name) {
    return name.equals(workload.name()) || name.startsWith(workload.name() + "-");
  }
}
