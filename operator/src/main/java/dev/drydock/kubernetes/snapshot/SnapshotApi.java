// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.snapshot;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.List;
import java.util.Optional;

/** snapshot.storage.k8s.io in the version that a cluster has. */
final class SnapshotApi {
  static final String GROUP = "snapshot.storage.k8s.io";

  private static final List<String> VERSIONS = List.of("v1", "v1beta1");
  private static final int NOT_FOUND = 404;
  private static final int FORBIDDEN = 403;

  private final KubernetesClient client;

  SnapshotApi(KubernetesClient client) {
    this.client = client;
  }

  /**
   * What was found.
   *
   * @param version version of the API
   * @param classes the classes
   */
  record Found(String version, SnapshotClasses classes) {}

  /** What the cluster has; empty when it has no such API, or the operator may not look. */
  Optional<Found> find() {
    for (String version : VERSIONS) {
      try {
        return Optional.of(
            new Found(
                version,
                new SnapshotClasses(
                    client
                        .genericKubernetesResources(
                            context(version, "VolumeSnapshotClass", "volumesnapshotclasses", false))
                        .list()
                        .getItems())));
      } catch (KubernetesClientException e) {
        if (e.getCode() == FORBIDDEN) {
          return Optional.empty();
        }
        if (e.getCode() != NOT_FOUND) {
          throw e;
        }
      }
    }
    return Optional.empty();
  }

  /**
   * What the cluster has.
   *
   * @throws DrydockException SourceUnreadable when it has none (any more)
   */
  Found require() {
    return find()
        .orElseThrow(
            () ->
                new DrydockException(
                    FailureReason.SourceUnreadable,
                    "The cluster has no snapshot.storage.k8s.io API that the operator may use."));
  }

  MixedOperation<
          GenericKubernetesResource,
          GenericKubernetesResourceList,
          Resource<GenericKubernetesResource>>
      snapshots(String version) {
    return client.genericKubernetesResources(
        context(version, "VolumeSnapshot", "volumesnapshots", true));
  }

  private static ResourceDefinitionContext context(
      String version, String kind, String plural, boolean namespaced) {
    return new ResourceDefinitionContext.Builder()
        .withGroup(GROUP)
        .withVersion(version)
        .withKind(kind)
        .withPlural(plural)
        .withNamespaced(namespaced)
        .build();
  }
}
