// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

import static java.util.stream.Collectors.joining;

import dev.drydock.api.v1alpha1.ApplicationSpec;
import dev.drydock.api.v1alpha1.Condition;
import dev.drydock.api.v1alpha1.Consistency;
import dev.drydock.api.v1alpha1.WorkloadRecord;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobResult;
import dev.drydock.operator.platform.Platform;
import dev.drydock.operator.status.Conditions;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** What is less than whole about a run although its snapshots count; told by one condition. */
final class Degradation {
  private static final String SHARED =
      "Another installation backs up under the same names into the same repository";

  private Degradation() {}

  /** Says which workloads do not come back; whatever else was said before is kept. */
  static void notResumed(
      RunStatusEdit edit, List<WorkloadRecord> missing, DrydockException failure) {
    String message =
        "Workloads that the run brought to rest are not back: %s. %s Drydock goes on trying as long as there is this BackupRun and nobody else works on the application. By hand: `%s`."
            .formatted(services(missing, ", "), sentence(failure), command(edit, missing));
    notResumed(edit, message);
  }

  private static void notResumed(RunStatusEdit edit, String message) {
    String others = others(edit);
    edit.condition(RunConditions.RESUMED, Conditions.FALSE, RunConditions.NOT_RESUMED, message);
    edit.condition(
        RunConditions.DEGRADED,
        Conditions.TRUE,
        RunConditions.NOT_RESUMED,
        others.isEmpty() ? message : message + " " + others);
  }

  /** Takes back what was said about workloads, if anything was. */
  static void resumed(RunStatusEdit edit, String reason, String message) {
    if (edit.find(RunConditions.RESUMED) == null) {
      return;
    }
    String others = others(edit);
    edit.condition(RunConditions.RESUMED, Conditions.TRUE, reason, message);
    edit.drop(RunConditions.DEGRADED);
    if (!others.isEmpty()) {
      edit.degraded(reason(edit, others), others);
    }
  }

  private static String reason(RunStatusEdit edit, String others) {
    if (others.startsWith(SHARED)) {
      return RunConditions.HISTORY_SHARED;
    }
    return others.equals(unreadMessage(edit))
        ? FailureReason.SourceUnreadable.name()
        : RunConditions.NOT_EVERYTHING_PROTECTED;
  }

  /** What is told of the run besides its workloads. */
  private static String others(RunStatusEdit edit) {
    Condition degraded = edit.find(RunConditions.DEGRADED);
    Condition resumed = edit.find(RunConditions.RESUMED);
    if (degraded == null || !degraded.status().equals(Conditions.TRUE)) {
      return "";
    }
    return resumed == null || !resumed.status().equals(Conditions.FALSE)
        ? degraded.message().strip()
        : degraded.message().replace(resumed.message(), "").strip();
  }

  /** Says that somebody else uses the same names; before all else, since it endangers the rest. */
  static String shared(RunStatusEdit edit, JobResult.Run rival) {
    String message =
        SHARED
            + ": its run %s of application %s and policy %s is of %s, which is after this policy was created. Retention leaves its runs alone, and restores of this policy do not use them, but nobody else can tell them apart. Give one of the two policies another name, or another prefix or path in spec.repository. If the other one is gone for good, delete this policy with deletionPolicy Retain and apply it again."
                .formatted(
                    rival.run(),
                    rival.application(),
                    rival.policy(),
                    Conditions.time(rival.time()));
    String others = others(edit);
    edit.condition(
        RunConditions.DEGRADED,
        Conditions.TRUE,
        RunConditions.HISTORY_SHARED,
        others.isEmpty() ? message : message + " " + others);
    return message;
  }

  /** Says that files were not read, if any were not. */
  static void unread(RunStatusEdit edit) {
    String message = unreadMessage(edit);
    if (!message.isEmpty()) {
      edit.degraded(FailureReason.SourceUnreadable.name(), message);
    }
  }

  /** Says what failed because workloads are not back; it goes when they are. */
  static void also(RunStatusEdit edit, DrydockException failure) {
    Condition told = edit.find(RunConditions.RESUMED);
    if (told != null) {
      notResumed(edit, told.message() + " " + sentence(failure));
    }
  }

  /**
   * Those of the workloads that are not in the state that is recorded; all of them when none can be
   * told from the others, and empty when the platform gives no answer.
   */
  static Optional<List<WorkloadRecord>> missing(
      Platform platform, ApplicationSpec application, List<WorkloadRecord> quiesced) {
    try {
      List<WorkloadRecord> present = platform.workloads(application);
      List<WorkloadRecord> missing =
          quiesced.stream().filter(w -> present.stream().noneMatch(p -> isBack(w, p))).toList();
      return Optional.of(missing.isEmpty() ? quiesced : missing);
    } catch (DrydockException unseen) {
      return Optional.empty();
    }
  }

  /** Whether the platform says that all of them are in the state that is recorded. */
  static boolean areBack(
      Platform platform, ApplicationSpec application, List<WorkloadRecord> quiesced) {
    try {
      List<WorkloadRecord> present = platform.workloads(application);
      return quiesced.stream().allMatch(w -> present.stream().anyMatch(p -> isBack(w, p)));
    } catch (DrydockException unseen) {
      return false;
    }
  }

  static boolean isBack(WorkloadRecord before, WorkloadRecord now) {
    return now.id().equals(before.id()) && now.priorState().equals(before.priorState());
  }

  private static String unreadMessage(RunStatusEdit edit) {
    int unread =
        edit.components.stream()
            .filter(c -> c.snapshot() != null)
            .mapToInt(c -> c.errors().size())
            .sum();
    return unread == 0
        ? ""
        : "%d or more files could not be read and are not in this backup; see status.components[].errors."
            .formatted(unread);
  }

  private static String command(RunStatusEdit edit, List<WorkloadRecord> missing) {
    if (edit.policy().application().kubernetes() != null) {
      return missing.stream().map(Degradation::scaling).collect(joining(" && "));
    }
    var compose = edit.policy().application().compose();
    boolean paused = Transitions.consistency(edit.policy()) == Consistency.Pause;
    return "docker compose -p %s %s %s"
        .formatted(
            compose == null ? "PROJECT" : compose.project(),
            paused ? "unpause" : "start",
            services(missing, " "));
  }

  /** On a cluster the id of a workload is NAMESPACE/KIND/NAME. */
  private static String scaling(WorkloadRecord workload) {
    int slash = workload.id().indexOf('/');
    return "kubectl -n %s scale %s --replicas=%d"
        .formatted(
            workload.id().substring(0, Math.max(0, slash)),
            workload.id().substring(slash + 1).toLowerCase(Locale.ROOT),
            Objects.requireNonNullElse(workload.replicas(), 1));
  }

  private static String services(List<WorkloadRecord> workloads, String separator) {
    return workloads.stream().map(WorkloadRecord::service).distinct().collect(joining(separator));
  }

  private static String sentence(DrydockException failure) {
    String message = String.valueOf(failure.getMessage());
    return message.endsWith(".") ? message : message + ".";
  }
}
