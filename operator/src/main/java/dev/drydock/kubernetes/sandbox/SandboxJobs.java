// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.sandbox;

import dev.drydock.api.v1alpha1.RepositorySpec;
import dev.drydock.api.v1alpha1.S3CredentialsReference;
import dev.drydock.api.v1alpha1.S3Repository;
import dev.drydock.api.v1alpha1.SecretKeyReference;
import dev.drydock.api.v1alpha1.TlsSpec;
import dev.drydock.kubernetes.object.RepositorySecrets;
import dev.drydock.operator.platform.JobRequest;
import java.util.List;

/** Jobs that work on the claims of a sandbox. Pure. */
public final class SandboxJobs {
  private SandboxJobs() {}

  /** A job as it runs in its sandbox, if it works on one: there, by the Secrets that are there. */
  public static JobRequest placed(JobRequest request) {
    String sandbox = request.sandbox();
    if (sandbox == null) {
      return request;
    }
    RepositorySpec repository = request.repository();
    return request.movedTo(sandbox, repository == null ? null : opened(repository));
  }

  private static RepositorySpec opened(RepositorySpec repository) {
    S3Repository s3 = repository.s3();
    S3CredentialsReference credentials = s3 == null ? null : s3.credentialsSecretRef();
    return new RepositorySpec(
        s3 == null
            ? null
            : new S3Repository(
                s3.bucket(),
                s3.prefix(),
                s3.endpoint(),
                s3.region(),
                s3.pathStyle(),
                credentials == null
                    ? null
                    : new S3CredentialsReference(
                        RepositorySecrets.CREDENTIALS, null, credentials.profile()),
                s3.tls() == null || s3.tls().caSecretRef() == null
                    ? s3.tls()
                    : new TlsSpec(key(RepositorySecrets.AUTHORITIES), null),
                s3.checksums()),
        repository.filesystem(),
        key(RepositorySecrets.PASSWORD),
        List.of());
  }

  private static SecretKeyReference key(String key) {
    return new SecretKeyReference(RepositorySecrets.KEYS, key);
  }
}
