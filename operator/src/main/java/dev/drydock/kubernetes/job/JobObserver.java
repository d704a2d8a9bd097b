// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.job;

import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobResult;
import dev.drydock.mover.job.JobResult.Failure;
import dev.drydock.operator.platform.JobState;
import dev.drydock.operator.platform.mover.MoverLog;
import dev.drydock.operator.platform.mover.Verdict;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says how a job stands: a pure function of what was found and of what its containers said. Only
 * what the mover itself said makes a success; a Job that is complete without it was lost.
 */
final class JobObserver {
  private static final int TAIL = 20;

  /** A log that could not be had for that long after the end is not waited for. */
  private static final Duration LOG_PATIENCE = Duration.ofMinutes(10);

  private final JobView view;
  private final PodLogs logs;
  private final Instant now;

  JobObserver(JobView view, PodLogs logs, Instant now) {
    this.view = view;
    this.logs = logs;
    this.now = now;
  }

  /**
   * What a container said, as far as it is still there; empty otherwise. What cannot be asked for
   * is a KubernetesClientException, which says nothing about the container.
   */
  @FunctionalInterface
  interface PodLogs {
    String of(Pod pod, String container);
  }

  /** How it stands; empty when there is nothing of it. */
  Optional<JobState> state() {
    Optional<Pod> pod = view.pod();
    if (view.isGone()) {
      return Optional.empty();
    }
    Optional<ContainerStateTerminated> mover =
        view.container(MoverPod.MOVER).flatMap(JobObserver::terminated);
    if (pod.isPresent() && mover.isPresent()) {
      return Optional.of(ended(pod.get(), mover.get()));
    }
    return Optional.of(lost(pod).<JobState>map(this::lost).orElseGet(() -> running(pod)));
  }

  private JobState running(Optional<Pod> pod) {
    MoverLog said =
        pod.filter(p -> isRunning())
            .map(p -> MoverLog.parse(logs.of(p, MoverPod.MOVER)))
            .orElse(new MoverLog(null, null));
    return new JobState.Running(since(), said.progress());
  }

  private JobState ended(Pod pod, ContainerStateTerminated mover) {
    Instant finished = instant(mover.getFinishedAt()).orElse(now);
    Duration ran = Duration.between(instant(mover.getStartedAt()).orElse(finished), finished);
    MoverLog message = MoverLog.parse(text(mover.getMessage()));
    if (message.result() != null) {
      return new JobState.Ended(message.result(), finished);
    }
    String log;
    try {
      log = logs.of(pod, MoverPod.MOVER);
    } catch (KubernetesClientException e) {
      if (now.isBefore(finished.plus(LOG_PATIENCE))) {
        throw e;
      }
      return lost(unheard(mover, e));
    }
    JobResult result =
        Verdict.of(
            MoverLog.parse(log),
            tail(log),
            mover.getExitCode() == null ? -1 : mover.getExitCode(),
            "OOMKilled".equals(mover.getReason()),
            ran,
            deadline(),
            lostProgram().orElse(null));
    return new JobState.Ended(result, finished);
  }

  private static Failure unheard(ContainerStateTerminated mover, KubernetesClientException why) {
    return new Failure(
        FailureReason.MoverLost,
        "The mover ended with status %s, but what it said cannot be had any more, so that it is not known what came of it: %s"
            .formatted(mover.getExitCode(), why.getMessage()));
  }

  /** Why a mover that has not ended never will. */
  private Optional<Failure> lost(Optional<Pod> pod) {
    Optional<JobCondition> failed = view.failed();
    if (failed.isPresent() && "DeadlineExceeded".equals(failed.get().getReason())) {
      return Optional.of(
          new Failure(
              FailureReason.DeadlineExceeded,
              "The mover was stopped because it had not finished after %s. Allow it more time, or find out what slows it down."
                  .formatted(deadline())));
    }
    if (view.job() == null) {
      return lost("Its Job was removed while its pod is still there.");
    }
    if (view.pods().size() > 1
        || pod.filter(p -> p.getMetadata().getDeletionTimestamp() != null).isPresent()) {
      return lost("Its pod was deleted (by a person, or because its node was drained).");
    }
    if (pod.filter(p -> "Failed".equals(p.getStatus().getPhase())).isPresent()) {
      return lost(
          "Its pod failed: %s %s"
              .formatted(
                  text(pod.get().getStatus().getReason()),
                  text(pod.get().getStatus().getMessage())));
    }
    if (failed.isPresent()) {
      return lost(
          "Its Job failed: %s %s"
              .formatted(text(failed.get().getReason()), text(failed.get().getMessage())));
    }
    if (view.isComplete()) {
      return lost("Its Job is complete, but its pod is gone with all that it said.");
    }
    return lostProgram().or(() -> PodTroubles.of(view, since(), now));
  }

  /** A program that ended without leaving its status: nobody would ever answer the mover. */
  private Optional<Failure> lostProgram() {
    Optional<Pod> pod = view.pod();
    if (pod.isEmpty() || pod.get().getStatus() == null) {
      return Optional.empty();
    }
    return pod.get().getStatus().getContainerStatuses().stream()
        .filter(status -> !status.getName().equals(MoverPod.MOVER))
        .flatMap(
            status ->
                terminated(status).filter(JobObserver::isFailure).stream()
                    .map(end -> lostProgram(pod.get(), status.getName(), end)))
        .findFirst();
  }

  private Failure lostProgram(Pod pod, String container, ContainerStateTerminated end) {
    return new Failure(
        LoadContainer.isOne(container) ? FailureReason.LoadFailed : FailureReason.DumpFailed,
        "The database program %s of pod %s was lost with status %d (%s). It said: %s"
            .formatted(
                container,
                pod.getMetadata().getName(),
                end.getExitCode(),
                text(end.getReason()),
                said(pod, container)));
  }

  private String said(Pod pod, String container) {
    try {
      return tail(logs.of(pod, container));
    } catch (KubernetesClientException e) {
      return "nothing that can be had now: " + e.getMessage();
    }
  }

  private JobState lost(Failure failure) {
    return new JobState.Ended(JobResult.failed(failure.reason(), failure.message()), now);
  }

  private static Optional<Failure> lost(String why) {
    return Optional.of(new Failure(FailureReason.MoverLost, "The mover was lost. " + why.strip()));
  }

  private boolean isRunning() {
    return view.container(MoverPod.MOVER)
        .filter(status -> status.getState() != null && status.getState().getRunning() != null)
        .isPresent();
  }

  private Instant since() {
    return view.container(MoverPod.MOVER)
        .map(ContainerStatus::getState)
        .filter(state -> state.getRunning() != null)
        .flatMap(state -> instant(state.getRunning().getStartedAt()))
        .or(
            () ->
                Optional.ofNullable(view.job())
                    .flatMap(job -> instant(job.getMetadata().getCreationTimestamp())))
        .orElse(now);
  }

  private Duration deadline() {
    Long seconds =
        view.job() == null || view.job().getSpec() == null
            ? null
            : view.job().getSpec().getActiveDeadlineSeconds();
    return seconds == null ? Duration.ofDays(1) : Duration.ofSeconds(seconds);
  }

  private static Optional<ContainerStateTerminated> terminated(ContainerStatus status) {
    return Optional.ofNullable(status.getState()).map(state -> state.getTerminated());
  }

  private static boolean isFailure(ContainerStateTerminated end) {
    return end.getExitCode() != null && end.getExitCode() != 0;
  }

  /** The end of what is no message: standard output and error are one log on Kubernetes. */
  private static String tail(String log) {
    List<String> lines = log.lines().filter(line -> !line.startsWith("{")).toList();
    return lines.stream()
        .skip(Math.max(0, lines.size() - TAIL))
        .collect(Collectors.joining("\n"))
        .strip();
  }

  private static Optional<Instant> instant(@Nullable String time) {
    return Optional.ofNullable(time).map(Instant::parse);
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }
}
