// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.snapshot;

import dev.drydock.kubernetes.cluster.CloneMark;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.platform.ApplicationManifest.Volume;
import dev.drydock.operator.platform.VolumeSnapshots;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * VolumeSnapshots of claims. All objects have deterministic names and the labels of their run, so
 * that making them again makes nothing, and what a run has left is found by the next one. Safe for
 * use by many threads.
 */
public final class KubernetesSnapshots implements VolumeSnapshots {
  private static final int CONFLICT = 409;
  private static final int FORBIDDEN = 403;
  private static final int BAD_REQUEST = 400;
  private static final int INVALID = 422;
  private static final Duration PROVISIONED = Duration.ofMinutes(30);

  private final KubernetesClient client;
  private final SnapshotApi api;
  private final Clock clock;
  private final SnapshotRemoval removal;

  /** Snapshots in a cluster. */
  public KubernetesSnapshots(KubernetesClient client, Clock clock) {
    this.client = client;
    this.api = new SnapshotApi(client);
    this.clock = clock;
    this.removal = new SnapshotRemoval(client, api, clock);
  }

  @Override
  public Map<String, String> obstacles(
      String namespace, List<Volume> volumes, @Nullable String snapshotClass) {
    Map<String, String> obstacles = new TreeMap<>();
    SnapshotApi.Found found = api.find().orElse(null);
    if (found == null) {
      volumes.forEach(v -> obstacles.put(v.name(), "the cluster has no VolumeSnapshots"));
      return obstacles;
    }
    if (snapshotClass != null) {
      found.classes().require(snapshotClass);
    }
    Map<String, PersistentVolumeClaim> claims = claims(namespace);
    Map<String, StorageClass> classes = storageClasses();
    for (Volume volume : volumes) {
      String driver = driver(claims.get(volume.source()), classes);
      if (driver == null) {
        obstacles.put(volume.name(), "its claim has no volume yet, or no StorageClass of a driver");
      } else if (found.classes().of(driver, snapshotClass).isEmpty()) {
        obstacles.put(volume.name(), found.classes().missing(driver, snapshotClass));
      }
    }
    return obstacles;
  }

  /** Who made the volume of a claim, and makes the one of the clone; null when it is not known. */
  private static @Nullable String driver(
      @Nullable PersistentVolumeClaim claim, Map<String, StorageClass> classes) {
    if (claim == null
        || claim.getStatus() == null
        || !"Bound".equals(claim.getStatus().getPhase())
        || claim.getSpec().getStorageClassName() == null) {
      return null;
    }
    StorageClass storageClass = classes.get(claim.getSpec().getStorageClassName());
    return storageClass == null ? null : storageClass.getProvisioner();
  }

  @Override
  public Optional<String> cut(Snapshots snapshots) {
    SnapshotApi.Found found = api.require();
    removal.removeOthers(snapshots, found.version());
    List<SnapshotState> states = new ArrayList<>();
    Map<String, PersistentVolumeClaim> claims = new HashMap<>();
    Map<String, StorageClass> classes = new HashMap<>();
    for (Item item : snapshots.items()) {
      GenericKubernetesResource there = snapshot(snapshots, item, found.version());
      if (there == null) {
        if (claims.isEmpty()) {
          claims.putAll(claims(snapshots.namespace()));
          classes.putAll(storageClasses());
        }
        String driver = driver(claims.get(item.source()), classes);
        String snapshotClass =
            Optional.ofNullable(driver)
                .flatMap(d -> found.classes().of(d, snapshots.snapshotClass()))
                .orElseThrow(
                    () ->
                        failed(
                            "No snapshot of PersistentVolumeClaim %s can be made any more: its class is gone."
                                .formatted(item.source())));
        there = make(snapshots, item, found.version(), snapshotClass);
      }
      states.add(new SnapshotState(there, item.source()));
    }
    return first(states.stream().map(state -> state.missing(false, clock.instant())).toList());
  }

  private GenericKubernetesResource make(
      Snapshots snapshots, Item item, String version, String snapshotClass) {
    GenericKubernetesResource snapshot =
        SnapshotObjects.snapshot(snapshots, item, version, snapshotClass);
    try {
      return api.snapshots(version).inNamespace(snapshots.namespace()).resource(snapshot).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() == CONFLICT) {
        GenericKubernetesResource there = snapshot(snapshots, item, version);
        if (there != null) {
          return there;
        }
      }
      throw refused("VolumeSnapshot of PersistentVolumeClaim " + item.source(), e);
    }
  }

  @Override
  public Optional<String> provide(Snapshots snapshots) {
    String version = api.require().version();
    List<SnapshotState> states = new ArrayList<>();
    for (Item item : snapshots.items()) {
      GenericKubernetesResource there = snapshot(snapshots, item, version);
      if (there == null) {
        throw failed(
            "VolumeSnapshot %s of PersistentVolumeClaim %s was removed by somebody else."
                .formatted(item.name(), item.source()));
      }
      states.add(new SnapshotState(there, item.source()));
    }
    Optional<String> unready =
        first(states.stream().map(state -> state.missing(true, clock.instant())).toList());
    if (unready.isPresent()) {
      return unready;
    }
    ConfigMap holder = holder(snapshots);
    Map<String, PersistentVolumeClaim> claims = claims(snapshots.namespace());
    Map<String, StorageClass> classes = storageClasses();
    List<Optional<String>> missing = new ArrayList<>();
    for (int i = 0; i < snapshots.items().size(); i++) {
      Item item = snapshots.items().get(i);
      PersistentVolumeClaim clone = claims.get(item.name());
      if (clone == null) {
        PersistentVolumeClaim origin = claims.get(item.source());
        if (origin == null) {
          throw failed("PersistentVolumeClaim %s is gone.".formatted(item.source()));
        }
        clone = make(SnapshotObjects.clone(snapshots, item, holder, origin, states.get(i).size()));
      }
      missing.add(unprovided(clone, item, classes));
    }
    return first(missing);
  }

  private PersistentVolumeClaim make(PersistentVolumeClaim clone) {
    try {
      return client.resource(clone).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() == CONFLICT) {
        return client.resource(clone).get();
      }
      throw refused(
          "claim for the content of " + "PersistentVolumeClaim " + CloneMark.origin(clone), e);
    }
  }

  /** A claim whose class waits for the first pod gets its volume with the mover. */
  private Optional<String> unprovided(
      PersistentVolumeClaim clone, Item item, Map<String, StorageClass> classes) {
    if (clone.getStatus() != null && "Bound".equals(clone.getStatus().getPhase())) {
      return Optional.empty();
    }
    StorageClass storageClass = classes.get(clone.getSpec().getStorageClassName());
    if (storageClass != null
        && "WaitForFirstConsumer".equals(storageClass.getVolumeBindingMode())) {
      return Optional.empty();
    }
    Instant made = Instant.parse(clone.getMetadata().getCreationTimestamp());
    if (!clock.instant().isBefore(made.plus(PROVISIONED))) {
      throw failed(
          "The content of PersistentVolumeClaim %s was not made available from its snapshot within %s: %s. Or set spec.volumes.snapshots to Never."
              .formatted(item.source(), PROVISIONED, newestEvent(clone)));
    }
    return Optional.of(
        "claim %s, which gets the content of the snapshot of %s"
            .formatted(item.name(), item.source()));
  }

  private String newestEvent(HasMetadata of) {
    return client
        .v1()
        .events()
        .inNamespace(of.getMetadata().getNamespace())
        .withField("involvedObject.uid", of.getMetadata().getUid())
        .list()
        .getItems()
        .stream()
        .max(Comparator.comparing(event -> String.valueOf(event.getLastTimestamp())))
        .map(Event::getMessage)
        .orElse("nobody says why");
  }

  private ConfigMap holder(Snapshots snapshots) {
    ConfigMap holder = SnapshotObjects.holder(snapshots);
    ConfigMap there = client.resource(holder).get();
    if (there != null) {
      return there;
    }
    try {
      return client.resource(holder).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() == CONFLICT) {
        return client.resource(holder).get();
      }
      throw e;
    }
  }

  @Override
  public void remove(String namespace, Map<String, String> labels) {
    removal.remove(namespace, labels);
  }

  private @Nullable GenericKubernetesResource snapshot(
      Snapshots snapshots, Item item, String version) {
    return api.snapshots(version).inNamespace(snapshots.namespace()).withName(item.name()).get();
  }

  private Map<String, PersistentVolumeClaim> claims(String namespace) {
    Map<String, PersistentVolumeClaim> claims = new HashMap<>();
    client
        .persistentVolumeClaims()
        .inNamespace(namespace)
        .list()
        .getItems()
        .forEach(claim -> claims.put(claim.getMetadata().getName(), claim));
    return claims;
  }

  private Map<String, StorageClass> storageClasses() {
    Map<String, StorageClass> classes = new HashMap<>();
    client
        .storage()
        .v1()
        .storageClasses()
        .list()
        .getItems()
        .forEach(c -> classes.put(c.getMetadata().getName(), c));
    return classes;
  }

  private static Optional<String> first(List<Optional<String>> missing) {
    return missing.stream().flatMap(Optional::stream).findFirst();
  }

  /** What will be refused again is no reason to wait; what cannot be asked for now is. */
  private static RuntimeException refused(String what, KubernetesClientException e) {
    return switch (e.getCode()) {
      case FORBIDDEN, BAD_REQUEST, INVALID ->
          failed(
              "The cluster refuses a %s: %s. Raise the ResourceQuota if it is that, or set spec.volumes.snapshots to Never."
                  .formatted(
                      what, e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage()));
      default -> e;
    };
  }

  private static DrydockException failed(String message) {
    return new DrydockException(FailureReason.SourceUnreadable, message);
  }
}
