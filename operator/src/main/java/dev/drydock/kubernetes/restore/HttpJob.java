// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.restore;

import dev.drydock.kubernetes.cluster.Pods;
import dev.drydock.kubernetes.cluster.Waiting;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.platform.check.HttpProbe;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Asks a pod by HTTP from another pod in the namespace: the operator need not reach either. */
final class HttpJob {
  /** The Job controller gives it to the pods. */
  private static final String LABEL = "job-name";

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(300);
  private static final int KEPT_SECONDS = 600;
  private static final long USER = 65532L;

  private final KubernetesClient client;
  private final String image;
  private final Waiting waiting;

  HttpJob(KubernetesClient client, String image, Clock clock) {
    this.client = client;
    this.image = image;
    this.waiting = new Waiting(clock, POLL, "a check was running");
  }

  /**
   * What was answered, headers and body; empty when nobody did.
   *
   * @throws DrydockException DeadlineExceeded when the pod that asks does not come up
   */
  String ask(String namespace, String address, int port, String path) {
    String name =
        client
            .batch()
            .v1()
            .jobs()
            .inNamespace(namespace)
            .resource(job(namespace, HttpProbe.command(address, port, path)))
            .create()
            .getMetadata()
            .getName();
    try {
      return answer(namespace, name);
    } finally {
      remove(namespace, name);
    }
  }

  private String answer(String namespace, String name) {
    AtomicReference<@Nullable String> said = new AtomicReference<>();
    boolean ended =
        waiting.until(
            () -> {
              ended(namespace, name).ifPresent(pod -> said.set(log(pod)));
              return said.get() != null;
            },
            PATIENCE);
    if (!ended) {
      throw new DrydockException(
          FailureReason.DeadlineExceeded,
          "the pod of job %s, which asks, did not end within %s".formatted(name, PATIENCE));
    }
    return Objects.requireNonNullElse(said.get(), "");
  }

  private Optional<Pod> ended(String namespace, String name) {
    return client.pods().inNamespace(namespace).withLabel(LABEL, name).list().getItems().stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .filter(pod -> pod.getStatus() != null && !Pods.isLive(pod))
        .findFirst();
  }

  private String log(Pod pod) {
    String log =
        client
            .pods()
            .inNamespace(pod.getMetadata().getNamespace())
            .withName(pod.getMetadata().getName())
            .getLog();
    return log == null ? "" : log;
  }

  private void remove(String namespace, String name) {
    client
        .batch()
        .v1()
        .jobs()
        .inNamespace(namespace)
        .withName(name)
        .withPropagationPolicy(DeletionPropagation.BACKGROUND)
        .delete();
  }

  private Job job(String namespace, List<String> command) {
    Map<String, String> labels =
        Map.of("app.kubernetes.io/managed-by", "drydock", "app.kubernetes.io/component", "check");
    return new JobBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withGenerateName("drydock-check-")
        .withLabels(labels)
        .endMetadata()
        .withNewSpec()
        .withBackoffLimit(0)
        .withActiveDeadlineSeconds(PATIENCE.toSeconds())
        .withTtlSecondsAfterFinished(KEPT_SECONDS)
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(labels)
        .endMetadata()
        .withNewSpec()
        .withRestartPolicy("Never")
        .withAutomountServiceAccountToken(false)
        .withEnableServiceLinks(false)
        .withNewSecurityContext()
        .withRunAsNonRoot(true)
        .withRunAsUser(USER)
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .endSecurityContext()
        .addNewContainer()
        .withName("check")
        .withImage(image)
        .withImagePullPolicy("IfNotPresent")
        .withCommand(command)
        .withNewSecurityContext()
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .endSecurityContext()
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }
}
