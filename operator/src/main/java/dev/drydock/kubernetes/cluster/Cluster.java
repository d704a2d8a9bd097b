// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.cluster;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Looks at namespaces. Safe for use by many threads. */
public final class Cluster {
  private static final int NOT_FOUND = 404;
  private static final int FORBIDDEN = 403;
  private static final Set<ObjectKind> FOR_JOBS =
      Set.of(
          ObjectKind.PersistentVolumeClaim,
          ObjectKind.StatefulSet,
          ObjectKind.Deployment,
          ObjectKind.DaemonSet,
          ObjectKind.CronJob);

  private final KubernetesClient client;

  /** A cluster by a client of its API. */
  public Cluster(KubernetesClient client) {
    this.client = client;
  }

  /** Everything in a namespace that an application may consist of. */
  public NamespaceView everything(String namespace) {
    return look(namespace, Set.of(ObjectKind.values()));
  }

  /** Its workloads, claims and pods. */
  public NamespaceView workloads(String namespace) {
    return look(namespace, FOR_JOBS);
  }

  /** Names of the storage classes that there are; empty when the operator may not know them. */
  public Optional<List<String>> storageClasses() {
    try {
      return Optional.of(
          client.storage().v1().storageClasses().list().getItems().stream()
              .map(storageClass -> storageClass.getMetadata().getName())
              .sorted()
              .toList());
    } catch (KubernetesClientException e) {
      if (e.getCode() == FORBIDDEN) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private NamespaceView look(String namespace, Set<ObjectKind> kinds) {
    Map<ObjectKind, List<GenericKubernetesResource>> objects = new EnumMap<>(ObjectKind.class);
    kinds.forEach(kind -> objects.put(kind, list(namespace, kind)));
    List<Pod> pods = client.pods().inNamespace(namespace).list().getItems();
    return new NamespaceView(namespace, objects, pods);
  }

  private List<GenericKubernetesResource> list(String namespace, ObjectKind kind) {
    for (ResourceDefinitionContext version : kind.versions().toList()) {
      try {
        List<GenericKubernetesResource> items =
            client.genericKubernetesResources(version).inNamespace(namespace).list().getItems();
        items.forEach(item -> name(item, version));
        return items;
      } catch (KubernetesClientException e) {
        if (e.getCode() != NOT_FOUND) {
          throw e;
        }
      }
    }
    throw new DrydockException(
        FailureReason.PlatformError,
        "The cluster serves no version of %s that is known here, so that a backup would lack them."
            .formatted(kind.qualifiedName()));
  }

  /** Items of lists do not say what they are. */
  private static void name(GenericKubernetesResource item, ResourceDefinitionContext version) {
    item.setKind(version.getKind());
    item.setApiVersion(
        version.getGroup() == null || version.getGroup().isEmpty()
            ? version.getVersion()
            : version.getGroup() + "/" + version.getVersion());
  }
}
