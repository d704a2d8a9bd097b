// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.location;

import dev.drydock.api.v1alpha1.BackupStorageLocationReference;
import dev.drydock.api.v1alpha1.RepositorySpec;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;

/** Finds repositories by the BackupStorageLocations of a cluster. Safe for use by many threads. */
public final class StorageLocations {
  static final ResourceDefinitionContext KIND =
      new ResourceDefinitionContext.Builder()
          .withGroup("velero.io")
          .withVersion("v1")
          .withKind("BackupStorageLocation")
          .withPlural("backupstoragelocations")
          .withNamespaced(true)
          .build();

  private final KubernetesClient client;

  /** The locations of a cluster. */
  public StorageLocations(KubernetesClient client) {
    this.client = client;
  }

  /**
   * The repository as a place in S3, when it is taken from such a location; otherwise as it is.
   *
   * @param namespace namespace of the object that uses it
   * @param writes whether snapshots are to be written or removed there
   * @throws DrydockException InvalidRequest or RepositoryUnavailable, when it cannot be used
   */
  public RepositorySpec locate(String namespace, RepositorySpec repository, boolean writes) {
    BackupStorageLocationReference reference = repository.backupStorageLocation();
    if (reference == null) {
      return repository;
    }
    GenericKubernetesResource found =
        client
            .genericKubernetesResources(KIND)
            .inNamespace(reference.namespace())
            .withName(reference.name())
            .get();
    if (found == null) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "There is no BackupStorageLocation %s in namespace %s, or the cluster has no Velero (kubectl get backupstoragelocations.velero.io -A): correct spec.repository.backupStorageLocation, or name the bucket itself in spec.repository.s3."
              .formatted(reference.name(), reference.namespace()));
    }
    return new RepositorySpec(
        new StorageLocation(found, reference).place(namespace, writes),
        null,
        repository.passwordSecretRef(),
        repository.copies());
  }
}
