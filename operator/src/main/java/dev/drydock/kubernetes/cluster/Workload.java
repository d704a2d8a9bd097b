// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.cluster;

import dev.drydock.operator.platform.ApplicationManifest;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A workload, whatever its kind.
 *
 * @param kind kind
 * @param metadata its metadata
 * @param replicas replicas that it shall have; 1 where it has no such number, 0 for a CronJob that
 *     is suspended
 * @param firstOrdinal number of the first replica of a StatefulSet
 * @param template what its pods are made from
 * @param selector how its pods are known; one that selects nothing where they are not
 * @param claimTemplates names of the templates that a StatefulSet makes claims from
 */
public record Workload(
    WorkloadKind kind,
    ObjectMeta metadata,
    int replicas,
    int firstOrdinal,
    PodTemplateSpec template,
    LabelSelection selector,
    List<String> claimTemplates) {
  private static final String PREFIX = "drydock.dev/";

  /** Its name, which other kinds may have as well. */
  public String name() {
    return metadata.getName();
  }

  /** What its pods are. */
  public PodSpec pod() {
    return template.getSpec();
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
    return selector.selects(labels(pod.getMetadata()));
  }

  /**
   * Whether a pod is one of it. Those of a CronJob are known by the name of their Job; they are
   * none that it {@link #owns}, as nothing tells them when it is stopped.
   */
  public boolean runs(Pod pod) {
    return owns(pod)
        || (kind == WorkloadKind.CronJob
            && Pods.controller(pod.getMetadata())
                .filter(owner -> owner.getKind().equals("Job"))
                .filter(owner -> owner.getName().matches(Pattern.quote(name()) + "-[0-9]+"))
                .isPresent());
  }

  /** The replicas that it has when Drydock has not scaled it down. */
  public int usualReplicas() {
    return Math.max(replicas, QuiesceMark.replicas(metadata).orElse(0));
  }

  /**
   * The claims that it mounts, with the path where a container sees each.
   *
   * @param claims names of the claims that there are
   */
  public Map<String, String> mounts(Collection<String> claims) {
    Map<String, String> mounts = new LinkedHashMap<>();
    for (String claim : claims) {
      mounts(claim).stream().findFirst().ifPresent(mount -> mounts.put(claim, mount.path()));
    }
    return mounts;
  }

  /** How its containers see a claim; those first that run all the time. */
  public List<ClaimMount> mounts(String claim) {
    PodClaims claims = new PodClaims(pod());
    return templateOf(claim).map(claims::mountsOf).orElseGet(() -> claims.mounts(claim));
  }

  /**
   * Whether its pods have a claim, be it that no container mounts it, or that none is there now.
   */
  public boolean has(String claim) {
    return new PodClaims(pod()).has(claim) || templateOf(claim).isPresent();
  }

  /** Names of the volumes of its pods that are claims. */
  public Set<String> claimVolumes() {
    Set<String> names = new TreeSet<>(claimTemplates);
    pod().getVolumes().stream()
        .filter(volume -> volume.getPersistentVolumeClaim() != null)
        .forEach(volume -> names.add(volume.getName()));
    return names;
  }

  /** Whether it may write to a claim. */
  public boolean writes(String claim) {
    return mounts(claim).stream().anyMatch(mount -> !mount.readOnly());
  }

  /** Number of the replica that a claim is made for; empty for claims that are not made by it. */
  public OptionalInt ordinalOf(String claim) {
    return templateOf(claim)
        .map(
            template ->
                OptionalInt.of(Integer.parseInt(claim.substring(prefix(template).length()))))
        .orElseGet(OptionalInt::empty);
  }

  private Optional<String> templateOf(String claim) {
    return claimTemplates.stream()
        .filter(template -> claim.startsWith(prefix(template)))
        .filter(template -> claim.substring(prefix(template).length()).matches("[0-9]{1,9}"))
        .findFirst();
  }

  private String prefix(String template) {
    return template + "-" + name() + "-";
  }

  /** As the manifest of an application has it. */
  public ApplicationManifest.Service service(String asNamed) {
    String image =
        pod().getContainers().isEmpty() ? "" : pod().getContainers().getFirst().getImage();
    return new ApplicationManifest.Service(asNamed, image, List.of(), told());
  }

  /** Names of claims in the order that puts the first replica's first. */
  public static int byOrdinal(PersistentVolumeClaim one, PersistentVolumeClaim other) {
    String a = one.getMetadata().getName();
    String b = other.getMetadata().getName();
    return a.length() == b.length() ? a.compareTo(b) : Integer.compare(a.length(), b.length());
  }
}
