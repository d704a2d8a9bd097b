// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.job;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where a mover runs: on the node that has the volumes which only one node can have at a time.
 * Without a pod that uses them the scheduler finds a node by itself.
 *
 * @param node name of the node; null for any
 * @param tolerations what the pods tolerate that use the volumes there
 */
record Placement(@Nullable String node, List<Toleration> tolerations) {

  /**
   * The place for a mover that mounts these claims.
   *
   * @throws DrydockException InvalidRequest when no node can have all of them now
   */
  static Placement of(List<PersistentVolumeClaim> claims, List<Pod> pods) {
    Map<String, String> nodes = new TreeMap<>();
    Set<Toleration> tolerations = new LinkedHashSet<>();
    for (PersistentVolumeClaim claim : claims) {
      String name = claim.getMetadata().getName();
      List<String> modes = claim.getSpec().getAccessModes();
      for (Pod pod : pods) {
        if (!uses(pod, name)) {
          continue;
        }
        if (modes.contains("ReadWriteOncePod")) {
          throw new DrydockException(
              FailureReason.InvalidRequest,
              "PersistentVolumeClaim %s is ReadWriteOncePod and pod %s has it, so that no mover can mount it: use consistency Stop, or exclude it."
                  .formatted(name, pod.getMetadata().getName()));
        }
        if (!modes.contains("ReadWriteMany") && !modes.contains("ReadOnlyMany")) {
          nodes.put(name, pod.getSpec().getNodeName());
          tolerations.addAll(pod.getSpec().getTolerations());
        }
      }
    }
    List<String> distinct = nodes.values().stream().distinct().toList();
    if (distinct.size() > 1) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "No node can mount all volumes of this application, because each of these is on one node at a time: %s. Use consistency Stop, bring the workloads to one node (pod affinity), or make a policy for the volumes of each node (spec.volumes.include)."
              .formatted(nodes));
    }
    return new Placement(
        distinct.isEmpty() ? null : distinct.getFirst(), new ArrayList<>(tolerations));
  }

  private static boolean uses(Pod pod, String claim) {
    String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
    return pod.getSpec().getNodeName() != null
        && !"Succeeded".equals(phase)
        && !"Failed".equals(phase)
        && pod.getSpec().getVolumes().stream()
            .anyMatch(
                volume ->
                    volume.getPersistentVolumeClaim() != null
                        && claim.equals(volume.getPersistentVolumeClaim().getClaimName()));
  }
}
