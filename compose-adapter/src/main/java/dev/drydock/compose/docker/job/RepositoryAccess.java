// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.job;

import dev.drydock.api.v1alpha1.ChecksumMode;
import dev.drydock.api.v1alpha1.RepositorySpec;
import dev.drydock.api.v1alpha1.S3CredentialsReference;
import dev.drydock.api.v1alpha1.S3Repository;
import dev.drydock.api.v1alpha1.SecretKeyReference;
import dev.drydock.compose.docker.engine.Secrets;
import dev.drydock.compose.docker.engine.TarFile;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.RepositoryLocation;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a mover gets at a repository.
 *
 * @param location where it is, as the mover sees it
 * @param files secrets, to be put below {@link #DIRECTORY}
 * @param network network that the mover needs, and no more
 * @param hostDirectory directory of the host that is the repository; null for none
 */
record RepositoryAccess(
    RepositoryLocation location,
    List<TarFile> files,
    String network,
    @Nullable String hostDirectory) {

  /** Where a mover finds its job and its secrets. */
  static final String DIRECTORY = "/run/drydock";

  /** Where a mover finds a repository that is a directory. */
  static final String REPOSITORY = "/repository";

  private static final String SECRETS = "secrets/";

  /**
   * Access by the Secrets that the repository names.
   *
   * @throws DrydockException SecretNotFound, InvalidRequest
   */
  static RepositoryAccess of(RepositorySpec repository, Secrets secrets) {
    List<TarFile> files = new ArrayList<>();
    files.add(TarFile.directory(SECRETS));
    SecretKeyReference password = repository.passwordSecretRef();
    String passwordFile =
        add(
            files,
            "password",
            secrets.value(password.name(), Objects.requireNonNullElse(password.key(), "password")));
    if (repository.filesystem() != null) {
      return new RepositoryAccess(
          new RepositoryLocation.Directory(REPOSITORY, passwordFile),
          files,
          "none",
          repository.filesystem().path());
    }
    if (repository.backupStorageLocation() != null) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "The repository is that of BackupStorageLocation %s, which only a Kubernetes cluster has: give its bucket by s3."
              .formatted(repository.backupStorageLocation().name()));
    }
    S3Repository s3 = repository.s3();
    if (s3 == null) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "The repository names neither s3 nor filesystem; give exactly one of them.");
    }
    return s3(s3, secrets, files, passwordFile);
  }

  private static RepositoryAccess s3(
      S3Repository s3, Secrets secrets, List<TarFile> files, String passwordFile) {
    @Nullable String accessKey = null;
    @Nullable String secretKey = null;
    @Nullable String sessionToken = null;
    @Nullable String credentials = null;
    @Nullable S3CredentialsReference reference = s3.credentialsSecretRef();
    if (reference != null && reference.key() != null) {
      credentials = add(files, "credentials", secrets.value(reference.name(), reference.key()));
    } else if (reference != null) {
      String name = reference.name();
      Map<String, byte[]> data = secrets.all(name, List.of("accessKeyId", "secretAccessKey"));
      if (data.containsKey("cloud")) {
        credentials = add(files, "credentials", secrets.value(name, "cloud"));
      } else {
        accessKey =
            add(files, "access-key", secrets.value(name, "accessKeyId", "AWS_ACCESS_KEY_ID"));
        secretKey =
            add(
                files,
                "secret-key",
                secrets.value(name, "secretAccessKey", "AWS_SECRET_ACCESS_KEY"));
        if (data.containsKey("sessionToken") || data.containsKey("AWS_SESSION_TOKEN")) {
          sessionToken =
              add(files, "session-token", secrets.value(name, "sessionToken", "AWS_SESSION_TOKEN"));
        }
      }
    }
    @Nullable String ca = null;
    if (s3.tls() != null && s3.tls().caSecretRef() != null) {
      SecretKeyReference authorities = s3.tls().caSecretRef();
      ca =
          add(
              files,
              "ca.pem",
              secrets.value(
                  authorities.name(), Objects.requireNonNullElse(authorities.key(), "ca.crt")));
    }
    String prefix = Objects.requireNonNullElse(s3.prefix(), "").replaceAll("^/+|/+$", "");
    return new RepositoryAccess(
        new RepositoryLocation.S3(
            s3.bucket(),
            prefix,
            s3.endpoint(),
            s3.region(),
            Boolean.TRUE.equals(s3.pathStyle()),
            accessKey,
            secretKey,
            sessionToken,
            credentials,
            ca,
            s3.checksums() == ChecksumMode.WhenSupported,
            passwordFile,
            null,
            reference == null ? null : reference.profile(),
            s3.tls() == null ? null : s3.tls().caBundle()),
        files,
        onLoopback(s3.endpoint()) ? "host" : "bridge",
        null);
  }

  /** Whether a server listens on the host itself only, where no other network reaches it. */
  static boolean onLoopback(@Nullable String endpoint) {
    if (endpoint == null) {
      return false;
    }
    try {
      String host = Objects.requireNonNullElse(new URI(endpoint).getHost(), "");
      host = host.toLowerCase(Locale.ROOT);
      return host.equals("localhost")
          || host.endsWith(".localhost")
          || host.matches("127(\\.[0-9]+){3}")
          || host.equals("[::1]");
    } catch (URISyntaxException e) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "The endpoint %s is not an address.".formatted(endpoint),
          e);
    }
  }

  private static String add(List<TarFile> files, String name, byte[] content) {
    files.add(TarFile.secret(SECRETS + name, content));
    return DIRECTORY + "/" + SECRETS + name;
  }

  /** Tells where the repository is, and nothing secret. */
  @Override
  public String toString() {
    return location.toString();
  }
}
