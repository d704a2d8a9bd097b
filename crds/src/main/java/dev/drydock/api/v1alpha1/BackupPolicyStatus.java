// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a policy.
 *
 * @param observedGeneration generation of the spec that this status speaks of
 * @param conditions Ready, Stalled, Degraded, RecoveryPointObjectiveMet, RecoveryTimeObjectiveMet,
 *     RestoreTested
 * @param nextRuns when things happen next
 * @param lastSlots the slots last handled, by schedule
 * @param lastSchedules cron expression and time zone that these are slots of, by schedule
 * @param lastSuccessfulRun the newest successful run
 * @param lastFailedRun the newest failed run
 * @param activeRun the run that is active
 * @param activeCheck the job that checks the repository now
 * @param missedSlots slots that were missed for good
 * @param recoveryWindow from when to when the application can be restored
 * @param measured what was measured against the objectives
 * @param lastCheck the newest check of the repository
 * @param lastDrill the newest restore drill
 * @param lastPassedDrill the newest restore of everything into a sandbox that passed; retention
 *     keeps its run
 * @param repository the repository that holds the newest successful run
 * @param toldRestores failed restores that were told, by uid, as long as they exist
 * @param pendingNotifications what not all receivers have yet, oldest first
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BackupPolicyStatus(
    @Nullable Long observedGeneration,
    @KeyedBy("type") @Size(max = 16) List<Condition> conditions,
    @Nullable NextRuns nextRuns,
    Map<String, String> lastSlots,
    Map<String, String> lastSchedules,
    @Nullable RunReference lastSuccessfulRun,
    @Nullable RunReference lastFailedRun,
    @Nullable LocalObjectReference activeRun,
    @Nullable LocalObjectReference activeCheck,
    List<MissedSlot> missedSlots,
    @Nullable RecoveryWindow recoveryWindow,
    @Nullable Measured measured,
    @Nullable VerificationResult lastCheck,
    @Nullable VerificationResult lastDrill,
    @Nullable VerificationResult lastPassedDrill,
    @Nullable RepositoryIdentity repository,
    List<String> toldRestores,
    @KeyedBy("id") @Size(max = 64) List<PendingNotification> pendingNotifications) {

  public BackupPolicyStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
    missedSlots = missedSlots == null ? List.of() : List.copyOf(missedSlots);
    lastSlots = lastSlots == null ? Map.of() : Map.copyOf(lastSlots);
    lastSchedules = lastSchedules == null ? Map.of() : Map.copyOf(lastSchedules);
    toldRestores = toldRestores == null ? List.of() : List.copyOf(toldRestores);
    pendingNotifications =
        pendingNotifications == null ? List.of() : List.copyOf(pendingNotifications);
  }

  /** The same, with these notifications pending. */
  public BackupPolicyStatus withPendingNotifications(List<PendingNotification> pending) {
    return new BackupPolicyStatus(
        observedGeneration,
        conditions,
        nextRuns,
        lastSlots,
        lastSchedules,
        lastSuccessfulRun,
        lastFailedRun,
        activeRun,
        activeCheck,
        missedSlots,
        recoveryWindow,
        measured,
        lastCheck,
        lastDrill,
        lastPassedDrill,
        repository,
        toldRestores,
        pending);
  }
}
