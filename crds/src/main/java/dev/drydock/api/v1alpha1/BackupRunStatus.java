// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a backup stands or ended.
 *
 * @param observedGeneration generation of the spec that this status speaks of
 * @param phase where it stands, for the printed column
 * @param conditions Complete, Failed, Degraded; Ready, Reconciling and Stalled as in kstatus
 * @param startTime when it started, RFC 3339
 * @param completionTime when it ended, RFC 3339
 * @param duration duration, Go duration
 * @param step the step it is in
 * @param attempt the attempt that owns the step
 * @param resolved the policy spec as it was when the run started
 * @param snapshotTime instant that all snapshots of the run carry, RFC 3339
 * @param quiesced workloads that the run stopped or paused, with their prior state
 * @param progress how far it is
 * @param components one entry for each component
 * @param addedBytes bytes added to the repository
 * @param totalBytes bytes that the application holds
 * @param retention what retention removed
 * @param recoveryWindow what can be restored of the policy's runs after this one
 * @param repository the repository that holds the run
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BackupRunStatus(
    @Nullable Long observedGeneration,
    @Nullable Phase phase,
    @KeyedBy("type") @Size(max = 16) List<Condition> conditions,
    @Timestamp @Nullable String startTime,
    @Timestamp @Nullable String completionTime,
    @Nullable String duration,
    @Nullable String step,
    @Nullable Long attempt,
    @Opaque @Nullable BackupPolicySpec resolved,
    @Timestamp @Nullable String snapshotTime,
    @KeyedBy("id") List<WorkloadRecord> quiesced,
    @Nullable Progress progress,
    @KeyedBy("name") List<ComponentStatus> components,
    @Nullable Long addedBytes,
    @Nullable Long totalBytes,
    @Nullable RetentionResult retention,
    @Nullable RecoveryWindow recoveryWindow,
    @Nullable RepositoryIdentity repository) {

  public BackupRunStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
    quiesced = quiesced == null ? List.of() : List.copyOf(quiesced);
    components = components == null ? List.of() : List.copyOf(components);
  }
}
