// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.workload;

import dev.drydock.api.v1alpha1.Consistency;
import dev.drydock.api.v1alpha1.WorkloadRecord;
import dev.drydock.kubernetes.cluster.Cluster;
import dev.drydock.kubernetes.cluster.NamespaceView;
import dev.drydock.kubernetes.cluster.Waiting;
import dev.drydock.kubernetes.cluster.Workload;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.platform.ApplicationManifest;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The workloads of namespaces: where they stand, and bringing them down and up again. */
public final class KubernetesWorkloads {
  private static final Logger LOG = LoggerFactory.getLogger(KubernetesWorkloads.class);
  private static final Duration READY_BEFORE_DEPENDANTS = Duration.ofSeconds(60);

  /** A kubelet with much to do lets a pod go half a minute after its containers, and later. */
  private static final Duration BEYOND_GRACE = Duration.ofMinutes(2);

  private static final Duration POLL = Duration.ofMillis(250);
  private static final long USUAL_GRACE = 30;
  private static final Set<String> ENDED = Set.of("Succeeded", "Failed");
  private static final Comparator<WorkloadRecord> START_ORDER =
      Comparator.comparing(workload -> Objects.requireNonNullElse(workload.order(), 0));

  private final Cluster cluster;
  private final Scaling scaling;
  private final WorkloadTroubles troubles;
  private final Clock clock;
  private final Waiting waiting;

  /** Workloads of a cluster. */
  public KubernetesWorkloads(
      io.fabric8.kubernetes.client.KubernetesClient client, Cluster cluster, Clock clock) {
    this.cluster = cluster;
    this.scaling = new Scaling(client);
    this.troubles = new WorkloadTroubles(client);
    this.clock = clock;
    this.waiting = new Waiting(clock, POLL, "stopping or starting workloads");
  }

  /** All workloads of a namespace, in start order. */
  public List<WorkloadRecord> all(String namespace) {
    return QuiescePlan.all(cluster.workloads(namespace));
  }

  /** Those that a backup in this mode touches. */
  public List<WorkloadRecord> toQuiesce(
      ApplicationManifest application, String namespace, Consistency mode) {
    return QuiescePlan.touched(application, cluster.workloads(namespace), mode);
  }

  /**
   * Scales them to nothing, dependants first, and waits until their pods are gone.
   *
   * @throws DrydockException WorkloadUnhealthy when something else scales one up again, or its pods
   *     do not go
   */
  public void quiesce(List<WorkloadRecord> workloads) {
    workloads.stream().sorted(START_ORDER.reversed()).forEach(scaling::down);
    for (WorkloadRecord workload : workloads) {
      WorkloadId id = WorkloadId.parse(workload.id());
      if (!waiting.until(() -> pods(id).isEmpty(), patience(id))) {
        throw new DrydockException(
            FailureReason.WorkloadUnhealthy,
            "%s %s was scaled to 0, but %s does not go. See: kubectl -n %s describe pod %s"
                .formatted(
                    id.kind(),
                    id.name(),
                    pods(id).stream().map(p -> p.getMetadata().getName()).toList(),
                    id.namespace(),
                    pods(id).stream().map(p -> p.getMetadata().getName()).findFirst().orElse("")));
      }
      if (scaling.find(workload).filter(now -> Scaling.replicas(now) > 0).isPresent()) {
        throw new DrydockException(
            FailureReason.WorkloadUnhealthy,
            "%s %s was scaled to 0 and scaled up again by something else (GitOps, an autoscaler?). Stop that first."
                .formatted(id.kind(), id.name()));
      }
      scaling.noteRest(workload);
    }
  }

  /**
   * Which of those that were scaled to nothing did not stay so, and who else has written to their
   * claims since they were: a sentence each.
   */
  public List<String> stirred(List<WorkloadRecord> workloads) {
    List<String> stirred = new ArrayList<>();
    for (WorkloadRecord workload : workloads) {
      WorkloadId id = WorkloadId.parse(workload.id());
      scaling
          .stirred(workload)
          .or(
              () ->
                  pods(id).stream()
                      .findFirst()
                      .map(pod -> "has pod " + pod.getMetadata().getName()))
          .ifPresent(what -> stirred.add("%s %s %s.".formatted(id.kind(), id.name(), what)));
    }
    stirred.addAll(lateWriters(workloads));
    return List.copyOf(stirred);
  }

  private List<String> lateWriters(List<WorkloadRecord> workloads) {
    Optional<Instant> since =
        workloads.stream()
            .flatMap(workload -> scaling.restsSince(workload).stream())
            .max(Comparator.naturalOrder());
    Set<WorkloadId> ids =
        workloads.stream().map(w -> WorkloadId.parse(w.id())).collect(Collectors.toSet());
    return since.isEmpty()
        ? List.of()
        : ids.stream()
            .map(WorkloadId::namespace)
            .distinct()
            .map(cluster::workloads)
            .flatMap(
                view ->
                    LateWriters.find(
                        view, workload -> ids.contains(WorkloadId.of(workload)), since.get())
                        .stream())
            .toList();
  }

  /** Brings them back to what they were, those that others depend on first. */
  public void resume(List<WorkloadRecord> workloads) {
    List<WorkloadRecord> inOrder =
        workloads.stream()
            .filter(workload -> workload.priorState().equals(QuiescePlan.RUNNING))
            .sorted(START_ORDER)
            .toList();
    for (int i = 0; i < inOrder.size(); i++) {
      WorkloadRecord workload = inOrder.get(i);
      boolean scaled = scaling.up(workload);
      boolean last = i == inOrder.size() - 1;
      boolean waits = scaled && !last && START_ORDER.compare(workload, inOrder.get(i + 1)) < 0;
      if (waits && !waiting.until(() -> isReady(workload), READY_BEFORE_DEPENDANTS)) {
        LOG.warn("Starting the rest although {} is not ready", workload.id());
      }
    }
  }

  /**
   * Waits until they have the replicas that are recorded, ready.
   *
   * @throws DrydockException WorkloadUnhealthy
   */
  public void awaitReady(List<WorkloadRecord> workloads, Duration timeout) {
    Instant deadline = clock.instant().plus(timeout);
    for (WorkloadRecord workload : workloads) {
      if (!workload.priorState().equals(QuiescePlan.RUNNING)) {
        continue;
      }
      Duration left = Duration.between(clock.instant(), deadline);
      if (!waiting.until(() -> isReady(workload), left)) {
        throw new DrydockException(
            FailureReason.WorkloadUnhealthy,
            "%s is not ready after %s.%s"
                .formatted(workload.id(), timeout, troubles.of(WorkloadId.parse(workload.id()))));
      }
    }
  }

  private boolean isReady(WorkloadRecord workload) {
    int wanted = workload.replicas() == null ? 1 : workload.replicas();
    return scaling.find(workload).filter(now -> Scaling.ready(now) >= wanted).isPresent();
  }

  private List<Pod> pods(WorkloadId id) {
    NamespaceView view = cluster.workloads(id.namespace());
    return find(view, id) instanceof Workload workload
        ? view.pods().stream().filter(workload::owns).filter(KubernetesWorkloads::isLeft).toList()
        : List.of();
  }

  /**
   * A pod whose containers have all ended is none that writes, however long it is cleaned up; nor
   * is one that the kubelet has rejected or evicted, which keeps its name until somebody deletes
   * it.
   */
  private static boolean isLeft(Pod pod) {
    if (pod.getStatus() == null) {
      return true;
    }
    if (ENDED.contains(String.valueOf(pod.getStatus().getPhase()))) {
      return false;
    }
    if (pod.getStatus().getContainerStatuses().isEmpty()) {
      return true;
    }
    return pod.getStatus().getContainerStatuses().stream()
        .anyMatch(status -> status.getState() == null || status.getState().getTerminated() == null);
  }

  private Duration patience(WorkloadId id) {
    Workload workload = find(cluster.workloads(id.namespace()), id);
    Long grace = workload == null ? null : workload.pod().getTerminationGracePeriodSeconds();
    return BEYOND_GRACE.plusSeconds(grace == null ? USUAL_GRACE : grace);
  }

  private static @org.jspecify.annotations.Nullable Workload find(
      NamespaceView view, WorkloadId id) {
    return view.workloads().stream()
        .filter(workload -> WorkloadId.of(workload).equals(id))
        .findFirst()
        .orElse(null);
  }
}
