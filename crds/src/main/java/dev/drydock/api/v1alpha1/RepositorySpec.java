// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where snapshots are kept: exactly one of s3, filesystem and backupStorageLocation.
 *
 * @param s3 an S3 bucket
 * @param filesystem a directory on the host
 * @param backupStorageLocation the storage of a BackupStorageLocation of the cluster
 * @param passwordSecretRef Secret and key holding the password of the repository
 * @param copies further repositories that receive a copy of every snapshot
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value =
        "[has(self.s3), has(self.filesystem), has(self.backupStorageLocation)].exists_one(x, x)",
    message = "exactly one of s3, filesystem and backupStorageLocation must be set")
@ValidationRule(
    value = NotSupportedYet.REPOSITORY_COPIES,
    message = NotSupportedYet.REPOSITORY_COPIES_MESSAGE,
    fieldPath = ".copies")
public record RepositorySpec(
    @Nullable S3Repository s3,
    @Nullable FilesystemRepository filesystem,
    @Nullable BackupStorageLocationReference backupStorageLocation,
    @Required SecretKeyReference passwordSecretRef,
    @Size(max = 8) List<RepositoryCopy> copies) {

  public RepositorySpec {
    copies = copies == null ? List.of() : List.copyOf(copies);
  }

  /** A repository that says itself where it is. */
  public RepositorySpec(
      @Nullable S3Repository s3,
      @Nullable FilesystemRepository filesystem,
      SecretKeyReference passwordSecretRef,
      List<RepositoryCopy> copies) {
    this(s3, filesystem, null, passwordSecretRef, copies);
  }
}
