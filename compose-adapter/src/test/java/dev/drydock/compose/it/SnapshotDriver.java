// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.it;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.TypedLocalObjectReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what a CSI driver, its provisioner and the snapshot controller do together, with directories
 * of this machine, which has to be the node: claims of its class get a volume, that of a snapshot
 * with its content; VolumeSnapshots are copies of directories, cut a moment before they are ready
 * to use.
 */
final class SnapshotDriver implements AutoCloseable {
  static final String DEFINITIONS =
      definition("VolumeSnapshot", "volumesnapshots", "Namespaced")
          + "---\n"
          + definition("VolumeSnapshotClass", "volumesnapshotclasses", "Cluster");

  private static final Logger LOG = LoggerFactory.getLogger(SnapshotDriver.class);
  private static final ResourceDefinitionContext SNAPSHOTS =
      new ResourceDefinitionContext.Builder()
          .withGroup("snapshot.storage.k8s.io")
          .withVersion("v1")
          .withKind("VolumeSnapshot")
          .withPlural("volumesnapshots")
          .withNamespaced(true)
          .build();

  private final KubernetesClient admin;
  private final String namespace;
  private final Path directory;
  private final Thread thread;

  /**
   * A driver for one namespace, whose name its classes have, too.
   *
   * @param directory receives the volumes and snapshots
   */
  SnapshotDriver(KubernetesClient admin, String namespace, Path directory) {
    this.admin = admin;
    this.namespace = namespace;
    this.directory = directory;
    thread = Thread.ofVirtual().name("snapshot-driver").start(this::work);
  }

  /** The objects by which users and Drydock know it. */
  static String classes(String name) {
    return """
    apiVersion: storage.k8s.io/v1
    kind: StorageClass
    metadata: {name: %1$s}
    provisioner: %1$s.csi.example
    volumeBindingMode: Immediate
    ---
    apiVersion: snapshot.storage.k8s.io/v1
    kind: VolumeSnapshotClass
    metadata: {name: %1$s}
    driver: %1$s.csi.example
    deletionPolicy: Delete
    """
        .formatted(name);
  }

  private static String definition(String kind, String plural, String scope) {
    return """
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata:
      name: %2$s.snapshot.storage.k8s.io
      annotations: {api-approved.kubernetes.io: "unapproved, for a test"}
    spec:
      group: snapshot.storage.k8s.io
      scope: %3$s
      names: {kind: %1$s, plural: %2$s, singular: %4$s}
      versions:
      - name: v1
        served: true
        storage: true
        schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
    """
        .formatted(kind, plural, scope, kind.toLowerCase(java.util.Locale.ROOT));
  }

  private void work() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        claims().stream()
            .filter(c -> namespace.equals(c.getSpec().getStorageClassName()))
            .filter(c -> c.getSpec().getVolumeName() == null)
            .forEach(this::provision);
        snapshots().forEach(this::snapshot);
        Thread.sleep(200);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (KubernetesClientException e) {
        LOG.info("the driver tries again: {}", e.getMessage());
      }
    }
  }

  private List<PersistentVolumeClaim> claims() {
    return admin.persistentVolumeClaims().inNamespace(namespace).list().getItems();
  }

  private List<GenericKubernetesResource> snapshots() {
    return admin.genericKubernetesResources(SNAPSHOTS).inNamespace(namespace).list().getItems();
  }

  private String volume(PersistentVolumeClaim claim) {
    return namespace + "-" + claim.getMetadata().getUid();
  }

  private void provision(PersistentVolumeClaim claim) {
    if (admin.persistentVolumes().withName(volume(claim)).get() != null) {
      return;
    }
    Path path = directory.resolve(volume(claim));
    TypedLocalObjectReference source = claim.getSpec().getDataSource();
    if (source == null) {
      Shell.run(directory, Map.of(), "mkdir", "-m", "777", path.toString()).ok();
    } else {
      GenericKubernetesResource snapshot =
          admin
              .genericKubernetesResources(SNAPSHOTS)
              .inNamespace(namespace)
              .withName(source.getName())
              .get();
      if (snapshot == null || !Boolean.TRUE.equals(snapshot.get("status", "readyToUse"))) {
        return;
      }
      copy(cut(snapshot), path);
    }
    PersistentVolume made =
        new PersistentVolumeBuilder()
            .withNewMetadata()
            .withName(volume(claim))
            .addToLabels("drydock.dev/test", namespace)
            .endMetadata()
            .withNewSpec()
            .withStorageClassName(namespace)
            .withAccessModes(claim.getSpec().getAccessModes())
            .withCapacity(claim.getSpec().getResources().getRequests())
            .withPersistentVolumeReclaimPolicy("Retain")
            .withNewHostPath(path.toString(), "Directory")
            .withNewClaimRef()
            .withNamespace(namespace)
            .withName(claim.getMetadata().getName())
            .withUid(claim.getMetadata().getUid())
            .endClaimRef()
            .endSpec()
            .build();
    admin.resource(made).create();
  }

  private void snapshot(GenericKubernetesResource snapshot) {
    if (snapshot.get("status", "creationTime") == null) {
      PersistentVolumeClaim claim =
          admin
              .persistentVolumeClaims()
              .inNamespace(namespace)
              .withName(
                  String.valueOf(
                      (Object) snapshot.get("spec", "source", "persistentVolumeClaimName")))
              .get();
      copy(directory.resolve(volume(claim)), cut(snapshot));
      status(snapshot, Map.of("creationTime", Instant.now().toString(), "readyToUse", false));
    } else if (!Boolean.TRUE.equals(snapshot.get("status", "readyToUse"))) {
      status(
          snapshot,
          Map.of(
              "creationTime",
              requireNonNull((Object) snapshot.get("status", "creationTime")),
              "readyToUse",
              true,
              "restoreSize",
              "1Gi"));
    }
  }

  private void status(GenericKubernetesResource snapshot, Map<String, Object> status) {
    admin
        .genericKubernetesResources(SNAPSHOTS)
        .inNamespace(namespace)
        .withName(snapshot.getMetadata().getName())
        .edit(
            now -> {
              now.setAdditionalProperty("status", status);
              return now;
            });
  }

  private Path cut(GenericKubernetesResource snapshot) {
    return directory.resolve("cut-" + snapshot.getMetadata().getUid());
  }

  private void copy(Path from, Path to) {
    if (!Files.exists(to)) {
      Shell.run(directory, Map.of(), "cp", "-a", from.toString(), to.toString()).ok();
    }
  }

  @Override
  public void close() throws InterruptedException {
    thread.interrupt();
    thread.join();
    admin.persistentVolumes().withLabel("drydock.dev/test", namespace).list().getItems().stream()
        .forEach(volume -> admin.resource(volume).delete());
  }
}
