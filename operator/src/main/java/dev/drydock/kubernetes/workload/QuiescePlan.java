// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.workload;

import dev.drydock.api.v1alpha1.Consistency;
import dev.drydock.api.v1alpha1.WorkloadRecord;
import dev.drydock.kubernetes.cluster.NamespaceView;
import dev.drydock.kubernetes.cluster.PodClaims;
import dev.drydock.kubernetes.cluster.QuiesceMark;
import dev.drydock.kubernetes.cluster.Workload;
import dev.drydock.kubernetes.cluster.WorkloadNames;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.ApplicationManifest.Database;
import dev.drydock.operator.platform.ApplicationManifest.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Decides which workloads are stopped for a backup: a pure function of what was found. */
final class QuiescePlan {
  /** The workload runs. */
  static final String RUNNING = "Running";

  /** The workload has no replicas. */
  static final String STOPPED = "Stopped";

  private static final String STOP = "drydock.dev/stop-during-backup";

  private QuiescePlan() {}

  /** Records of all workloads that have replicas, in start order. */
  static List<WorkloadRecord> all(NamespaceView view) {
    return new WorkloadNames(view.workloads())
        .byName().entrySet().stream()
            .filter(entry -> entry.getValue().kind().scalable())
            .map(
                entry ->
                    record(
                        entry.getKey(),
                        entry.getValue(),
                        entry.getValue().replicas() > 0 ? RUNNING : STOPPED))
            .toList();
  }

  /**
   * Records of those that write to what is copied, or that ask to be stopped; and of those that a
   * run had scaled down which is no more, since nobody else would ever bring them back.
   *
   * @throws DrydockException InvalidRequest for what cannot be stopped
   */
  static List<WorkloadRecord> touched(
      ApplicationManifest application, NamespaceView view, Consistency mode) {
    if (mode == Consistency.Pause) {
      throw new DrydockException(
          FailureReason.InvalidRequest, "Kubernetes cannot pause what runs: use consistency Stop.");
    }
    Set<String> copied =
        application.volumes().stream()
            .filter(volume -> !volume.excluded() && volume.database() == null)
            .map(Volume::source)
            .collect(Collectors.toSet());
    // what is dumped has to run; its dump is consistent by itself
    Set<String> dumped =
        application.databases().stream().map(Database::service).collect(Collectors.toSet());
    List<WorkloadRecord> touched = new ArrayList<>();
    for (Map.Entry<String, Workload> entry :
        new WorkloadNames(view.workloads()).byName().entrySet()) {
      Workload workload = entry.getValue();
      boolean writes = mode == Consistency.Stop && copied.stream().anyMatch(workload::writes);
      if (wasLeftDown(workload)) {
        touched.add(record(entry.getKey(), workload, RUNNING));
        continue;
      }
      if (dumped.contains(entry.getKey()) || !(writes || asks(workload))) {
        continue;
      }
      if (workload.kind().scalable()) {
        if (workload.replicas() > 0) {
          touched.add(record(entry.getKey(), workload, RUNNING));
        }
      } else if (isActive(workload, view, copied)) {
        throw new DrydockException(
            FailureReason.InvalidRequest,
            "%s %s writes to a volume and cannot be stopped for a backup: exclude its volumes, or use consistency Live."
                .formatted(workload.kind(), workload.name()));
      }
    }
    return List.copyOf(touched);
  }

  /** As on Docker, where any value but false counts: what is told of a run goes by that. */
  private static boolean asks(Workload workload) {
    String asked = workload.told().getOrDefault(STOP, "").strip();
    return !asked.isEmpty() && !asked.equalsIgnoreCase("false");
  }

  /** Pods of a CronJob are known by nothing but what they mount. */
  private static boolean isActive(Workload workload, NamespaceView view, Set<String> copied) {
    return view.pods().stream()
        .filter(pod -> pod.getStatus() != null && "Running".equals(pod.getStatus().getPhase()))
        .anyMatch(
            pod ->
                workload.owns(pod)
                    || (workload.selector().isEmpty()
                        && copied.stream().anyMatch(new PodClaims(pod.getSpec())::has)
                        && pod.getMetadata().getName().startsWith(workload.name() + "-")));
  }

  private static WorkloadRecord record(String name, Workload workload, String state) {
    return new WorkloadRecord(
        WorkloadId.of(workload).toString(),
        name,
        state,
        workload.kind().ordinal(),
        workload.replicas() > 0
            ? workload.replicas()
            : QuiesceMark.replicas(workload.metadata()).orElse(0));
  }

  /**
   * Nobody else has the application while a run plans: whose the mark is has ended. What a restore
   * made that failed stays down.
   */
  private static boolean wasLeftDown(Workload workload) {
    return workload.kind().scalable()
        && workload.replicas() == 0
        && !Workload.annotations(workload.metadata()).containsKey(QuiesceMark.MADE)
        && QuiesceMark.replicas(workload.metadata()).orElse(0) > 0;
  }
}
