// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.restore;

import dev.drydock.api.v1alpha1.KubernetesApplication;
import dev.drydock.api.v1alpha1.WorkloadRecord;
import dev.drydock.kubernetes.cluster.Cluster;
import dev.drydock.kubernetes.cluster.Workload;
import dev.drydock.kubernetes.workload.KubernetesWorkloads;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.platform.ApplicationManifest.Volume;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import dev.drydock.operator.platform.JobRequest.Mount;
import dev.drydock.operator.platform.PreparedTarget;
import dev.drydock.operator.platform.TargetRequest;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Targets of restores in a cluster: the namespaces of applications. Safe for many threads. */
public final class KubernetesRestores {
  private static final String TARGETS = "/targets/volumes/";

  private final Cluster cluster;
  private final KubernetesWorkloads workloads;

  /** Restores in a cluster. */
  public KubernetesRestores(Cluster cluster, KubernetesWorkloads workloads) {
    this.cluster = cluster;
    this.workloads = workloads;
  }

  /**
   * What keeps a restore from its target.
   *
   * @param makesObjects whether the objects that are missing will be made
   */
  public List<String> obstacles(TargetRequest target, boolean makesObjects) {
    require(target);
    List<String> claims = target.source().volumes().stream().map(Volume::name).toList();
    ClaimUsers users = new ClaimUsers(cluster.everything(target.project()));
    List<String> obstacles = new ArrayList<>();
    for (Volume volume : target.source().volumes()) {
      if (!volume.dumped().isEmpty()) {
        obstacles.add(
            "PersistentVolumeClaim %s holds files of database %s beside others, which would be lost with what is replaced: leave it out with spec.include, and bring it back by hand as the runbook in the repository says."
                .formatted(volume.name(), String.join(", ", volume.dumped().values())));
      }
    }
    StorageClasses classes = new StorageClasses(cluster.storageClasses());
    for (Volume volume : target.source().volumes()) {
      String claim = volume.name();
      PersistentVolumeClaim there = users.claim(claim).orElse(null);
      classes.obstacle(target.project(), volume, there).ifPresent(obstacles::add);
      if (there == null && !makesObjects) {
        obstacles.add(
            "PersistentVolumeClaim %s does not exist: create it, or restore the objects as well (spec.include.configuration)."
                .formatted(claim));
      } else if (there != null && there.getMetadata().getDeletionTimestamp() != null) {
        obstacles.add(
            "PersistentVolumeClaim %s is being deleted: wait until it is gone.".formatted(claim));
      }
    }
    Map<String, String> labels = labels(target);
    obstacles.addAll(
        users.unstoppable(
            claims,
            (name, workload) ->
                isOf(target, name)
                    || Workload.labels(workload.metadata())
                        .entrySet()
                        .containsAll(labels.entrySet())));
    return obstacles;
  }

  /**
   * Where each volume is written. A claim that is bound counts as one that holds data, since the
   * operator cannot look into it.
   */
  public PreparedTarget prepare(TargetRequest target) {
    require(target);
    ClaimUsers users = new ClaimUsers(cluster.workloads(target.project()));
    Map<String, Mount> volumes = new LinkedHashMap<>();
    List<String> nonEmpty = new ArrayList<>();
    for (Volume volume : target.source().volumes()) {
      String name = volume.name();
      volumes.put(name, new Mount(name, VolumeKind.Claim, TARGETS + name, false));
      if (users.claim(name).filter(KubernetesRestores::isBound).isPresent()) {
        nonEmpty.add(name);
      }
    }
    return new PreparedTarget(volumes, List.of(), nonEmpty);
  }

  /**
   * Brings what Drydock has stopped, or made without replicas, to the replicas that it has a note
   * of, and waits until all is ready.
   *
   * @throws DrydockException WorkloadUnhealthy
   */
  public void start(TargetRequest target, Duration timeout) {
    List<WorkloadRecord> marked =
        workloads.all(target.project()).stream()
            .filter(workload -> isOf(target, workload.service()))
            .filter(workload -> workload.replicas() != null && workload.replicas() > 0)
            .map(KubernetesRestores::running)
            .toList();
    workloads.resume(marked);
    workloads.awaitReady(marked, timeout);
  }

  /** One that is stopped and has a note is to run as the note says. */
  private static WorkloadRecord running(WorkloadRecord of) {
    return new WorkloadRecord(of.id(), of.service(), "Running", of.order(), of.replicas());
  }

  /**
   * Whether a workload belongs to what was backed up; all of a namespace that is one as a whole.
   */
  private static boolean isOf(TargetRequest target, String service) {
    return labels(target).isEmpty()
        || target.source().services().stream().anyMatch(s -> s.name().equals(service));
  }

  private static Map<String, String> labels(TargetRequest target) {
    KubernetesApplication selection = target.source().application().kubernetes();
    return selection == null ? Map.of() : selection.matchLabels();
  }

  private static boolean isBound(PersistentVolumeClaim claim) {
    return claim.getStatus() != null && "Bound".equals(claim.getStatus().getPhase());
  }

  private static void require(TargetRequest target) {
    if (target.source().cluster() == null) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "The backup is of compose project %s, which this operator, on Kubernetes, cannot restore: use drydock recover on a Docker host."
              .formatted(target.source().name()));
    }
  }
}
