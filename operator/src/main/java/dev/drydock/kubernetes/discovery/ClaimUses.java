// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.discovery;

import dev.drydock.kubernetes.cluster.ClaimMount;
import dev.drydock.kubernetes.cluster.NamespaceView;
import dev.drydock.kubernetes.cluster.PodClaims;
import dev.drydock.kubernetes.cluster.Workload;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who in a namespace uses which claim, be it that it does not belong to the application. */
final class ClaimUses {
  private final List<Workload> workloads;
  private final List<Pod> strays;

  ClaimUses(NamespaceView view) {
    workloads = view.workloads();
    strays = view.strayPods();
  }

  /**
   * One way in which a claim is used.
   *
   * @param workload whose pods use it; null for a pod that is of no workload
   * @param mount how
   */
  record ClaimUse(@Nullable Workload workload, ClaimMount mount) {

    /** Whether whoever uses it so wants nothing of its own to be backed up. */
    boolean isOptedOut() {
      return workload != null && OptOut.of(workload.metadata());
    }
  }

  /** All uses of a claim by containers. */
  List<ClaimUse> of(String claim) {
    List<ClaimUse> uses = new ArrayList<>();
    for (Workload workload : workloads) {
      workload.mounts(claim).forEach(mount -> uses.add(new ClaimUse(workload, mount)));
    }
    for (Pod pod : strays) {
      new PodClaims(pod.getSpec())
          .mounts(claim)
          .forEach(mount -> uses.add(new ClaimUse(null, mount)));
    }
    return uses;
  }

  /**
   * Whether a claim is left out: it is named by a workload, or all that use it are left out as a
   * whole.
   */
  boolean leaveOut(String claim) {
    if (workloads.stream()
        .anyMatch(workload -> workload.has(claim) && OptOut.names(workload, claim))) {
      return true;
    }
    List<ClaimUse> uses = of(claim);
    return !uses.isEmpty() && uses.stream().allMatch(ClaimUse::isOptedOut);
  }
}
