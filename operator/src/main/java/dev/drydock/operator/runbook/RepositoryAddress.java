// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.runbook;

import dev.drydock.api.v1alpha1.RepositorySpec;
import dev.drydock.api.v1alpha1.S3Repository;
import java.util.List;

/**
 * How a repository is named on a command line, by Drydock and by restic alike.
 *
 * @param address such as s3:https://s3.example/bucket/prefix, or a directory
 * @param needsCredentials whether keys are needed to reach it
 * @param options options that Drydock needs besides, each after a space
 * @param environment variables that must be set besides, as name=value
 * @param resticOptions options that restic needs besides, each followed by a space
 */
record RepositoryAddress(
    String address,
    boolean needsCredentials,
    String options,
    List<String> environment,
    String resticOptions) {

  static RepositoryAddress of(RepositorySpec repository) {
    S3Repository s3 = repository.s3();
    if (s3 != null) {
      return of(s3);
    }
    return new RepositoryAddress(
        repository.filesystem() == null ? "" : repository.filesystem().path(),
        false,
        "",
        List.of(),
        "");
  }

  private static RepositoryAddress of(S3Repository s3) {
    String region = s3.region() == null ? "us-east-1" : s3.region();
    String endpoint =
        s3.endpoint() == null ? "https://s3." + region + ".amazonaws.com" : s3.endpoint();
    StringBuilder address = new StringBuilder("s3:").append(trimmed(endpoint));
    address.append('/').append(s3.bucket());
    if (s3.prefix() != null && !trimmed(s3.prefix()).isEmpty()) {
      address.append('/').append(trimmed(s3.prefix()));
    }
    return new RepositoryAddress(
        address.toString(),
        s3.credentialsSecretRef() != null,
        (s3.region() == null ? "" : " --s3-region " + Shell.word(region))
            + (Boolean.TRUE.equals(s3.pathStyle()) ? " --s3-path-style" : "")
            + (trusts(s3) ? " --s3-ca ./ca.pem" : ""),
        s3.region() == null ? List.of() : List.of("AWS_DEFAULT_REGION=" + region),
        (Boolean.TRUE.equals(s3.pathStyle()) ? "-o s3.bucket-lookup=path " : "")
            + (trusts(s3) ? "--cacert ./ca.pem " : ""));
  }

  private static boolean trusts(S3Repository s3) {
    return s3.tls() != null && (s3.tls().caSecretRef() != null || s3.tls().caBundle() != null);
  }

  private static String trimmed(String text) {
    String result = text;
    while (result.endsWith("/")) {
      result = result.substring(0, result.length() - 1);
    }
    while (result.startsWith("/")) {
      result = result.substring(1);
    }
    return result;
  }
}
