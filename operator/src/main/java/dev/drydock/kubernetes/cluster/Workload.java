// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.cluster;

import dev.drydock.operator.platform.ApplicationManifest;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A workload, whatever its kind.
 *
 * @param kind kind
 * @param metadata its metadata
 * @param replicas replicas that it shall have; 1 where it has no such number
 * @param pod what its pods are made from
 * @param selector labels of its pods; empty where it has none
 * @param claimTemplates names of the templates that a StatefulSet makes claims from
 */
public record Workload(
    WorkloadKind kind,
    ObjectMeta metadata,
    int replicas,
    PodSpec pod,
    Map<String, String> selector,
    List<String> claimTemplates) {
  private static final String PREFIX = "drydock.dev/";

  /** Its name, which other kinds may have as well. */
  public String name() {
    return metadata.getName();
  }

  /** What it tells Drydock, by labels and annotations. */
  public Map<String, String> told() {
    Map<String, String> told = new TreeMap<>();
    for (Map<String, String> source : List.of(labels(metadata), annotations(metadata))) {
      source.forEach(
          (name, value) -> {
            if (name.startsWith(PREFIX)) {
              told.put(name, value);
            }
          });
    }
    return told;
  }

  /** Labels of an object; none where it has none. */
  public static Map<String, String> labels(ObjectMeta metadata) {
    return metadata.getLabels() == null ? Map.of() : metadata.getLabels();
  }

  /** Annotations of an object; none where it has none. */
  public static Map<String, String> annotations(ObjectMeta metadata) {
    return metadata.getAnnotations() == null ? Map.of() : metadata.getAnnotations();
  }

  /** Whether a pod is one of it, now. */
  public boolean owns(Pod pod) {
    return !selector.isEmpty()
        && labels(pod.getMetadata()).entrySet().containsAll(selector.entrySet());
  }

  /**
   * The claims that it mounts, with the path where a container sees each.
   *
   * @param claims names of the claims that there are
   */
  public Map<String, String> mounts(Collection<String> claims) {
    Map<String, String> mounts = new LinkedHashMap<>();
    for (String claim : claims) {
      volume(claim)
          .flatMap(this::mountOf)
          .ifPresent(mount -> mounts.put(claim, mount.getMountPath()));
    }
    return mounts;
  }

  /** Where its containers mount a claim, with the part of it that they see. */
  public List<VolumeMount> mountsOf(String claim) {
    return volume(claim).stream()
        .flatMap(
            volume ->
                pod.getContainers().stream()
                    .flatMap(c -> c.getVolumeMounts().stream())
                    .filter(mount -> mount.getName().equals(volume)))
        .toList();
  }

  /** Whether it may write to a claim. */
  public boolean writes(String claim) {
    return volume(claim).stream()
        .flatMap(
            volume ->
                pod.getContainers().stream()
                    .flatMap(c -> c.getVolumeMounts().stream())
                    .filter(m -> m.getName().equals(volume)))
        .anyMatch(m -> !Boolean.TRUE.equals(m.getReadOnly()));
  }

  /** Name of the volume of its pods that is a claim. */
  private Optional<String> volume(String claim) {
    Optional<String> direct =
        pod.getVolumes().stream()
            .filter(v -> v.getPersistentVolumeClaim() != null)
            .filter(v -> claim.equals(v.getPersistentVolumeClaim().getClaimName()))
            .map(Volume::getName)
            .findFirst();
    return direct.or(
        () -> claimTemplates.stream().filter(template -> isMadeFrom(claim, template)).findFirst());
  }

  private boolean isMadeFrom(String claim, String template) {
    String prefix = template + "-" + name() + "-";
    return claim.startsWith(prefix) && claim.substring(prefix.length()).matches("[0-9]+");
  }

  private Optional<VolumeMount> mountOf(String volume) {
    return pod.getContainers().stream()
        .map(Container::getVolumeMounts)
        .flatMap(List::stream)
        .filter(mount -> mount.getName().equals(volume))
        .findFirst();
  }

  /** As the manifest of an application has it. */
  public ApplicationManifest.Service service(String asNamed) {
    String image = pod.getContainers().isEmpty() ? "" : pod.getContainers().getFirst().getImage();
    return new ApplicationManifest.Service(asNamed, image, List.of(), told());
  }

  /** Names of claims in the order that puts the first replica's first. */
  public static int byOrdinal(PersistentVolumeClaim one, PersistentVolumeClaim other) {
    String a = one.getMetadata().getName();
    String b = other.getMetadata().getName();
    return a.length() == b.length() ? a.compareTo(b) : Integer.compare(a.length(), b.length());
  }
}
