// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.runbook;

import dev.drydock.api.v1alpha1.BackupPolicySpec;
import dev.drydock.api.v1alpha1.S3Repository;
import dev.drydock.api.v1alpha1.SecretKeyReference;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.ApplicationManifest.Volume;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a runbook is written from.
 *
 * @param namespace namespace of the policy
 * @param policy name of the policy
 * @param spec the policy
 * @param application what it protects, as selected
 * @param run the run that it is written with
 * @param time time of the run's snapshots
 * @param repository how the repository is named
 */
record Facts(
    String namespace,
    String policy,
    BackupPolicySpec spec,
    ApplicationManifest application,
    String run,
    Instant time,
    RepositoryAddress repository) {

  /** Volumes that are copied as files. */
  List<Volume> volumes() {
    return application.volumes().stream()
        .filter(v -> !v.excluded() && v.database() == null)
        .toList();
  }

  /** Where the files of the application are, or may be put. */
  String directory() {
    return Objects.requireNonNullElse(application.directory(), "/srv/" + application.name());
  }

  /** The Secret that holds the certificate authorities of the bucket's server. */
  @Nullable SecretKeyReference authorities() {
    S3Repository s3 = spec.repository().s3();
    return s3 == null || s3.tls() == null ? null : s3.tls().caSecretRef();
  }

  private @Nullable String bundle() {
    S3Repository s3 = spec.repository().s3();
    return s3 == null || s3.tls() == null ? null : s3.tls().caBundle();
  }

  /** Sets what a command needs to reach the repository. */
  void credentials(Page page) {
    if (repository.needsCredentials()) {
      page.line("export AWS_ACCESS_KEY_ID=… AWS_SECRET_ACCESS_KEY=…");
    }
    repository.environment().forEach(e -> page.line("export %s", Shell.word(e)));
    SecretKeyReference authorities = authorities();
    if (authorities != null) {
      page.line(
          "# ./ca.pem: the certificates in key %s of Secret %s",
          Objects.requireNonNullElse(authorities.key(), "ca.crt"), authorities.name());
    }
    String bundle = bundle();
    if (bundle != null) {
      page.line("cat >./ca.pem <<'END'");
      bundle.strip().lines().forEach(line -> page.line("%s", line));
      page.line("END");
    }
    page.line("install -m 600 /dev/stdin ./password    # paste the password, then Ctrl-D");
  }
}
