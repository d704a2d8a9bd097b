// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.workload;

import dev.drydock.api.v1alpha1.ExecHook;
import dev.drydock.kubernetes.cluster.Cluster;
import dev.drydock.kubernetes.cluster.NamespaceView;
import dev.drydock.kubernetes.cluster.PodExec;
import dev.drydock.kubernetes.cluster.Pods;
import dev.drydock.kubernetes.cluster.Waiting;
import dev.drydock.kubernetes.cluster.Workload;
import dev.drydock.kubernetes.cluster.WorkloadNames;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.status.GoDuration;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;

/** Runs commands in the first ready pod of a workload. */
public final class HookRunner {
  /** A hook after a backup finds the pods that were stopped for it on their way. */
  private static final Duration READY = Duration.ofMinutes(3);

  private static final Duration POLL = Duration.ofMillis(500);

  private final PodExec exec;
  private final Cluster cluster;
  private final Waiting waiting;

  /** Hooks in a cluster. */
  public HookRunner(KubernetesClient client, Cluster cluster, Clock clock) {
    this.exec = new PodExec(client);
    this.cluster = cluster;
    this.waiting = new Waiting(clock, POLL, "a hook was about to run");
  }

  /**
   * Waits until a pod is ready, where there shall be one, runs a hook in it and waits for that.
   *
   * @throws DrydockException HookFailed with the end of its output
   */
  public void run(String namespace, ExecHook hook) {
    boolean settled =
        waiting.until(
            () -> isReady(namespace, hook) || workload(namespace, hook).replicas() == 0, READY);
    NamespaceView view = cluster.workloads(namespace);
    Pod pod =
        readyPod(view, workload(view, namespace, hook))
            .orElseThrow(
                () ->
                    failed(
                        hook,
                        settled
                            ? "could not run: no pod of it is ready"
                            : "could not run: no pod of it was ready within "
                                + GoDuration.format(READY)));
    Duration timeout = GoDuration.parse(hook.timeout());
    PodExec.Result done = run(hook, pod, timeout);
    if (done.status() == PodExec.Result.LATE) {
      throw failed(
          hook,
          "did not end within %s. It may still be running there; give it more time (timeout) or let it do less"
              .formatted(hook.timeout()));
    }
    if (done.status() != 0) {
      throw failed(hook, "ended with status %s: %s".formatted(done.status(), done.said()));
    }
  }

  private boolean isReady(String namespace, ExecHook hook) {
    NamespaceView view = cluster.workloads(namespace);
    return readyPod(view, workload(view, namespace, hook)).isPresent();
  }

  private Workload workload(String namespace, ExecHook hook) {
    return workload(cluster.workloads(namespace), namespace, hook);
  }

  private static Workload workload(NamespaceView view, String namespace, ExecHook hook) {
    return new WorkloadNames(view.workloads())
        .find(hook.service())
        .orElseThrow(
            () -> failed(hook, "could not run: namespace " + namespace + " has no such one"));
  }

  private static Optional<Pod> readyPod(NamespaceView view, Workload workload) {
    return view.pods().stream()
        .filter(workload::owns)
        .filter(Pods::isReady)
        .min(Comparator.comparing(p -> p.getMetadata().getName()));
  }

  private PodExec.Result run(ExecHook hook, Pod pod, Duration timeout) {
    try {
      return exec.run(pod, Pods.mainContainer(pod), hook.command(), timeout);
    } catch (DrydockException e) {
      if (e.reason() == FailureReason.Cancelled) {
        throw e;
      }
      throw new DrydockException(
          FailureReason.HookFailed,
          "The hook in workload %s was lost: %s".formatted(hook.service(), e.getMessage()),
          e);
    }
  }

  private static DrydockException failed(ExecHook hook, String what) {
    return new DrydockException(
        FailureReason.HookFailed, "The hook in workload %s %s.".formatted(hook.service(), what));
  }
}
