// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

import dev.drydock.api.v1alpha1.BackupPolicy;
import dev.drydock.api.v1alpha1.FilesystemRepository;
import dev.drydock.api.v1alpha1.RepositoryIdentity;
import dev.drydock.api.v1alpha1.RepositorySpec;
import dev.drydock.api.v1alpha1.S3Repository;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where repositories are, and which one is expected there. */
final class RepositoryPlace {
  private RepositoryPlace() {}

  /** The place in one word, without what does not make it another one, such as credentials. */
  static String of(RepositorySpec repository) {
    S3Repository s3 = repository.s3();
    if (s3 != null) {
      String server = s3.endpoint() == null ? "amazonaws.com" : s3.endpoint();
      return "s3:" + server + "/" + s3.bucket() + "/" + (s3.prefix() == null ? "" : s3.prefix());
    }
    FilesystemRepository directory = repository.filesystem();
    return directory == null ? "" : directory.path();
  }

  /** Id of the repository that earlier runs of a policy found there; null when there were none. */
  static @Nullable String expected(Optional<BackupPolicy> policy, RepositorySpec repository) {
    return policy
        .map(BackupPolicy::getStatus)
        .map(status -> status.repository())
        .filter(known -> known.place().equals(of(repository)))
        .map(RepositoryIdentity::id)
        .orElse(null);
  }
}
