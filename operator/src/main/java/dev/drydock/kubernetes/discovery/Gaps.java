// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.discovery;

import dev.drydock.kubernetes.cluster.Environment;
import dev.drydock.kubernetes.cluster.NamespaceView;
import dev.drydock.kubernetes.cluster.PodClaims;
import dev.drydock.operator.platform.DatabaseImages;
import dev.drydock.operator.platform.Findings;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What a backup will not protect, and the owner of the application should know. */
final class Gaps {
  /** Sources of volumes whose content comes from elsewhere, goes with the pod, or is copied. */
  private static final Set<String> PROTECTED =
      Set.of(
          "configMap",
          "downwardAPI",
          "emptyDir",
          "ephemeral",
          "gitRepo",
          "image",
          "persistentVolumeClaim",
          "projected",
          "secret");

  /** Drivers of inline volumes that show what is kept elsewhere. */
  private static final Set<String> OF_ELSEWHERE =
      Set.of("csi.cert-manager.io", "csi.spiffe.io", "secrets-store.csi.k8s.io");

  private final NamespaceView view;
  private final Chosen chosen;

  Gaps(NamespaceView view, Chosen chosen) {
    this.view = view;
    this.chosen = chosen;
  }

  /** Whether a claim is a file system that exists. */
  static boolean canBeRead(PersistentVolumeClaim claim) {
    return !isBlock(claim) && isBound(claim);
  }

  /** What of volumes is not protected. */
  List<String> ofVolumes(List<PersistentVolumeClaim> claims) {
    List<String> gaps = new ArrayList<>();
    for (PersistentVolumeClaim claim : claims) {
      String name = claim.getMetadata().getName();
      if (OptOut.of(claim.getMetadata())) {
        continue;
      }
      if (isBlock(claim)) {
        gaps.add(
            "PersistentVolumeClaim %s is a block device, which is not backed up.".formatted(name));
      } else if (!isBound(claim)) {
        gaps.add(
            "PersistentVolumeClaim %s is not bound to a volume, so there is nothing to back up."
                .formatted(name));
      }
    }
    chosen
        .workloads()
        .forEach(
            (name, workload) ->
                workload.pod().getVolumes().stream()
                    .flatMap(volume -> ofVolume(name, volume).stream())
                    .forEach(gaps::add));
    return gaps;
  }

  /** What is neither a claim nor made by the cluster, such as an NFS share named in a workload. */
  private static Optional<String> ofVolume(String workload, Volume volume) {
    if (volume.getHostPath() != null) {
      return Optional.of(
          "Workload %s mounts %s of its node, which is not backed up: use a PersistentVolumeClaim."
              .formatted(workload, volume.getHostPath().getPath()));
    }
    if (volume.getCsi() != null && OF_ELSEWHERE.contains(volume.getCsi().getDriver())) {
      return Optional.empty();
    }
    Map<?, ?> tree = Serialization.unmarshal(Serialization.asJson(volume), Map.class);
    return tree.keySet().stream()
        .map(String::valueOf)
        .filter(source -> !source.equals("name") && !PROTECTED.contains(source))
        .findFirst()
        .map(
            source ->
                "Workload %s mounts volume %s (%s) without a claim, so it is not backed up: make it a PersistentVolume, and use a PersistentVolumeClaim."
                    .formatted(workload, volume.getName(), source));
  }

  /** What of workloads is not protected. */
  List<String> ofWorkloads() {
    List<String> gaps = new ArrayList<>();
    chosen
        .workloads()
        .forEach(
            (name, workload) ->
                Databases.postgresql(workload)
                    .flatMap(server -> passwordInPlain(name, server))
                    .ifPresent(gaps::add));
    view.strayPods().stream()
        .filter(chosen::has)
        .flatMap(pod -> strayDatabase(pod).stream())
        .forEach(gaps::add);
    return gaps;
  }

  private static Optional<String> passwordInPlain(String name, Container server) {
    return new Environment(server)
        .literal("POSTGRES_PASSWORD")
        .map(password -> Findings.passwordInPlain(name));
  }

  /** Databases that other operators run are no workload that could be dumped by its name. */
  private static Optional<String> strayDatabase(Pod pod) {
    if (new PodClaims(pod.getSpec()).claims().isEmpty()) {
      return Optional.empty();
    }
    return pod.getSpec().getContainers().stream()
        .map(Container::getImage)
        .flatMap(
            image ->
                DatabaseImages.isPostgresql(image)
                    ? Stream.of("PostgreSQL that is run by another operator")
                    : DatabaseImages.notDumped(image).stream())
        .map(kind -> Findings.copiedAsFiles(pod.getMetadata().getName(), kind))
        .findFirst();
  }

  private static boolean isBlock(PersistentVolumeClaim claim) {
    return "Block".equals(claim.getSpec().getVolumeMode());
  }

  private static boolean isBound(PersistentVolumeClaim claim) {
    return claim.getStatus() != null && "Bound".equals(claim.getStatus().getPhase());
  }
}
