// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.discovery;

import dev.drydock.kubernetes.cluster.NamespaceView;
import dev.drydock.kubernetes.cluster.PodClaims;
import dev.drydock.kubernetes.cluster.Workload;
import dev.drydock.kubernetes.cluster.WorkloadKind;
import dev.drydock.kubernetes.discovery.ClaimUses.ClaimUse;
import dev.drydock.operator.platform.ApplicationManifest.Volume;
import dev.drydock.operator.platform.Findings;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who goes on writing to what is copied although a policy says that workloads are to be stopped. A
 * DaemonSet is not among them: a run that would have to stop one fails.
 */
final class Writers {
  private final List<Workload> workloads;
  private final List<Pod> pods;
  private final List<DatabaseServer> servers;

  Writers(NamespaceView view, List<DatabaseServer> servers) {
    workloads = view.workloads();
    pods = view.livePods();
    this.servers = servers;
  }

  /** What to say of them. */
  List<String> findings(List<Volume> volumes) {
    List<String> findings = new ArrayList<>();
    for (Volume volume : volumes) {
      if (volume.database() == null) {
        writers(volume.source())
            .forEach(writer -> findings.add(Findings.notStopped(volume.name(), writer)));
      }
    }
    return findings;
  }

  private Set<String> writers(String claim) {
    Set<String> writers = new LinkedHashSet<>();
    for (Pod pod : pods) {
      if (new PodClaims(pod.getSpec()).writes(claim)) {
        Optional<Workload> owner = workloads.stream().filter(w -> w.runs(pod)).findFirst();
        if (owner.isEmpty() || outlives(owner.get(), claim)) {
          writers.add("pod " + pod.getMetadata().getName());
        } else if (isDumped(owner.get()) && writesMore(owner.get(), claim)) {
          writers.add(
              "%s %s, whose database is dumped while it runs"
                  .formatted(owner.get().kind(), owner.get().name()));
        }
      }
    }
    workloads.stream()
        .filter(w -> w.kind() == WorkloadKind.CronJob && w.replicas() > 0 && w.writes(claim))
        .forEach(w -> writers.add("CronJob " + w.name()));
    return writers;
  }

  /** Whether a pod is there that its workload would not make any more, so that nobody stops it. */
  private static boolean outlives(Workload owner, String claim) {
    return owner.kind().scalable() && (owner.usualReplicas() == 0 || !owner.writes(claim));
  }

  private boolean isDumped(Workload workload) {
    return servers.stream().anyMatch(server -> server.isOf(workload));
  }

  private boolean writesMore(Workload workload, String claim) {
    List<DatabaseServer> here = servers.stream().filter(server -> server.isIn(claim)).toList();
    return workload.mounts(claim).stream()
        .filter(mount -> !mount.readOnly())
        .anyMatch(mount -> ClaimContents.isOfMore(new ClaimUse(workload, mount), here));
  }
}
