// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.api.v1alpha1.BackupStorageLocationReference;
import dev.drydock.api.v1alpha1.ChecksumMode;
import dev.drydock.api.v1alpha1.RepositorySpec;
import dev.drydock.api.v1alpha1.S3CredentialsReference;
import dev.drydock.api.v1alpha1.S3Repository;
import dev.drydock.api.v1alpha1.SecretKeyReference;
import dev.drydock.api.v1alpha1.TlsSpec;
import dev.drydock.compose.docker.engine.Secrets;
import dev.drydock.compose.docker.engine.TarFile;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.RepositoryLocation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RepositoryAccessTest {
  private final Map<String, Map<String, byte[]>> store = new TreeMap<>();
  private final Secrets secrets =
      new Secrets((namespace, name) -> Optional.ofNullable(store.get(name)), "shop");

  private void secret(String name, String... keysAndValues) {
    Map<String, byte[]> data = new TreeMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      data.put(keysAndValues[i], keysAndValues[i + 1].getBytes(StandardCharsets.UTF_8));
    }
    store.put(name, data);
  }

  private static RepositorySpec s3(String endpoint) {
    return new RepositorySpec(
        new S3Repository(
            "acme",
            "/shop/",
            endpoint,
            null,
            true,
            new S3CredentialsReference("s3"),
            null,
            ChecksumMode.WhenRequired),
        null,
        new SecretKeyReference("repository", null),
        List.of());
  }

  @Test
  void putsKeysIntoFilesAndNamesThem() {
    secret("repository", "password", "geheim");
    secret("s3", "AWS_ACCESS_KEY_ID", "AKIA", "AWS_SECRET_ACCESS_KEY", "hush");

    RepositoryAccess access = RepositoryAccess.of(s3("https://s3.example"), secrets);

    RepositoryLocation.S3 location = (RepositoryLocation.S3) access.location();
    assertThat(location.prefix()).isEqualTo("shop");
    assertThat(location.accessKeyFile()).isEqualTo("/run/drydock/secrets/access-key");
    assertThat(access.network()).isEqualTo("bridge");
    assertThat(access.files())
        .extracting(TarFile::path, TarFile::mode)
        .contains(
            org.assertj.core.groups.Tuple.tuple("secrets/password", 0600),
            org.assertj.core.groups.Tuple.tuple("secrets/secret-key", 0600));
    assertThat(access.toString()).doesNotContain("hush").doesNotContain("geheim");
  }

  @Test
  void takesAnAWSCredentialsFileOfAnyNameAndOfAnyProfile() {
    secret("repository", "password", "geheim");
    secret("s3", "aws", "[backups]");
    RepositorySpec named =
        new RepositorySpec(
            new S3Repository(
                "acme",
                "shop",
                null,
                null,
                false,
                new S3CredentialsReference("s3", "aws", "backups"),
                new TlsSpec(null, "PEM"),
                ChecksumMode.WhenRequired),
            null,
            new SecretKeyReference("repository", null),
            List.of());

    RepositoryLocation.S3 location =
        (RepositoryLocation.S3) RepositoryAccess.of(named, secrets).location();

    assertThat(location.credentialsFile()).isEqualTo("/run/drydock/secrets/credentials");
    assertThat(location.profile()).isEqualTo("backups");
    assertThat(location.authorities()).isEqualTo("PEM");
  }

  @Test
  void aStorageLocationOfAClusterIsRefused() {
    secret("repository", "password", "geheim");

    assertThatThrownBy(
            () ->
                RepositoryAccess.of(
                    new RepositorySpec(
                        null,
                        null,
                        new BackupStorageLocationReference("default", "velero", null, null),
                        new SecretKeyReference("repository", null),
                        List.of()),
                    secrets))
        .hasMessageContaining("only a Kubernetes cluster has: give its bucket by s3");
  }

  @Test
  void handsOnTheSessionTokenOfTemporaryKeys() {
    secret("repository", "password", "geheim");
    secret("s3", "accessKeyId", "ASIA", "secretAccessKey", "hush", "sessionToken", "passing");

    RepositoryAccess access = RepositoryAccess.of(s3("https://s3.example"), secrets);

    RepositoryLocation.S3 location = (RepositoryLocation.S3) access.location();
    assertThat(location.sessionTokenFile()).isEqualTo("/run/drydock/secrets/session-token");
    assertThat(access.files())
        .extracting(TarFile::path, TarFile::mode)
        .contains(org.assertj.core.groups.Tuple.tuple("secrets/session-token", 0600));
    assertThat(access.toString()).doesNotContain("passing");
  }

  @Test
  void lastingKeysHaveNoSessionToken() {
    secret("repository", "password", "geheim");
    secret("s3", "accessKeyId", "AKIA", "secretAccessKey", "hush");

    RepositoryLocation.S3 location =
        (RepositoryLocation.S3) RepositoryAccess.of(s3("https://s3.example"), secrets).location();

    assertThat(location.sessionTokenFile()).isNull();
  }

  @Test
  void takesACredentialsFile() {
    secret("repository", "password", "geheim");
    secret("s3", "cloud", "[default]");

    RepositoryLocation.S3 location =
        (RepositoryLocation.S3) RepositoryAccess.of(s3("https://s3.example"), secrets).location();

    assertThat(location.credentialsFile()).isEqualTo("/run/drydock/secrets/credentials");
    assertThat(location.accessKeyFile()).isNull();
  }

  @Test
  void aServerOnTheHostItselfNeedsTheHostsNetwork() {
    secret("repository", "password", "geheim");
    secret("s3", "accessKeyId", "a", "secretAccessKey", "b");

    assertThat(RepositoryAccess.of(s3("http://127.0.0.1:9000"), secrets).network())
        .isEqualTo("host");
    assertThat(RepositoryAccess.onLoopback("https://LOCALHOST")).isTrue();
    assertThat(RepositoryAccess.onLoopback("http://[::1]:9000")).isTrue();
    assertThat(RepositoryAccess.onLoopback("https://127.example.com")).isFalse();
  }

  @Test
  void namesTheSecretTheKeyAndTheCommand() {
    secret("repository", "pass", "geheim");

    assertThatThrownBy(() -> RepositoryAccess.of(s3("https://s3.example"), secrets))
        .isInstanceOfSatisfying(
            DrydockException.class,
            e -> assertThat(e.reason()).isEqualTo(FailureReason.SecretNotFound))
        .hasMessageContaining("repository")
        .hasMessageContaining("no key password")
        .hasMessageContaining("it has: pass")
        .hasMessageContaining(
            "kubectl -n shop create secret generic repository --from-file=password=FILE")
        .hasMessageNotContaining("geheim");
  }
}
