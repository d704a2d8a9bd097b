// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.discovery;

import dev.drydock.kubernetes.cluster.Environment;
import dev.drydock.kubernetes.cluster.NamespaceView;
import dev.drydock.kubernetes.cluster.Workload;
import dev.drydock.kubernetes.cluster.WorkloadNames;
import dev.drydock.operator.platform.DatabaseImages;
import dev.drydock.operator.platform.Findings;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a backup will not protect, and the owner of the application should know. */
final class Gaps {
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
                    .filter(volume -> volume.getHostPath() != null)
                    .forEach(
                        volume ->
                            gaps.add(
                                "Workload %s mounts %s of its node, which is not backed up: use a PersistentVolumeClaim."
                                    .formatted(name, volume.getHostPath().getPath()))));
    return gaps;
  }

  /** What of workloads is not protected. */
  List<String> ofWorkloads(WorkloadNames names) {
    List<String> gaps = new ArrayList<>();
    chosen
        .workloads()
        .forEach(
            (name, workload) ->
                Databases.postgresql(workload)
                    .flatMap(server -> passwordInPlain(name, server))
                    .ifPresent(gaps::add));
    for (Pod pod : view.pods()) {
      if (names.byName().values().stream().noneMatch(workload -> workload.owns(pod))) {
        strayDatabase(pod).ifPresent(gaps::add);
      }
    }
    return gaps;
  }

  private static Optional<String> passwordInPlain(String name, Container server) {
    return new Environment(server)
        .literal("POSTGRES_PASSWORD")
        .map(password -> Findings.passwordInPlain(name));
  }

  /** Databases that other operators run are no workload that could be dumped by its name. */
  private static Optional<String> strayDatabase(Pod pod) {
    Map<String, String> told = Workload.labels(pod.getMetadata());
    if ("drydock".equals(told.get("app.kubernetes.io/managed-by"))) {
      return Optional.empty();
    }
    return pod.getSpec().getContainers().stream()
        .map(Container::getImage)
        .flatMap(
            image ->
                DatabaseImages.isPostgresql(image)
                    ? java.util.stream.Stream.of("PostgreSQL that is run by another operator")
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
