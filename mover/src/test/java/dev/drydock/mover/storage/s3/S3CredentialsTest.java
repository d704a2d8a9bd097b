// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.RepositoryLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

@SuppressWarnings("NullAway.Init")
class S3CredentialsTest {
  @TempDir private Path directory;

  @Test
  void takesThreeFilesForTemporaryKeys() throws IOException {
    AwsCredentials keys = resolve(file("id"), file("secret"), file("token"), null);

    assertThat(keys.accessKeyId()).isEqualTo("id");
    assertThat(keys.secretAccessKey()).isEqualTo("secret");
    assertThat(tokenOf(keys)).isEqualTo("token");
  }

  @Test
  void takesTwoFilesForLastingKeys() throws IOException {
    AwsCredentials keys = resolve(file("id"), file("secret"), null, null);

    assertThat(keys).isNotInstanceOf(AwsSessionCredentials.class);
    assertThat(keys.secretAccessKey()).isEqualTo("secret");
  }

  @Test
  void takesTemporaryKeysFromACredentialsFile() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("credentials"),
            """
            [default]
            aws_access_key_id = id
            aws_secret_access_key = secret
            aws_session_token = token
            """);

    AwsCredentials keys = resolve(null, null, null, file.toString());

    assertThat(keys.accessKeyId()).isEqualTo("id");
    assertThat(tokenOf(keys)).isEqualTo("token");
  }

  @Test
  void refusesATokenWithoutItsKeys() throws IOException {
    String token = file("token");

    assertThatThrownBy(() -> resolve(null, null, token, null))
        .isInstanceOfSatisfying(
            DrydockException.class,
            e -> assertThat(e.reason()).isEqualTo(FailureReason.InvalidRequest))
        .hasMessageContaining("session token");
  }

  @Test
  void refusesAnEmptyTokenInsteadOfAskingTheServer() throws IOException {
    Path empty = Files.writeString(directory.resolve("empty"), "\n");
    String id = file("id");
    String secret = file("secret");

    assertThatThrownBy(() -> resolve(id, secret, empty.toString(), null))
        .isInstanceOfSatisfying(
            DrydockException.class,
            e -> assertThat(e.reason()).isEqualTo(FailureReason.SecretNotFound))
        .hasMessageContaining("it is empty");
  }

  @Test
  void takesTheKeysOfAMountedSecretUnderTheNamesThatItHas() throws IOException {
    Path secret = Files.createDirectory(directory.resolve("mounted"));
    Files.writeString(secret.resolve("AWS_ACCESS_KEY_ID"), "id\n");
    Files.writeString(secret.resolve("secretAccessKey"), "key\n");
    assertThat(resolve(null, null, null, secret.toString()))
        .satisfies(
            keys -> {
              assertThat(keys.accessKeyId()).isEqualTo("id");
              assertThat(keys.secretAccessKey()).isEqualTo("key");
              assertThat(keys).isNotInstanceOf(AwsSessionCredentials.class);
            });

    Files.writeString(secret.resolve("sessionToken"), "token\n");
    assertThat(tokenOf(resolve(null, null, null, secret.toString()))).isEqualTo("token");

    Files.writeString(
        secret.resolve("cloud"), "[default]\naws_access_key_id=a\naws_secret_access_key=b\n");
    assertThat(resolve(null, null, null, secret.toString()).accessKeyId()).isEqualTo("a");
  }

  @Test
  void saysWhichKeyAMountedSecretLacks() throws IOException {
    Path secret = Files.createDirectory(directory.resolve("mounted"));
    Files.writeString(secret.resolve("accessKeyId"), "id\n");

    assertThatThrownBy(() -> resolve(null, null, null, secret.toString()))
        .isInstanceOfSatisfying(
            DrydockException.class,
            e -> assertThat(e.reason()).isEqualTo(FailureReason.SecretNotFound))
        .hasMessageContaining("secretAccessKey");
  }

  @Test
  void aProfileIsASectionOfTheCredentialsFile() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("cloud"),
            """
            [default]
            aws_access_key_id = a
            aws_secret_access_key = b
            [backups]
            aws_access_key_id = c
            aws_secret_access_key = d
            """);

    assertThat(ofProfile(file, null).accessKeyId()).isEqualTo("a");
    assertThat(ofProfile(file, "backups").accessKeyId()).isEqualTo("c");
    assertThat(ofProfile(directory, "backups").secretAccessKey()).isEqualTo("d");
    assertThatThrownBy(() -> ofProfile(file, "gone"))
        .isInstanceOfSatisfying(
            DrydockException.class,
            e -> assertThat(e.reason()).isEqualTo(FailureReason.SecretNotFound))
        .hasMessageContaining("no section [gone]");
  }

  private static AwsCredentials ofProfile(Path credentials, @Nullable String profile) {
    return S3Credentials.provider(
            new RepositoryLocation.S3(
                "bucket",
                "",
                null,
                null,
                true,
                null,
                null,
                null,
                credentials.toString(),
                null,
                false,
                "p",
                null,
                profile,
                null))
        .resolveCredentials();
  }

  private String file(String content) throws IOException {
    return Files.writeString(directory.resolve(content), content + "\n").toString();
  }

  private static String tokenOf(AwsCredentials keys) {
    assertThat(keys).isInstanceOf(AwsSessionCredentials.class);
    return ((AwsSessionCredentials) keys).sessionToken();
  }

  private static AwsCredentials resolve(
      @Nullable String id,
      @Nullable String secret,
      @Nullable String token,
      @Nullable String credentials) {
    return S3Credentials.provider(
            new RepositoryLocation.S3(
                "bucket", "", null, null, true, id, secret, token, credentials, null, false, "p"))
        .resolveCredentials();
  }
}
