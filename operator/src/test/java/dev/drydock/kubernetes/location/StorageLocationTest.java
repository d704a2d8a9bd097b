// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.location;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.api.v1alpha1.BackupStorageLocationReference;
import dev.drydock.api.v1alpha1.RepositorySpec;
import dev.drydock.api.v1alpha1.S3CredentialsReference;
import dev.drydock.api.v1alpha1.S3Repository;
import dev.drydock.api.v1alpha1.SecretKeyReference;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@EnableKubernetesMockClient(crud = true, https = false)
class StorageLocationTest {
  private static final Logger SERVER = Logger.getLogger("io.fabric8.mockwebserver");
  private static final String PEM =
      "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
  private static final String YAML =
      """
      apiVersion: velero.io/v1
      kind: BackupStorageLocation
      metadata: {name: default, namespace: velero}
      spec:
        provider: velero.io/aws
        accessMode: ReadWrite
        credential: {name: bucket-keys, key: aws}
        objectStorage: {bucket: acme, prefix: /clusters/one/}
        config:
          region: eu-central-1
          s3Url: https://s3.example:9000
          s3ForcePathStyle: "true"
          profile: backups
          publicUrl: https://elsewhere.example
          serverSideEncryption: ""
      status: {phase: Available}
      """;

  @SuppressWarnings("NullAway.Init")
  KubernetesClient client; // set by the extension

  @BeforeAll
  static void quiet() {
    SERVER.setLevel(Level.WARNING);
  }

  private static BackupStorageLocationReference reference(
      @Nullable String prefix, @Nullable SecretKeyReference credentials) {
    return new BackupStorageLocationReference("default", "velero", prefix, credentials);
  }

  private static StorageLocation location(String yaml, BackupStorageLocationReference reference) {
    return new StorageLocation(
        Serialization.unmarshal(yaml, GenericKubernetesResource.class), reference);
  }

  private static S3Repository place(String yaml) {
    return location(yaml, reference(null, null)).place("shop", true);
  }

  @Test
  void whatVeleroIsToldOfTheBucketHoldsForDrydock() {
    S3Repository place = place(YAML);

    assertThat(place.bucket()).isEqualTo("acme");
    assertThat(place.endpoint()).isEqualTo("https://s3.example:9000");
    assertThat(place.region()).isEqualTo("eu-central-1");
    assertThat(place.pathStyle()).isTrue();
    assertThat(place.tls()).isNull();
    assertThat(place.credentialsSecretRef())
        .isEqualTo(new S3CredentialsReference("bucket-keys", "aws", "backups"));
  }

  @Test
  void aPlaceOfItsOwnIsWhereVeleroDoesNotMind() {
    assertThat(place(YAML).prefix()).isEqualTo("clusters/one/plugins/drydock/shop");
    assertThat(place(YAML.replace(", prefix: /clusters/one/", "")).prefix())
        .isEqualTo("plugins/drydock/shop");
    assertThat(location(YAML, reference("all/shops", null)).place("shop", true).prefix())
        .isEqualTo("clusters/one/plugins/drydock/all/shops");
  }

  @Test
  void theSecretIsTheOneThatIsNamedElseThatOfTheLocationElseThatOfVelero() {
    assertThat(
            location(YAML, reference(null, new SecretKeyReference("mine", null)))
                .place("shop", true)
                .credentialsSecretRef())
        .isEqualTo(new S3CredentialsReference("mine", "cloud", "backups"));
    assertThat(
            place(
                    YAML.replace("  credential: {name: bucket-keys, key: aws}\n", "")
                        .replace("    profile: backups\n", ""))
                .credentialsSecretRef())
        .isEqualTo(new S3CredentialsReference("cloud-credentials", "cloud", "default"));
  }

  @Test
  void itsCertificatesAreTrusted() {
    String encoded = Base64.getEncoder().encodeToString(PEM.getBytes(StandardCharsets.US_ASCII));

    assertThat(
            place(YAML.replace("{bucket: acme,", "{bucket: acme, caCert: " + encoded + ",")).tls())
        .satisfies(tls -> assertThat(tls.caBundle()).isEqualTo(PEM));
    assertThat(
            place(
                    YAML.replace(
                        "{bucket: acme,", "{bucket: acme, caCertRef: {name: ca, key: ca.pem},"))
                .tls())
        .satisfies(
            tls -> assertThat(tls.caSecretRef()).isEqualTo(new SecretKeyReference("ca", "ca.pem")));
    assertThatThrownBy(() -> place(YAML.replace("{bucket: acme,", "{bucket: acme, caCert: AAAA,")))
        .hasMessageContaining("no certificates in PEM");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "provider: velero.io/aws | provider: azure | of provider 'azure'",
        "profile: backups | kmsKeyId: k1 | has kmsKeyId in its config",
        "profile: backups | customerKeyEncryptionFile: /k | has customerKeyEncryptionFile",
        "profile: backups | insecureSkipTLSVerify: \"true\" | does not verify its server",
        "serverSideEncryption: \"\" | serverSideEncryption: aws:kms | serverSideEncryption aws:kms",
        "serverSideEncryption: \"\" | serverSideEncryption: AES256 | serverSideEncryption AES256",
        "s3Url: https://s3.example:9000 | s3Url: s3.example:9000 | does not begin with http",
        "bucket: acme | bucket: acme/velero | names no bucket: 'acme/velero'",
        "accessMode: ReadWrite | accessMode: ReadOnly | is read-only",
      })
  void whatCannotBeDoneAlikeIsRefused(String said, String other, String why) {
    assertThatThrownBy(() -> place(YAML.replace(said, other)))
        .isInstanceOfSatisfying(
            DrydockException.class,
            e -> assertThat(e.reason()).isEqualTo(FailureReason.InvalidRequest))
        .hasMessageStartingWith("BackupStorageLocation default of namespace velero")
        .hasMessageContaining(why)
        .hasMessageContaining("spec.repository.s3");
  }

  @Test
  void awsEncryptsByItselfAndHasToBeToldItsRegion() {
    String ofAws = YAML.replace("    s3Url: https://s3.example:9000\n", "");

    assertThat(
            place(ofAws.replace("serverSideEncryption: \"\"", "serverSideEncryption: AES256"))
                .endpoint())
        .isNull();
    assertThatThrownBy(() -> place(ofAws.replace("    region: eu-central-1\n", "")))
        .hasMessageContaining("no region");
  }

  @Test
  void oneThatIsReadOnlyCanStillBeRestoredFrom() {
    String readOnly = YAML.replace("accessMode: ReadWrite", "accessMode: ReadOnly");

    assertThat(location(readOnly, reference(null, null)).place("shop", false).bucket())
        .isEqualTo("acme");
  }

  @Test
  void oneThatIsUnavailableIsToldInVelerosWords() {
    assertThatThrownBy(
            () ->
                place(
                    YAML.replace(
                        "{phase: Available}", "{phase: Unavailable, message: no such bucket}")))
        .isInstanceOfSatisfying(
            DrydockException.class,
            e -> assertThat(e.reason()).isEqualTo(FailureReason.RepositoryUnavailable))
        .hasMessageContaining("no such bucket");
  }

  @Test
  void itIsFoundInTheClusterOrToldToBeMissing() {
    StorageLocations locations = new StorageLocations(client);
    RepositorySpec repository =
        new RepositorySpec(
            null, null, reference(null, null), new SecretKeyReference("r", null), List.of());
    assertThatThrownBy(() -> locations.locate("shop", repository, true))
        .hasMessageContaining("There is no BackupStorageLocation default in namespace velero");

    client
        .genericKubernetesResources(StorageLocations.KIND)
        .inNamespace("velero")
        .resource(Serialization.unmarshal(YAML, GenericKubernetesResource.class))
        .create();

    RepositorySpec located = locations.locate("shop", repository, true);
    assertThat(located.backupStorageLocation()).isNull();
    assertThat(located.s3()).isEqualTo(place(YAML));
    assertThat(located.passwordSecretRef()).isEqualTo(repository.passwordSecretRef());
    assertThat(locations.locate("shop", located, true)).isSameAs(located);
  }
}
