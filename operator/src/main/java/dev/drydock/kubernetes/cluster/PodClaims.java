// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.cluster;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The claims that a pod has, and how its containers see them. */
public final class PodClaims {
  private final PodSpec pod;

  /** The claims of a pod. */
  public PodClaims(PodSpec pod) {
    this.pod = pod;
  }

  /** Whether it has a claim, be it that no container mounts it. */
  public boolean has(String claim) {
    return !volumes(claim).isEmpty();
  }

  /** Names of its claims. */
  public Set<String> claims() {
    return pod.getVolumes().stream()
        .filter(volume -> volume.getPersistentVolumeClaim() != null)
        .map(volume -> volume.getPersistentVolumeClaim().getClaimName())
        .collect(Collectors.toSet());
  }

  /** How its containers see a claim; those first that run all the time. */
  public List<ClaimMount> mounts(String claim) {
    return mountsOf(volumes(claim), isReadOnly(claim));
  }

  /** Whether it may write to a claim. */
  public boolean writes(String claim) {
    return mounts(claim).stream().anyMatch(mount -> !mount.readOnly());
  }

  /** How its containers see a volume. */
  List<ClaimMount> mountsOf(String volume) {
    return mountsOf(Set.of(volume), false);
  }

  private List<ClaimMount> mountsOf(Set<String> volumes, boolean readOnly) {
    List<ClaimMount> mounts = new ArrayList<>();
    for (Container container : pod.getContainers()) {
      container.getVolumeMounts().stream()
          .filter(mount -> volumes.contains(mount.getName()))
          .forEach(mount -> mounts.add(mount(container, false, mount, readOnly)));
    }
    for (Container container : pod.getInitContainers()) {
      container.getVolumeMounts().stream()
          .filter(mount -> volumes.contains(mount.getName()))
          .forEach(mount -> mounts.add(mount(container, true, mount, readOnly)));
    }
    return mounts;
  }

  private static ClaimMount mount(
      Container container, boolean initial, VolumeMount mount, boolean readOnly) {
    boolean unknown = mount.getSubPathExpr() != null && !mount.getSubPathExpr().isEmpty();
    String subPath = mount.getSubPath() == null ? "" : mount.getSubPath();
    return new ClaimMount(
        container.getName(),
        initial,
        mount.getMountPath(),
        unknown ? null : ClaimMount.trim(subPath),
        readOnly || Boolean.TRUE.equals(mount.getReadOnly()));
  }

  /** Names of the volumes that are a claim: several may be the same one. */
  private Set<String> volumes(String claim) {
    return pod.getVolumes().stream()
        .filter(volume -> isOf(volume, claim))
        .map(Volume::getName)
        .collect(Collectors.toSet());
  }

  private boolean isReadOnly(String claim) {
    return pod.getVolumes().stream()
        .filter(volume -> isOf(volume, claim))
        .allMatch(volume -> Boolean.TRUE.equals(volume.getPersistentVolumeClaim().getReadOnly()));
  }

  private static boolean isOf(Volume volume, String claim) {
    return volume.getPersistentVolumeClaim() != null
        && claim.equals(volume.getPersistentVolumeClaim().getClaimName());
  }
}
