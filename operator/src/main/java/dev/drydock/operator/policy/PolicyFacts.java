// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.policy;

import dev.drydock.api.v1alpha1.BackupPolicyStatus;
import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.BackupRunStatus;
import dev.drydock.api.v1alpha1.Condition;
import dev.drydock.api.v1alpha1.LocalObjectReference;
import dev.drydock.api.v1alpha1.RecoveryWindow;
import dev.drydock.api.v1alpha1.RepositoryIdentity;
import dev.drydock.api.v1alpha1.RunReference;
import dev.drydock.api.v1alpha1.VerificationResult;
import dev.drydock.operator.run.RunConditions;
import dev.drydock.operator.run.RunMachine;
import dev.drydock.operator.status.Conditions;
import dev.drydock.operator.status.GoDuration;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a policy now: what its status knew, and what its runs and restores say since.
 * Objects may be gone because of history limits; what they said stays.
 *
 * @param lastSuccess the newest successful run
 * @param lastFailure the newest failed run
 * @param failure why it failed, as far as its object is still there
 * @param notResumed workloads that a run could not bring back
 * @param degraded what is wrong with the newest successful run, as far as its object is still there
 * @param active the run that is active
 * @param window what can be restored
 * @param check the newest check
 * @param drill the newest drill
 * @param proof the newest drill that passed
 * @param recoveryTime the newest measured recovery
 * @param repository the repository that holds the newest successful run
 */
record PolicyFacts(
    @Nullable RunReference lastSuccess,
    @Nullable RunReference lastFailure,
    @Nullable Condition failure,
    @Nullable Trouble notResumed,
    @Nullable Trouble degraded,
    @Nullable LocalObjectReference active,
    @Nullable RecoveryWindow window,
    @Nullable VerificationResult check,
    @Nullable VerificationResult drill,
    @Nullable VerificationResult proof,
    @Nullable Duration recoveryTime,
    @Nullable RepositoryIdentity repository) {

  /**
   * A run that is degraded.
   *
   * @param run its name
   * @param why its condition
   */
  record Trouble(String run, Condition why) {
    static Optional<Trouble> of(BackupRun run) {
      return run.getStatus() == null
          ? Optional.empty()
          : Conditions.find(run.getStatus().conditions(), RunConditions.DEGRADED)
              .filter(c -> c.status().equals(Conditions.TRUE))
              .map(c -> new Trouble(run.getMetadata().getName(), c));
    }

    /** Whether workloads that a run stopped are not back. */
    static boolean isNotResumed(BackupRun run) {
      return of(run).filter(Trouble::isNotResumed).isPresent();
    }

    private boolean isNotResumed() {
      return why.reason().equals(PolicyVerdict.NOT_RESUMED);
    }
  }

  static PolicyFacts of(PolicyObservation seen) {
    BackupPolicyStatus before = seen.status();
    RunReference success =
        newer(before.lastSuccessfulRun(), newest(seen.runs(), RunConditions.COMPLETE));
    RunReference failure = newer(before.lastFailedRun(), newest(seen.runs(), RunConditions.FAILED));
    VerificationResult drill = newer(before.lastDrill(), Drills.newest(seen.drills()));
    VerificationResult proof = newer(before.lastPassedDrill(), Drills.proof(seen.restores()));
    Duration known =
        before.measured() == null || before.measured().recoveryTime() == null
            ? null
            : GoDuration.parse(before.measured().recoveryTime());
    return new PolicyFacts(
        success,
        failure,
        failure == null ? null : reason(seen.runs(), failure.name()),
        notResumed(seen.runs()),
        degraded(seen.runs(), success),
        active(seen.runs()),
        window(before.recoveryWindow(), seen.runs(), success),
        seen.checked() == null ? before.lastCheck() : seen.checked(),
        drill,
        proof,
        Drills.recoveryTime(seen.restores()).orElse(known),
        repository(seen.runs(), success).orElse(before.repository()));
  }

  /** Whether the newest run that ended failed. */
  boolean isFailing() {
    return lastFailure != null
        && (lastSuccess == null || ended(lastFailure).isAfter(ended(lastSuccess)));
  }

  /** The instant that the newest restorable state shows. */
  @Nullable Instant recoveryPoint() {
    return lastSuccess == null || lastSuccess.snapshotTime() == null
        ? null
        : Instant.parse(lastSuccess.snapshotTime());
  }

  static Instant ended(RunReference run) {
    return run.completionTime() == null ? Instant.EPOCH : Instant.parse(run.completionTime());
  }

  private static Optional<RunReference> newest(List<BackupRun> runs, String condition) {
    return runs.stream()
        .filter(r -> r.getStatus() != null)
        .filter(r -> Conditions.isTrue(r.getStatus().conditions(), condition))
        .map(
            r ->
                new RunReference(
                    r.getMetadata().getName(),
                    r.getStatus().completionTime(),
                    r.getStatus().snapshotTime()))
        .max(Comparator.comparing(PolicyFacts::ended));
  }

  private static @Nullable RunReference newer(
      @Nullable RunReference known, Optional<RunReference> found) {
    return known == null || found.filter(f -> ended(f).isAfter(ended(known))).isPresent()
        ? found.orElse(null)
        : known;
  }

  private static @Nullable VerificationResult newer(
      @Nullable VerificationResult known, Optional<VerificationResult> found) {
    return found.filter(f -> isNewer(f, known)).orElse(known);
  }

  private static boolean isNewer(VerificationResult found, @Nullable VerificationResult known) {
    return known == null
        || known.completionTime() == null
        || (found.completionTime() != null
            && Instant.parse(found.completionTime())
                .isAfter(Instant.parse(known.completionTime())));
  }

  private static @Nullable Condition reason(List<BackupRun> runs, String name) {
    return runs.stream()
        .filter(r -> r.getMetadata().getName().equals(name) && r.getStatus() != null)
        .findFirst()
        .flatMap(r -> Conditions.find(r.getStatus().conditions(), RunConditions.FAILED))
        .orElse(null);
  }

  /** A run tells it at once, and takes it back when they are, be it long after it has ended. */
  private static @Nullable Trouble notResumed(List<BackupRun> runs) {
    return runs.stream()
        .flatMap(r -> Trouble.of(r).stream())
        .filter(Trouble::isNotResumed)
        .findFirst()
        .orElse(null);
  }

  private static @Nullable Trouble degraded(List<BackupRun> runs, @Nullable RunReference success) {
    return runs.stream()
        .filter(r -> success != null && r.getMetadata().getName().equals(success.name()))
        .flatMap(r -> Trouble.of(r).stream())
        .filter(t -> !t.isNotResumed())
        .findFirst()
        .orElse(null);
  }

  private static @Nullable LocalObjectReference active(List<BackupRun> runs) {
    return runs.stream()
        .filter(r -> !RunMachine.isEnded(r))
        .min(Comparator.comparing(r -> r.getMetadata().getCreationTimestamp()))
        .map(r -> new LocalObjectReference(r.getMetadata().getName()))
        .orElse(null);
  }

  private static Optional<RepositoryIdentity> repository(
      List<BackupRun> runs, @Nullable RunReference newest) {
    return runs.stream()
        .filter(r -> newest != null && r.getMetadata().getName().equals(newest.name()))
        .findFirst()
        .map(BackupRun::getStatus)
        .map(BackupRunStatus::repository);
  }

  private static @Nullable RecoveryWindow window(
      @Nullable RecoveryWindow known, List<BackupRun> runs, @Nullable RunReference newest) {
    if (newest == null || newest.snapshotTime() == null) {
      return known;
    }
    Optional<RecoveryWindow> told =
        runs.stream()
            .filter(r -> r.getMetadata().getName().equals(newest.name()))
            .findFirst()
            .map(BackupRun::getStatus)
            .map(BackupRunStatus::recoveryWindow);
    String earliest =
        told.map(RecoveryWindow::earliest)
            .orElse(
                known == null || known.earliest() == null
                    ? newest.snapshotTime()
                    : known.earliest());
    return new RecoveryWindow(earliest, newest.snapshotTime());
  }
}
