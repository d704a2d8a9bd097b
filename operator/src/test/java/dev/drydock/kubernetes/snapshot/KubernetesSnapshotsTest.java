// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.naming.Labels;
import dev.drydock.operator.platform.ApplicationManifest.Volume;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import dev.drydock.operator.platform.JobRequest;
import dev.drydock.operator.platform.VolumeSnapshots.Item;
import dev.drydock.operator.platform.VolumeSnapshots.Snapshots;
import dev.drydock.operator.testing.MutableClock;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Snapshots against an API in memory, in which the test is the driver. */
@EnableKubernetesMockClient(crud = true, https = false)
class KubernetesSnapshotsTest {
  private static final Logger SERVER = Logger.getLogger("io.fabric8.mockwebserver");
  private static final ResourceDefinitionContext CLASSES =
      new ResourceDefinitionContext.Builder()
          .withGroup("snapshot.storage.k8s.io")
          .withVersion("v1")
          .withKind("VolumeSnapshotClass")
          .withPlural("volumesnapshotclasses")
          .withNamespaced(false)
          .build();

  @SuppressWarnings("NullAway.Init")
  KubernetesClient client; // set by the extension

  private final MutableClock clock = MutableClock.at(Instant.now().toString());
  private KubernetesSnapshots snapshots;

  @BeforeAll
  static void quiet() {
    SERVER.setLevel(Level.WARNING);
  }

  @BeforeEach
  void cluster() {
    snapshots = new KubernetesSnapshots(client, clock);
    for (String name : List.of("fast", "slow")) {
      client
          .resource(
              new StorageClassBuilder()
                  .withNewMetadata()
                  .withName(name)
                  .endMetadata()
                  .withProvisioner(name + ".csi.example")
                  .withVolumeBindingMode("Immediate")
                  .build())
          .create();
    }
    claim("uploads", "fast", "Bound");
    claim("media", "fast", "Bound");
    claim("archive", "slow", "Bound");
  }

  private void claim(String name, String storageClass, String phase) {
    client
        .resource(
            new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withStorageClassName(storageClass)
                .withNewResources()
                .addToRequests("storage", new Quantity("1Gi"))
                .endResources()
                .endSpec()
                .withNewStatus()
                .withPhase(phase)
                .addToCapacity("storage", new Quantity("2Gi"))
                .endStatus()
                .build())
        .create();
  }

  private void snapshotClass(String name, String driver, String policy, boolean isDefault) {
    client
        .genericKubernetesResources(CLASSES)
        .resource(
            Serialization.unmarshal(
                """
                apiVersion: snapshot.storage.k8s.io/v1
                kind: VolumeSnapshotClass
                metadata:
                  name: %s
                  annotations: {snapshot.storage.kubernetes.io/is-default-class: "%s"}
                driver: %s
                deletionPolicy: %s
                """
                    .formatted(name, isDefault, driver, policy),
                GenericKubernetesResource.class))
        .create();
  }

  private static Volume volume(String name) {
    return new Volume(name, VolumeKind.Claim, name, Map.of(), null, false, false);
  }

  private static Snapshots set(String name, String... claims) {
    return new Snapshots(
        "shop",
        name,
        Labels.ofRun("shop", "shop-1"),
        new JobRequest.Owner("drydock.dev/v1alpha1", "BackupRun", "shop-1", "u1"),
        null,
        List.of(claims).stream().map(claim -> new Item(claim, name + "-" + claim)).toList());
  }

  private GenericKubernetesResource snapshot(String name) {
    return new SnapshotApi(client).snapshots("v1").inNamespace("shop").withName(name).get();
  }

  private void status(String name, String status) {
    new SnapshotApi(client)
        .snapshots("v1")
        .inNamespace("shop")
        .withName(name)
        .edit(
            s -> {
              s.setAdditionalProperty(
                  "status", Serialization.unmarshal("---\n" + status, Map.class));
              return s;
            });
  }

  private PersistentVolumeClaim clone(String name) {
    return client.persistentVolumeClaims().inNamespace("shop").withName(name).get();
  }

  @Test
  void aVolumeNeedsAClassOfItsDriverWhoseSnapshotsGoWhenTheyAreDeleted() {
    claim("new", "fast", "Pending");
    snapshotClass("kept", "slow.csi.example", "Retain", true);
    snapshotClass("b", "fast.csi.example", "Delete", false);

    Map<String, String> obstacles =
        snapshots.obstacles(
            "shop", List.of(volume("uploads"), volume("archive"), volume("new")), null);

    assertThat(obstacles).containsOnlyKeys("archive", "new");
    assertThat(obstacles.get("archive")).contains("deletionPolicy Retain");
    assertThat(obstacles.get("new")).contains("no volume yet");
    assertThat(snapshots.obstacles("shop", List.of(volume("archive")), "kept"))
        .as("who asks for it gets it")
        .isEmpty();
    assertThat(snapshots.obstacles("shop", List.of(volume("uploads")), "kept"))
        .hasEntrySatisfying("uploads", why -> assertThat(why).contains("is not for its driver"));
    assertThatThrownBy(() -> snapshots.obstacles("shop", List.of(volume("uploads")), "gone"))
        .isInstanceOfSatisfying(
            DrydockException.class,
            e -> assertThat(e.reason()).isEqualTo(FailureReason.InvalidRequest));
  }

  @Test
  void theDefaultClassCountsMoreThanTheFirst() {
    snapshotClass("a", "fast.csi.example", "Delete", false);
    snapshotClass("b", "fast.csi.example", "Delete", true);

    assertThat(snapshots.cut(set("s1", "uploads"))).isPresent();

    assertThat((Object) snapshot("s1-uploads").get("spec", "volumeSnapshotClassName"))
        .isEqualTo("b");
  }

  @Test
  void allAreMadeBeforeAnyIsWaitedForAndOnlyOnce() {
    snapshotClass("a", "fast.csi.example", "Delete", false);

    assertThat(snapshots.cut(set("s1", "uploads", "media")))
        .hasValueSatisfying(missing -> assertThat(missing).contains("s1-uploads"));
    String uid = snapshot("s1-media").getMetadata().getUid();
    status("s1-uploads", "{creationTime: '2026-11-22T06:00:00Z', readyToUse: false}");
    assertThat(snapshots.cut(set("s1", "uploads", "media")))
        .hasValueSatisfying(missing -> assertThat(missing).contains("s1-media"));
    status("s1-media", "{readyToUse: true}");

    assertThat(snapshots.cut(set("s1", "uploads", "media")))
        .as("one that is cut need not be ready")
        .isEmpty();
    assertThat(snapshot("s1-media").getMetadata().getUid()).isEqualTo(uid);
    assertThat(snapshot("s1-media").getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(owner -> assertThat(owner.getKind()).isEqualTo("BackupRun"));
  }

  @Test
  void whatTheDriverSaysIsToldOnceItHasHadTimeToTryAgain() {
    snapshotClass("a", "fast.csi.example", "Delete", false);
    snapshots.cut(set("s1", "uploads"));
    status("s1-uploads", "{readyToUse: false, error: {message: pool is full}}");

    assertThat(snapshots.cut(set("s1", "uploads"))).isPresent();
    clock.advance(Duration.ofMinutes(2));

    assertThatThrownBy(() -> snapshots.cut(set("s1", "uploads")))
        .isInstanceOfSatisfying(
            DrydockException.class,
            e -> assertThat(e.reason()).isEqualTo(FailureReason.SourceUnreadable))
        .hasMessageContaining("pool is full")
        .hasMessageContaining("kubectl -n shop describe volumesnapshot s1-uploads");
  }

  @Test
  void aDriverThatDoesNothingIsNotWaitedForForEver() {
    snapshotClass("a", "fast.csi.example", "Delete", false);
    snapshots.cut(set("s1", "uploads"));
    clock.advance(Duration.ofMinutes(11));

    assertThatThrownBy(() -> snapshots.cut(set("s1", "uploads")))
        .hasMessageContaining("has not made it within PT10M");
  }

  @Test
  void aClaimIsMadeOfASnapshotOnceItIsReadyAndWaitedForUntilItIsBound() {
    snapshotClass("a", "fast.csi.example", "Delete", false);
    snapshots.cut(set("s1", "uploads"));
    status("s1-uploads", "{creationTime: '2026-11-22T06:00:00Z', readyToUse: false}");
    assertThat(snapshots.provide(set("s1", "uploads"))).isPresent();
    assertThat(clone("s1-uploads")).isNull();
    status("s1-uploads", "{readyToUse: true, restoreSize: 3Gi}");

    assertThat(snapshots.provide(set("s1", "uploads")))
        .hasValueSatisfying(missing -> assertThat(missing).contains("claim s1-uploads"));

    PersistentVolumeClaim clone = clone("s1-uploads");
    assertThat(clone.getSpec().getDataSource().getKind()).isEqualTo("VolumeSnapshot");
    assertThat(clone.getSpec().getDataSource().getName()).isEqualTo("s1-uploads");
    assertThat(clone.getSpec().getStorageClassName()).isEqualTo("fast");
    assertThat(clone.getSpec().getResources().getRequests().get("storage"))
        .isEqualTo(new Quantity("3Gi"));
    assertThat(clone.getMetadata().getAnnotations())
        .containsEntry("drydock.dev/clone-of", "uploads");
    assertThat(clone.getMetadata().getOwnerReferences())
        .as("the garbage collector removes it, which the operator may not")
        .singleElement()
        .satisfies(owner -> assertThat(owner.getKind()).isEqualTo("ConfigMap"));
    clock.advance(Duration.ofMinutes(31));
    assertThatThrownBy(() -> snapshots.provide(set("s1", "uploads")))
        .hasMessageContaining("was not made available");
    client
        .persistentVolumeClaims()
        .inNamespace("shop")
        .withName("s1-uploads")
        .edit(
            c ->
                new PersistentVolumeClaimBuilder(c)
                    .editOrNewStatus()
                    .withPhase("Bound")
                    .endStatus()
                    .build());

    assertThat(snapshots.provide(set("s1", "uploads"))).isEmpty();
  }

  @Test
  void nothingIsLeftOfARunNorOfThoseBeforeIt() {
    snapshotClass("a", "fast.csi.example", "Delete", false);
    snapshots.cut(set("s1", "uploads"));
    status("s1-uploads", "{readyToUse: true}");
    assertThat(snapshots.provide(set("s1", "uploads"))).isPresent();
    client.persistentVolumeClaims().inNamespace("shop").withName("s1-uploads").delete();

    snapshots.cut(set("s2", "uploads"));

    assertThat(snapshot("s1-uploads")).isNull();
    assertThat(client.configMaps().inNamespace("shop").list().getItems()).isEmpty();
    assertThat(snapshot("s2-uploads")).isNotNull();

    snapshots.remove("shop", Labels.ofRun("shop", "shop-1"));

    assertThat(snapshot("s2-uploads")).isNull();
    assertThat(client.persistentVolumeClaims().inNamespace("shop").list().getItems())
        .extracting(c -> c.getMetadata().getName())
        .containsExactlyInAnyOrder("uploads", "media", "archive");
  }
}
