// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobResult;
import dev.drydock.operator.platform.JobState;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JobObserverTest {
  private static final Instant START = Instant.parse("2026-11-28T06:00:00Z");
  private static final String MOVING =
      "{\"message\":\"moving\",\"component\":\"volume/uploads\",\"bytesDone\":7,\"bytesTotal\":9,\"filesDone\":1}\n";
  private static final String FINISHED =
      "{\"message\":\"finished\",\"result\":{\"kept\":3,\"removed\":0,\"freedBytes\":0}}\n";

  private static Job job(String status) {
    return Serialization.unmarshal(
        """
        metadata: {name: j, namespace: shop, uid: j1, creationTimestamp: "%s"}
        spec: {activeDeadlineSeconds: 600}
        status: %s
        """
            .formatted(START, status),
        Job.class);
  }

  private static Pod pod(String name, String status, String more) {
    return Serialization.unmarshal(
        """
        metadata: {name: %s, namespace: shop, uid: %s, creationTimestamp: "%s"%s}
        spec: {containers: [{name: mover}]}
        status: %s
        """
            .formatted(name, name, START, more, status),
        Pod.class);
  }

  private static Pod containers(String phase, String... states) {
    StringBuilder statuses = new StringBuilder();
    for (int i = 0; i < states.length; i++) {
      statuses
          .append(i == 0 ? "" : ", ")
          .append("{name: ")
          .append(i == 0 ? "mover" : MoverPod.program(i - 1))
          .append(", image: i, state: ")
          .append(states[i])
          .append('}');
    }
    return pod("p", "{phase: %s, containerStatuses: [%s]}".formatted(phase, statuses), "");
  }

  private static String terminated(int code, String reason) {
    return "{terminated: {exitCode: %d, reason: %s, startedAt: \"%s\", finishedAt: \"%s\"}}"
        .formatted(code, reason, START, START.plusSeconds(30));
  }

  private static final String RUNNING = "{running: {startedAt: \"2026-11-28T06:00:05Z\"}}";

  private static Optional<JobState> state(
      @Nullable Job job, List<Pod> pods, List<Event> events, Map<String, String> logs, long after) {
    return state(job, pods, events, (pod, container) -> logs.getOrDefault(container, ""), after);
  }

  private static Optional<JobState> state(
      @Nullable Job job, List<Pod> pods, List<Event> events, JobObserver.PodLogs logs, long after) {
    return new JobObserver(new JobView(job, pods, events), logs, START.plusSeconds(after)).state();
  }

  /** As the API server answers when the kubelet of a node does not. */
  private static String unreachable(Pod pod, String container) {
    throw new KubernetesClientException("dial tcp 10.0.0.7:10250: i/o timeout");
  }

  private static JobState state(Pod pod, Map<String, String> logs, long after) {
    return state(job("{}"), List.of(pod), List.of(), logs, after).orElseThrow();
  }

  private static JobResult.Failure failure(JobState state) {
    assertThat(state).isInstanceOf(JobState.Ended.class);
    return Objects.requireNonNull(((JobState.Ended) state).result().failure());
  }

  private static Event event(String reason, String message) {
    return Serialization.unmarshal(
        "reason: %s\nmessage: '%s'\nlastTimestamp: '%s'\n".formatted(reason, message, START),
        Event.class);
  }

  @Test
  void thereIsNoJobWithoutATrace() {
    assertThat(state(null, List.of(), List.of(), Map.of(), 1)).isEmpty();
  }

  @Test
  void aJobWithoutAPodIsBeingStarted() {
    assertThat(state(job("{}"), List.of(), List.of(), Map.of(), 5))
        .contains(new JobState.Running(START, null));
  }

  @Test
  void tellsHowFarAMoverIs() {
    JobState state = state(containers("Running", RUNNING), Map.of("mover", MOVING), 60);

    assertThat(state)
        .isInstanceOfSatisfying(
            JobState.Running.class,
            running -> {
              assertThat(running.since()).isEqualTo(START.plusSeconds(5));
              assertThat(Objects.requireNonNull(running.progress()).bytesDone()).isEqualTo(7);
            });
  }

  @Test
  void whatTheMoverSaidCountsAlsoWhileAProgramStillRuns() {
    JobState state =
        state(
            containers("Running", terminated(0, "Completed"), RUNNING),
            Map.of("mover", "noise\n" + MOVING + FINISHED),
            60);

    assertThat(state)
        .isInstanceOfSatisfying(
            JobState.Ended.class,
            ended -> {
              assertThat(ended.result().failure()).isNull();
              assertThat(ended.result().kept()).isEqualTo(3);
              assertThat(ended.at()).isEqualTo(START.plusSeconds(30));
            });
  }

  @Test
  void aCompleteJobWithoutAResultIsNoSuccess() {
    JobState state =
        state(
                job("{succeeded: 1, conditions: [{type: Complete, status: 'True'}]}"),
                List.of(containers("Succeeded", terminated(0, "Completed"))),
                List.of(),
                Map.of("mover", "the log was rotated away"),
                60)
            .orElseThrow();

    assertThat(failure(state).reason()).isEqualTo(FailureReason.MoverLost);
    assertThat(failure(state).message()).contains("rotated away");
  }

  @Test
  void tellsThatMemoryWasMissing() {
    assertThat(
            failure(state(containers("Failed", terminated(137, "OOMKilled")), Map.of(), 60))
                .message())
        .contains("memory");
  }

  @Test
  void aProgramThatWasLostIsTheCause() {
    JobState state =
        state(
            containers("Running", RUNNING, terminated(1, "Error")),
            Map.of("program-0", "sh: disk full"),
            60);

    assertThat(failure(state).reason()).isEqualTo(FailureReason.DumpFailed);
    assertThat(failure(state).message()).contains("disk full");
  }

  @Test
  void aPodThatIsDeletedIsLostAtOnceAndItsSuccessorIsNotWaitedFor() {
    Pod going =
        pod(
            "p",
            "{phase: Running, containerStatuses: [{name: mover, state: " + RUNNING + "}]}",
            ", deletionTimestamp: \"2026-11-28T06:01:00Z\"");
    Pod successor = pod("q", "{phase: Pending}", "");

    assertThat(failure(state(going, Map.of(), 60)).reason()).isEqualTo(FailureReason.MoverLost);
    assertThat(
            failure(
                    state(
                            job("{}"),
                            List.of(containers("Running", RUNNING), successor),
                            List.of(),
                            Map.of(),
                            60)
                        .orElseThrow())
                .message())
        .contains("deleted");
  }

  @Test
  void aPodThatOutlivesItsJobIsStillThere() {
    JobState state =
        state(null, List.of(containers("Running", RUNNING)), List.of(), Map.of(), 60).orElseThrow();

    assertThat(failure(state).reason()).isEqualTo(FailureReason.MoverLost);
  }

  @Test
  void aPodThatHasEndedAndIsBeingRemovedWithItsJobIsGone() {
    Pod left = pod("p", "{phase: Succeeded}", ", deletionTimestamp: \"2026-11-28T06:01:00Z\"");
    Pod works = pod("p", "{phase: Running}", ", deletionTimestamp: \"2026-11-28T06:01:00Z\"");

    assertThat(state(null, List.of(left), List.of(), Map.of(), 60)).isEmpty();
    assertThat(state(null, List.of(works), List.of(), Map.of(), 60)).isPresent();
  }

  @Test
  void theDeadlineOfTheJobIsTheDeadline() {
    JobState state =
        state(
                job("{conditions: [{type: Failed, status: 'True', reason: DeadlineExceeded}]}"),
                List.of(),
                List.of(),
                Map.of(),
                700)
            .orElseThrow();

    assertThat(failure(state).reason()).isEqualTo(FailureReason.DeadlineExceeded);
  }

  @Test
  void anEvictedPodTellsWhy() {
    Pod evicted = pod("p", "{phase: Failed, reason: Evicted, message: low on memory}", "");

    assertThat(failure(state(evicted, Map.of(), 60)).message()).contains("Evicted low on memory");
  }

  @Test
  void aSecretThatIsMissingIsToldAfterAWhile() {
    List<Event> events =
        List.of(event("FailedMount", "MountVolume.SetUp failed: secret \"s3\" not found"));
    Pod pending = containers("Pending", "{waiting: {reason: ContainerCreating}}");

    assertThat(state(job("{}"), List.of(pending), events, Map.of(), 20))
        .get()
        .isInstanceOf(JobState.Running.class);
    JobState late = state(job("{}"), List.of(pending), events, Map.of(), 40).orElseThrow();
    assertThat(failure(late).reason()).isEqualTo(FailureReason.SecretNotFound);
    assertThat(failure(late).message()).contains("\"s3\" not found");
  }

  @Test
  void aPodThatMayNotBeMadeIsToldWithWhatToDo() {
    List<Event> events = List.of(event("FailedCreate", "violates PodSecurity restricted"));

    JobState state = state(job("{}"), List.of(), events, Map.of(), 130).orElseThrow();
    assertThat(failure(state).reason()).isEqualTo(FailureReason.PlatformError);
    assertThat(failure(state).message()).contains("violates PodSecurity").contains("runAsUser");
  }

  @Test
  void aPodThatExceedsAQuotaIsToldWithWhatItTakes() {
    List<Event> events =
        List.of(event("FailedCreate", "pods \"x\" is forbidden: exceeded quota: small"));

    JobState state = state(job("{}"), List.of(), events, Map.of(), 130).orElseThrow();

    assertThat(failure(state).message())
        .contains("exceeded quota: small", "give the ResourceQuota room")
        .doesNotContain("Pod Security");
  }

  @Test
  void eachTroubleOfAPodHasItsReason() {
    Map<String, FailureReason> reasons =
        Map.of(
            "CreateContainerConfigError", FailureReason.SecretNotFound,
            "ImagePullBackOff", FailureReason.ImageUnavailable,
            "CreateContainerError", FailureReason.PlatformError);
    Stream<FailureReason> told =
        reasons.keySet().stream()
            .sorted()
            .map(
                reason ->
                    failure(
                            state(
                                containers(
                                    "Pending",
                                    "{waiting: {reason: %s, message: m}}".formatted(reason)),
                                Map.of(),
                                300))
                        .reason());

    assertThat(told)
        .containsExactly(
            FailureReason.SecretNotFound,
            FailureReason.PlatformError,
            FailureReason.ImageUnavailable);
  }

  @Test
  void theTerminationMessageCountsAlsoWhenTheLogIsGone() {
    Pod ended =
        containers(
            "Succeeded",
            terminated(0, "Completed")
                .replace("reason:", "message: '" + FINISHED.strip() + "', reason:"));

    assertThat(state(job("{}"), List.of(ended), List.of(), JobObserverTest::unreachable, 60))
        .get()
        .isInstanceOfSatisfying(
            JobState.Ended.class,
            end -> {
              assertThat(end.result().failure()).isNull();
              assertThat(end.result().kept()).isEqualTo(3);
            });
  }

  @Test
  void aLogThatCannotBeHadIsWaitedForAWhileAndThenTheMoverIsLost() {
    Pod ended = containers("Succeeded", terminated(0, "Completed"));

    assertThatThrownBy(
            () -> state(job("{}"), List.of(ended), List.of(), JobObserverTest::unreachable, 300))
        .isInstanceOf(KubernetesClientException.class);
    JobState late =
        state(job("{}"), List.of(ended), List.of(), JobObserverTest::unreachable, 700)
            .orElseThrow();
    assertThat(failure(late).reason()).isEqualTo(FailureReason.MoverLost);
    assertThat(failure(late).message()).contains("i/o timeout", "not known");
  }

  @Test
  void aLostProgramIsToldAlsoWithoutItsLog() {
    JobState state =
        state(
                job("{}"),
                List.of(containers("Running", RUNNING, terminated(1, "Error"))),
                List.of(),
                JobObserverTest::unreachable,
                60)
            .orElseThrow();

    assertThat(failure(state).reason()).isEqualTo(FailureReason.DumpFailed);
  }

  @Test
  void aCompleteJobWhosePodIsGoneIsNoSuccess() {
    JobState state =
        state(
                job("{succeeded: 1, conditions: [{type: Complete, status: 'True'}]}"),
                List.of(),
                List.of(),
                Map.of(),
                60)
            .orElseThrow();

    assertThat(failure(state).reason()).isEqualTo(FailureReason.MoverLost);
  }

  @Test
  void aProgramThatCannotStartIsToldAlthoughTheMoverRuns() {
    Pod pod =
        containers(
            "Pending", RUNNING, "{waiting: {reason: ImagePullBackOff, message: no such image}}");

    assertThat(state(pod, Map.of("mover", MOVING), 60)).isInstanceOf(JobState.Running.class);
    JobState late = state(pod, Map.of("mover", MOVING), 300);
    assertThat(failure(late).reason()).isEqualTo(FailureReason.ImageUnavailable);
    assertThat(failure(late).message()).contains("program-0", "no such image");
  }

  @Test
  void aPodThatNoNodeTakesIsToldAtLast() {
    Pod pending =
        pod(
            "p",
            "{phase: Pending, conditions: [{type: PodScheduled, status: 'False', message: 0/3 nodes}]}",
            "");

    assertThat(state(pending, Map.of(), 60)).isInstanceOf(JobState.Running.class);
    assertThat(failure(state(pending, Map.of(), 700)).message()).contains("0/3 nodes");
  }
}
