// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

import dev.drydock.api.v1alpha1.BackupPolicySpec;
import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.BackupRunStatus;
import dev.drydock.api.v1alpha1.ComponentStatus;
import dev.drydock.api.v1alpha1.Condition;
import dev.drydock.api.v1alpha1.Phase;
import dev.drydock.api.v1alpha1.Progress;
import dev.drydock.api.v1alpha1.RecoveryWindow;
import dev.drydock.api.v1alpha1.RepositoryIdentity;
import dev.drydock.api.v1alpha1.RetentionResult;
import dev.drydock.api.v1alpha1.WorkloadRecord;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.status.Conditions;
import dev.drydock.operator.status.GoDuration;
import dev.drydock.operator.status.Readiness;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A status of a run in the making. Used by one thread, thrown away after it is written. */
final class RunStatusEdit {
  private final @Nullable Long observedGeneration;
  private final Instant now;
  private Conditions conditions;
  private @Nullable Phase phase;
  private @Nullable String startTime;
  private @Nullable String completionTime;
  private @Nullable String duration;
  @Nullable RunStep step;
  long attempt;
  @Nullable BackupPolicySpec resolved;
  @Nullable String snapshotTime;
  List<WorkloadRecord> quiesced;
  @Nullable Progress progress;
  List<ComponentStatus> components;
  @Nullable Long addedBytes;
  @Nullable Long totalBytes;
  @Nullable RetentionResult retention;
  @Nullable RecoveryWindow recoveryWindow;
  @Nullable RepositoryIdentity repository;

  RunStatusEdit(BackupRun run, Instant now) {
    BackupRunStatus status = run.getStatus();
    this.now = now;
    observedGeneration = run.getMetadata().getGeneration();
    List<Condition> known = status == null ? List.of() : status.conditions();
    conditions = Conditions.of(known, now, observedGeneration);
    if (status == null) {
      quiesced = List.of();
      components = List.of();
      return;
    }
    phase = status.phase();
    startTime = status.startTime();
    completionTime = status.completionTime();
    duration = status.duration();
    step = RunStep.of(status.step());
    attempt = status.attempt() == null ? 0 : status.attempt();
    resolved = status.resolved();
    snapshotTime = status.snapshotTime();
    quiesced = status.quiesced();
    progress = status.progress();
    components = status.components();
    addedBytes = status.addedBytes();
    totalBytes = status.totalBytes();
    retention = status.retention();
    recoveryWindow = status.recoveryWindow();
    repository = status.repository();
  }

  Instant now() {
    return now;
  }

  Instant started() {
    return startTime == null ? now : Instant.parse(startTime);
  }

  BackupPolicySpec policy() {
    if (resolved == null) {
      throw new DrydockException(
          FailureReason.InternalError, "The run has no resolved policy in step " + step + ".");
    }
    return resolved;
  }

  void accept() {
    phase = Phase.Pending;
    startTime = Conditions.time(now);
    attempt = 1;
    step = RunStep.Resolve;
    conditions =
        conditions
            .isUnknown(RunConditions.COMPLETE, RunConditions.IN_PROGRESS, "The run was accepted.")
            .isUnknown(RunConditions.FAILED, RunConditions.IN_PROGRESS, "Nothing failed so far.");
  }

  /** Lets go of what was pinned, as if the run had never asked. */
  void backToQueue() {
    step = RunStep.Resolve;
    phase = Phase.Pending;
    resolved = null;
    components = List.of();
  }

  /** Changes the message that tells what the run waits for. */
  void waitsFor(String what) {
    conditions =
        conditions.isUnknown(RunConditions.COMPLETE, "Waiting", "The run waits for " + what + ".");
  }

  void enter(RunStep next, String doing) {
    step = next;
    phase = Phase.Running;
    if (!failing()) {
      conditions = conditions.isUnknown(RunConditions.COMPLETE, RunConditions.IN_PROGRESS, doing);
    }
  }

  void condition(String type, String status, String reason, String message) {
    conditions = conditions.with(type, status, reason, message);
  }

  /** Notes what less than the whole is wrong, after what was noted before. */
  void degraded(String reason, String message) {
    Condition known = find(RunConditions.DEGRADED);
    if (known == null || !known.status().equals(Conditions.TRUE)) {
      condition(RunConditions.DEGRADED, Conditions.TRUE, reason, message);
    } else if (!String.valueOf(known.message()).contains(message)) {
      condition(
          RunConditions.DEGRADED, Conditions.TRUE, known.reason(), known.message() + " " + message);
    }
  }

  void drop(String type) {
    conditions = conditions.without(type);
  }

  /** Notes why the run will have failed, once everything is back to where it was. */
  void fail(FailureReason reason, String message) {
    if (!failing()) {
      conditions = conditions.isUnknown(RunConditions.FAILED, reason.name(), message);
    }
  }

  boolean failing() {
    return failure() != null;
  }

  @Nullable Condition failure() {
    return Conditions.find(conditions.list(), RunConditions.FAILED)
        .filter(c -> !c.reason().equals(RunConditions.IN_PROGRESS))
        .orElse(null);
  }

  boolean holds(String type) {
    return Conditions.isTrue(conditions.list(), type);
  }

  @Nullable Condition find(String type) {
    return Conditions.find(conditions.list(), type).orElse(null);
  }

  void finish() {
    Condition failure = failure();
    step = null;
    progress = null;
    completionTime = Conditions.time(now);
    duration = GoDuration.format(elapsed());
    conditions = conditions.without(RunConditions.RETRYING);
    if (failure == null) {
      phase = Phase.Succeeded;
      complete();
      conditions = conditions.isFalse(RunConditions.FAILED, "SnapshotsMade", "Nothing failed.");
    } else {
      phase = Phase.Failed;
      conditions =
          conditions
              .isTrue(RunConditions.FAILED, failure.reason(), failure.message())
              .isFalse(RunConditions.COMPLETE, failure.reason(), "The run failed.");
    }
  }

  /** Says how a run that has ended is complete, when what was degraded about it has changed. */
  void completeAgain() {
    if (holds(RunConditions.COMPLETE)) {
      complete();
    }
  }

  private void complete() {
    boolean degraded = holds(RunConditions.DEGRADED);
    conditions =
        conditions.isTrue(
            RunConditions.COMPLETE,
            degraded ? "CompleteWithGaps" : "SnapshotsMade",
            "All %d components are in the repository%s."
                .formatted(components.size(), degraded ? "; see the condition Degraded" : ""));
  }

  Duration elapsed() {
    return Duration.between(started(), now);
  }

  /** What a tool that does not know runs has to know, as it follows from what the rest says. */
  private Conditions readiness() {
    Condition complete = find(RunConditions.COMPLETE);
    Condition failure = failure();
    Condition retrying = find(RunConditions.RETRYING);
    if (complete == null) {
      return conditions;
    }
    if (complete.status().equals(Conditions.TRUE)) {
      return Readiness.ready(conditions, complete.reason(), complete.message());
    }
    if (failure != null) {
      return holds(RunConditions.FAILED)
          ? Readiness.stalled(conditions, failure.reason(), failure.message())
          : Readiness.reconciling(conditions, failure.reason(), failure.message());
    }
    return retrying == null
        ? Readiness.reconciling(conditions, complete.reason(), complete.message())
        : Readiness.reconciling(conditions, retrying.reason(), retrying.message());
  }

  BackupRunStatus status() {
    return new BackupRunStatus(
        observedGeneration,
        phase,
        readiness().list(),
        startTime,
        completionTime,
        duration,
        step == null ? null : step.name(),
        attempt,
        resolved,
        snapshotTime,
        quiesced,
        progress,
        components,
        addedBytes,
        totalBytes,
        retention,
        recoveryWindow,
        repository);
  }
}
