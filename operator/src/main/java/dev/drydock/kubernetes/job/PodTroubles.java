// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.job;

import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobResult.Failure;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.SecurityContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Why a pod, or a container of it beside others that run, does not start, as a failure that says
 * what to do. Kubernetes would try for ever, and the deadline of a mover is a day. Each kind of
 * trouble gets the time in which it may still pass.
 */
final class PodTroubles {
  /** A pod that has not started by then is looked at more closely. */
  static final Duration SUSPICIOUS = Duration.ofSeconds(20);

  private static final Duration SECRET = Duration.ofSeconds(30);
  private static final Duration REFUSED = Duration.ofMinutes(2);
  private static final Duration IMAGE = Duration.ofMinutes(3);
  private static final Duration NODE = Duration.ofMinutes(10);

  private PodTroubles() {}

  /** What keeps a job from starting, if it has done so for too long. */
  static Optional<Failure> of(JobView view, Instant since, Instant now) {
    Duration waited = Duration.between(since, now);
    Optional<Pod> pod = view.pod();
    if (pod.isEmpty()) {
      return newest(view.events(), "FailedCreate")
          .filter(event -> waited.compareTo(REFUSED) >= 0)
          .map(
              event ->
                  new Failure(
                      FailureReason.PlatformError,
                      "The cluster refuses the mover's pod: "
                          + event.getMessage()
                          + (exceedsQuota(event)
                              ? ". A mover requests 100m of CPU and 256Mi of memory, and each database that it loads as much again: give the ResourceQuota room for it."
                              : writes(view)
                                  ? ". A restore gives files their owners, for which it runs as root with CAP_CHOWN and others that the baseline Pod Security Standard allows and the restricted one forbids: let the namespace enforce the baseline while it is restored."
                                  : ". A pod that reads files of users it does not know runs as root with CAP_DAC_OVERRIDE, which the restricted Pod Security Standard forbids: set runAsUser in the workloads that mount the volumes.")));
    }
    for (ContainerStatus status : pod.get().getStatus().getContainerStatuses()) {
      Optional<Failure> failure = container(status, waited);
      if (failure.isPresent()) {
        return failure;
      }
    }
    return unmounted(view, waited).or(() -> unscheduled(pod.get(), waited));
  }

  private static boolean exceedsQuota(Event event) {
    return String.valueOf(event.getMessage()).contains("exceeded quota");
  }

  private static boolean writes(JobView view) {
    return view.job() != null
        && view.job().getSpec().getTemplate() != null
        && view.job().getSpec().getTemplate().getSpec().getContainers().stream()
            .map(Container::getSecurityContext)
            .filter(Objects::nonNull)
            .map(SecurityContext::getCapabilities)
            .anyMatch(c -> c != null && c.getAdd().contains("CHOWN"));
  }

  private static Optional<Failure> container(ContainerStatus status, Duration waited) {
    if (status.getState() == null || status.getState().getWaiting() == null) {
      return Optional.empty();
    }
    String reason = String.valueOf(status.getState().getWaiting().getReason());
    String message = String.valueOf(status.getState().getWaiting().getMessage());
    return switch (reason) {
      case "CreateContainerConfigError" ->
          after(
              SECRET,
              waited,
              FailureReason.SecretNotFound,
              "Container %s of the mover's pod cannot be configured: %s. Create what is missing, or correct the name in the policy."
                  .formatted(status.getName(), message));
      case "ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull", "InvalidImageName" ->
          after(
              IMAGE,
              waited,
              FailureReason.ImageUnavailable,
              "Image %s of container %s cannot be had: %s"
                  .formatted(status.getImage(), status.getName(), message));
      case "CreateContainerError", "RunContainerError" ->
          after(
              REFUSED,
              waited,
              FailureReason.PlatformError,
              "Container %s of the mover's pod cannot be started: %s"
                  .formatted(status.getName(), message));
      default -> Optional.empty();
    };
  }

  private static Optional<Failure> unmounted(JobView view, Duration waited) {
    return newest(view.events(), "FailedMount")
        .or(() -> newest(view.events(), "FailedAttachVolume"))
        .filter(
            event ->
                view.container(MoverPod.MOVER)
                    .filter(c -> c.getState() != null && c.getState().getRunning() != null)
                    .isEmpty())
        .flatMap(
            event -> {
              String message = String.valueOf(event.getMessage());
              boolean secret = message.toLowerCase(java.util.Locale.ROOT).contains("secret");
              return after(
                  secret ? SECRET : NODE,
                  waited,
                  secret ? FailureReason.SecretNotFound : FailureReason.SourceUnreadable,
                  "A volume of the mover's pod cannot be mounted: "
                      + message
                      + (secret
                          ? ". Create the Secret, or correct its name and key in spec.repository."
                          : ""));
            });
  }

  private static Optional<Failure> unscheduled(Pod pod, Duration waited) {
    return pod.getStatus().getConditions().stream()
        .filter(c -> "PodScheduled".equals(c.getType()) && "False".equals(c.getStatus()))
        .map(PodCondition::getMessage)
        .findFirst()
        .flatMap(
            message ->
                after(
                    NODE,
                    waited,
                    FailureReason.PlatformError,
                    "No node takes the mover's pod: " + message));
  }

  private static Optional<Event> newest(List<Event> events, String reason) {
    return events.stream()
        .filter(event -> reason.equals(event.getReason()))
        .max(Comparator.comparing(event -> String.valueOf(event.getLastTimestamp())));
  }

  private static Optional<Failure> after(
      Duration patience, Duration waited, FailureReason reason, String message) {
    return waited.compareTo(patience) < 0
        ? Optional.empty()
        : Optional.of(new Failure(reason, message));
  }
}
