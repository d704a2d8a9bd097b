// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.cluster;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.platform.OutputTail;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs commands in containers and waits for them. Safe for use by many threads. */
public final class PodExec {
  private static final int FORBIDDEN = 403;
  private static final int KEPT = 64 << 10;

  private final KubernetesClient client;

  /** Commands in the pods of a cluster. */
  public PodExec(KubernetesClient client) {
    this.client = client;
  }

  /**
   * What a command did.
   *
   * @param status its exit status; -1 when it did not end in time
   * @param out the end of its output
   * @param err the end of its error output
   */
  public record Result(int status, String out, String err) {
    /** Status of what did not end in time. */
    public static final int LATE = -1;

    /** What there is to tell of it: its errors, or else its output. */
    public String said() {
      return (err.isBlank() ? out : err).strip();
    }
  }

  /**
   * Runs a command.
   *
   * @throws DrydockException PlatformError when it cannot be run
   */
  public Result run(Pod pod, String container, List<String> command, Duration timeout) {
    OutputTail out = new OutputTail(KEPT);
    OutputTail err = new OutputTail(KEPT);
    try (ExecWatch exec =
        client
            .pods()
            .inNamespace(pod.getMetadata().getNamespace())
            .withName(pod.getMetadata().getName())
            .inContainer(container)
            .writingOutput(out)
            .writingError(err)
            .exec(command.toArray(String[]::new))) {
      Integer status = exec.exitCode().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return new Result(status == null ? Result.LATE : status, out.text(), err.text());
    } catch (TimeoutException e) {
      return new Result(Result.LATE, out.text(), err.text());
    } catch (ExecutionException e) {
      throw lost(pod, String.valueOf(e.getCause()), e);
    } catch (KubernetesClientException e) {
      throw lost(
          pod,
          e.getMessage()
              + (e.getCode() == FORBIDDEN
                  ? "; the chart drydock allows it where hooks.enabled is true"
                  : ""),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DrydockException(
          FailureReason.Cancelled,
          "Interrupted while a command ran in pod " + pod.getMetadata().getName() + ".",
          e);
    }
  }

  private static DrydockException lost(Pod pod, String why, Exception cause) {
    return new DrydockException(
        FailureReason.PlatformError,
        "nothing can be run in pod %s: %s".formatted(pod.getMetadata().getName(), why),
        cause);
  }
}
