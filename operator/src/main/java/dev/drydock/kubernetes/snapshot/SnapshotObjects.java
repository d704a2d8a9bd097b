// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.snapshot;

import dev.drydock.kubernetes.cluster.CloneMark;
import dev.drydock.operator.platform.JobRequest;
import dev.drydock.operator.platform.VolumeSnapshots.Item;
import dev.drydock.operator.platform.VolumeSnapshots.Snapshots;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The objects of a set of snapshots. Pure functions. */
final class SnapshotObjects {
  /** Label with the name of the set that an object is of. */
  static final String SET = "drydock.dev/volume-snapshots";

  private SnapshotObjects() {}

  static Map<String, String> labels(Snapshots snapshots) {
    Map<String, String> labels = new TreeMap<>(snapshots.labels());
    labels.put("app.kubernetes.io/managed-by", "drydock");
    labels.put("app.kubernetes.io/component", "volume-snapshot");
    labels.put(SET, snapshots.name());
    return labels;
  }

  static GenericKubernetesResource snapshot(
      Snapshots snapshots, Item item, String version, String snapshotClass) {
    GenericKubernetesResource snapshot = new GenericKubernetesResource();
    snapshot.setApiVersion(SnapshotApi.GROUP + "/" + version);
    snapshot.setKind("VolumeSnapshot");
    snapshot.setMetadata(metadata(snapshots, item.name(), owner(snapshots.owner())));
    snapshot.setAdditionalProperty(
        "spec",
        Map.of(
            "volumeSnapshotClassName",
            snapshotClass,
            "source",
            Map.of("persistentVolumeClaimName", item.source())));
    return snapshot;
  }

  /**
   * What the clones go with. The operator may not delete claims, so that it can never delete those
   * of users: it deletes this, and the garbage collector what belongs to it.
   */
  static ConfigMap holder(Snapshots snapshots) {
    return new ConfigMapBuilder()
        .withMetadata(metadata(snapshots, snapshots.name(), owner(snapshots.owner())))
        .build();
  }

  /**
   * The claim that gets the content of a snapshot: of the class and size of the one that this is
   * of.
   *
   * @param origin the claim that the snapshot is of
   */
  static PersistentVolumeClaim clone(
      Snapshots snapshots,
      Item item,
      ConfigMap holder,
      PersistentVolumeClaim origin,
      Optional<String> size) {
    ObjectMeta metadata =
        metadata(
            snapshots,
            item.name(),
            new OwnerReferenceBuilder()
                .withApiVersion("v1")
                .withKind("ConfigMap")
                .withName(holder.getMetadata().getName())
                .withUid(holder.getMetadata().getUid())
                .build());
    metadata.setAnnotations(Map.of(CloneMark.ANNOTATION, item.source()));
    return new PersistentVolumeClaimBuilder()
        .withMetadata(metadata)
        .withNewSpec()
        .withAccessModes(origin.getSpec().getAccessModes())
        .withStorageClassName(origin.getSpec().getStorageClassName())
        .withNewDataSource(SnapshotApi.GROUP, "VolumeSnapshot", item.name())
        .withNewResources()
        .addToRequests("storage", size(origin, size))
        .endResources()
        .endSpec()
        .build();
  }

  /** A volume that was made larger may have a snapshot that is larger than its claim says. */
  private static Quantity size(PersistentVolumeClaim origin, Optional<String> ofSnapshot) {
    Optional<Quantity> requested =
        Optional.ofNullable(origin.getSpec().getResources().getRequests().get("storage"));
    Optional<Quantity> capacity =
        Optional.ofNullable(origin.getStatus())
            .map(PersistentVolumeClaimStatus::getCapacity)
            .map(amounts -> amounts.get("storage"));
    return Stream.of(requested, capacity, ofSnapshot.map(Quantity::parse))
        .flatMap(Optional::stream)
        .max(Comparator.comparing(Quantity::getNumericalAmount))
        .orElseThrow(() -> new IllegalStateException("every claim says how large it is"));
  }

  private static ObjectMeta metadata(
      Snapshots snapshots, String name, @Nullable OwnerReference owner) {
    return new ObjectMetaBuilder()
        .withNamespace(snapshots.namespace())
        .withName(name)
        .withLabels(labels(snapshots))
        .withOwnerReferences(owner == null ? List.of() : List.of(owner))
        .build();
  }

  private static @Nullable OwnerReference owner(JobRequest.@Nullable Owner owner) {
    return owner == null
        ? null
        : new OwnerReferenceBuilder()
            .withApiVersion(owner.apiVersion())
            .withKind(owner.kind())
            .withName(owner.name())
            .withUid(owner.uid())
            .build();
  }
}
