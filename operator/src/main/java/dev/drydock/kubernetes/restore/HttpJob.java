// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.restore;

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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

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
  private final Clock clock;

  HttpJob(KubernetesClient client, String image, Clock clock) {
    this.client = client;
    this.image = image;
    this.clock = clock;
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
    Instant deadline = clock.instant().plus(PATIENCE);
    while (clock.instant().isBefore(deadline)) {
      for (Pod pod :
          client.pods().inNamespace(namespace).withLabel(LABEL, name).list().getItems()) {
        String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        if (pod.getMetadata().getDeletionTimestamp() == null
            && ("Succeeded".equals(phase) || "Failed".equals(phase))) {
          String log =
              client.pods().inNamespace(namespace).withName(pod.getMetadata().getName()).getLog();
          return log == null ? "" : log;
        }
      }
      pause();
    }
    throw new DrydockException(
        FailureReason.DeadlineExceeded,
        "the pod of job %s, which asks, did not end within %s".formatted(name, PATIENCE));
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

  private static void pause() {
    try {
      boolean unused = new CountDownLatch(1).await(POLL.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DrydockException(
          FailureReason.Cancelled, "Interrupted while a check was running.", e);
    }
  }
}
