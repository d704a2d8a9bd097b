// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to protect, where to, when, and how it is proved.
 *
 * @param application what is protected
 * @param volumes which volumes
 * @param databases more about databases than discovery finds
 * @param configuration which configuration
 * @param repository where snapshots are kept
 * @param schedule when runs start
 * @param suspend true: no slot starts anything
 * @param consistency what happens to workloads while volumes are read
 * @param hooks commands around a backup
 * @param retention which snapshots are kept
 * @param verification how backups are proved
 * @param objectives recovery objectives
 * @param notifications who is told
 * @param deletionPolicy what happens to the data when the policy is deleted
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = NotSupportedYet.KUBERNETES_FILESYSTEM,
    message = NotSupportedYet.KUBERNETES_FILESYSTEM_MESSAGE,
    fieldPath = ".repository.filesystem")
@ValidationRule(
    value = "!has(self.application.compose) || !has(self.repository.backupStorageLocation)",
    message = "a Docker host has no BackupStorageLocations; use s3",
    fieldPath = ".repository.backupStorageLocation")
@ValidationRule(
    value =
        "!has(self.application.compose) || !has(self.volumes) || (!has(self.volumes.snapshotClassName) && (!has(self.volumes.snapshots) || self.volumes.snapshots != 'Always'))",
    message = "a Docker host has no VolumeSnapshots; leave snapshots and snapshotClassName out",
    fieldPath = ".volumes")
@ValidationRule(
    value = NotSupportedYet.KUBERNETES_COMMAND,
    message = NotSupportedYet.KUBERNETES_COMMAND_MESSAGE,
    fieldPath = ".databases")
@ValidationRule(
    value = NotSupportedYet.KUBERNETES_NOTIFICATIONS,
    message = NotSupportedYet.KUBERNETES_NOTIFICATIONS_MESSAGE,
    fieldPath = ".notifications")
@ValidationRule(
    value =
        "!has(self.application.kubernetes) || !has(self.consistency) || self.consistency != 'Pause'",
    message = "Kubernetes cannot pause what runs; use Stop",
    fieldPath = ".consistency")
public record BackupPolicySpec(
    @Required ApplicationSpec application,
    @Nullable VolumesSpec volumes,
    @KeyedBy("name") @Size(max = 64) List<DatabaseSpec> databases,
    @Nullable ConfigurationSpec configuration,
    @Required RepositorySpec repository,
    @Nullable ScheduleSpec schedule,
    @Default("false") Boolean suspend,
    @Default("Live") Consistency consistency,
    @Nullable HooksSpec hooks,
    @Nullable RetentionSpec retention,
    @Nullable VerificationSpec verification,
    @Nullable ObjectivesSpec objectives,
    @Size(max = 16) List<NotificationSpec> notifications,
    @Default("Retain") DeletionPolicy deletionPolicy) {

  public BackupPolicySpec {
    databases = databases == null ? List.of() : List.copyOf(databases);
    notifications = notifications == null ? List.of() : List.copyOf(notifications);
  }

  /** The same with another repository. */
  public BackupPolicySpec withRepository(RepositorySpec other) {
    return new BackupPolicySpec(
        application,
        volumes,
        databases,
        configuration,
        other,
        schedule,
        suspend,
        consistency,
        hooks,
        retention,
        verification,
        objectives,
        notifications,
        deletionPolicy);
  }
}
