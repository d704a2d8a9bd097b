// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.workload;

import dev.drydock.api.v1alpha1.ExecHook;
import dev.drydock.kubernetes.cluster.Cluster;
import dev.drydock.kubernetes.cluster.NamespaceView;
import dev.drydock.kubernetes.cluster.Workload;
import dev.drydock.kubernetes.cluster.WorkloadNames;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.platform.OutputTail;
import dev.drydock.operator.status.GoDuration;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs commands in the first ready pod of a workload. */
public final class HookRunner {
  private static final String CONTAINER = "kubectl.kubernetes.io/default-container";
  private static final int TAIL = 2000;

  private final KubernetesClient client;
  private final Cluster cluster;

  /** Hooks in a cluster. */
  public HookRunner(KubernetesClient client, Cluster cluster) {
    this.client = client;
    this.cluster = cluster;
  }

  /**
   * Runs a hook and waits for it.
   *
   * @throws DrydockException HookFailed with the end of its output
   */
  public void run(String namespace, ExecHook hook) {
    NamespaceView view = cluster.workloads(namespace);
    Workload workload =
        new WorkloadNames(view.workloads())
            .find(hook.service())
            .orElseThrow(
                () -> failed(hook, "could not run: namespace " + namespace + " has no such one"));
    Pod pod =
        view.pods().stream()
            .filter(workload::owns)
            .filter(HookRunner::isReady)
            .min(Comparator.comparing(p -> p.getMetadata().getName()))
            .orElseThrow(() -> failed(hook, "could not run: no pod of it is ready"));
    Duration timeout = GoDuration.parse(hook.timeout());
    OutputTail output = new OutputTail(TAIL);
    try (ExecWatch exec =
        client
            .pods()
            .inNamespace(namespace)
            .withName(pod.getMetadata().getName())
            .inContainer(container(pod))
            .writingOutput(output)
            .writingError(output)
            .exec(hook.command().toArray(String[]::new))) {
      Integer status = exec.exitCode().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (status == null || status != 0) {
        throw failed(hook, "ended with status %s: %s".formatted(status, output.text().strip()));
      }
    } catch (TimeoutException e) {
      throw failed(
          hook,
          "did not end within %s. It may still be running there; give it more time (timeout) or let it do less"
              .formatted(hook.timeout()));
    } catch (ExecutionException e) {
      throw new DrydockException(
          FailureReason.HookFailed,
          "The hook in workload %s was lost: %s".formatted(hook.service(), e.getCause()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DrydockException(
          FailureReason.Cancelled, "Interrupted while a hook was running.", e);
    }
  }

  private static String container(Pod pod) {
    return Optional.ofNullable(Workload.annotations(pod.getMetadata()).get(CONTAINER))
        .orElseGet(() -> pod.getSpec().getContainers().getFirst().getName());
  }

  private static boolean isReady(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() == null
        && pod.getStatus() != null
        && pod.getStatus().getConditions().stream()
            .anyMatch(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus()));
  }

  private static DrydockException failed(ExecHook hook, String what) {
    return new DrydockException(
        FailureReason.HookFailed, "The hook in workload %s %s.".formatted(hook.service(), what));
  }
}
