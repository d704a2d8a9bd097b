// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.snapshot;

import dev.drydock.kubernetes.cluster.Waiting;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.naming.Labels;
import dev.drydock.operator.platform.VolumeSnapshots.Snapshots;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Removes snapshots and the claims that were made of them: first these, with the ConfigMap that
 * they belong to, as some drivers keep a snapshot as long as there is a volume of it.
 */
final class SnapshotRemoval {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(500);

  private final KubernetesClient client;
  private final SnapshotApi api;
  private final Waiting waiting;

  SnapshotRemoval(KubernetesClient client, SnapshotApi api, Clock clock) {
    this.client = client;
    this.api = api;
    this.waiting = new Waiting(clock, POLL, "copies of snapshots were being removed");
  }

  /**
   * Removes what has these labels; waits a while for it.
   *
   * @throws DrydockException PlatformError when something is still there
   */
  void remove(String namespace, Map<String, String> labels) {
    removeHolders(namespace, labels, null);
    boolean gone = waiting.until(() -> clones(namespace, labels).isEmpty(), PATIENCE);
    // also when the clones are not gone: some drivers can remove them all the same
    api.find().ifPresent(found -> removeSnapshots(namespace, labels, null, found.version()));
    if (!gone) {
      throw new DrydockException(
          FailureReason.PlatformError,
          "The claims %s, made of snapshots, do not go. See: kubectl -n %s describe pvc %s"
              .formatted(
                  names(clones(namespace, labels)),
                  namespace,
                  names(clones(namespace, labels)).stream().findFirst().orElse("")));
    }
  }

  /** Removes what earlier runs of the policy could not. Runs of a policy never overlap. */
  void removeOthers(Snapshots snapshots, String version) {
    Map<String, String> ofPolicy =
        Map.of(Labels.POLICY, snapshots.labels().getOrDefault(Labels.POLICY, ""));
    removeHolders(snapshots.namespace(), ofPolicy, snapshots.name());
    removeSnapshots(snapshots.namespace(), ofPolicy, snapshots.name(), version);
  }

  private void removeHolders(
      String namespace, Map<String, String> labels, @Nullable String butOfSet) {
    client
        .configMaps()
        .inNamespace(namespace)
        .withLabels(labels)
        .withLabel(SnapshotObjects.SET)
        .list()
        .getItems()
        .stream()
        .filter(map -> isOfAnother(map, butOfSet))
        .forEach(
            map ->
                client
                    .configMaps()
                    .inNamespace(namespace)
                    .withName(map.getMetadata().getName())
                    .delete());
  }

  private void removeSnapshots(
      String namespace, Map<String, String> labels, @Nullable String butOfSet, String version) {
    api
        .snapshots(version)
        .inNamespace(namespace)
        .withLabels(labels)
        .withLabel(SnapshotObjects.SET)
        .list()
        .getItems()
        .stream()
        .filter(snapshot -> isOfAnother(snapshot, butOfSet))
        .filter(snapshot -> snapshot.getMetadata().getDeletionTimestamp() == null)
        .forEach(
            snapshot ->
                api.snapshots(version)
                    .inNamespace(namespace)
                    .withName(snapshot.getMetadata().getName())
                    .delete());
  }

  private static boolean isOfAnother(HasMetadata object, @Nullable String set) {
    return !String.valueOf(set).equals(object.getMetadata().getLabels().get(SnapshotObjects.SET));
  }

  private List<PersistentVolumeClaim> clones(String namespace, Map<String, String> labels) {
    return client
        .persistentVolumeClaims()
        .inNamespace(namespace)
        .withLabels(labels)
        .withLabel(SnapshotObjects.SET)
        .list()
        .getItems();
  }

  private static List<String> names(List<? extends HasMetadata> objects) {
    return objects.stream().map(object -> object.getMetadata().getName()).toList();
  }
}
