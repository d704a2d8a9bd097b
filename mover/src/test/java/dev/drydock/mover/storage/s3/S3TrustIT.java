// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.RepositoryLocation;
import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.Storage;
import dev.drydock.mover.storage.Storage.StorageException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose certificate only the named authority vouches for. */
@SuppressWarnings("NullAway.Init")
final class S3TrustIT {
  @TempDir private Path directory;
  private S3Proxy server;
  private Path certificate;

  @BeforeEach
  void start() throws Exception {
    Path store = directory.resolve("server.p12");
    certificate = directory.resolve("ca.pem");
    keytool(
        "-genkeypair",
        "-alias",
        "s",
        "-keyalg",
        "EC",
        "-dname",
        "CN=localhost",
        "-ext",
        "san=dns:localhost,ip:127.0.0.1",
        "-keystore",
        store.toString());
    keytool(
        "-exportcert",
        "-rfc",
        "-alias",
        "s",
        "-file",
        certificate.toString(),
        "-keystore",
        store.toString());
    Files.createDirectories(directory.resolve("buckets/backups"));
    Files.writeString(directory.resolve("access"), "access-key");
    Files.writeString(directory.resolve("secret"), "secret-key");
    server =
        S3Proxy.builder()
            .blobStore(new FilesystemNio2BlobStore(directory.resolve("buckets").toString()))
            .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, "access-key", "secret-key")
            .secureEndpoint(URI.create("https://127.0.0.1:0"))
            .keyStore(store.toString(), "changeit")
            .build();
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  @Test
  void a_certificate_of_the_named_authority_is_trusted() throws Exception {
    try (Storage storage = open(certificate.toString())) {
      storage.save(FileType.CONFIG, "", List.of(ByteBuffer.wrap(new byte[] {1, 2, 3})));
      assertThat(storage.size(FileType.CONFIG, "")).isEqualTo(3);
    }
  }

  @Test
  void any_other_certificate_is_refused_and_the_remedy_said() {
    try (Storage storage = open(null)) {
      assertThatThrownBy(() -> storage.size(FileType.CONFIG, ""))
          .asInstanceOf(InstanceOfAssertFactories.type(StorageException.class))
          .satisfies(e -> assertThat(e).hasMessageContaining("name the certificate authority"))
          .satisfies(e -> assertThat(e.retryable()).isFalse());
    }
  }

  @Test
  void a_file_that_holds_no_certificate_is_said() throws Exception {
    Path bad = Files.writeString(directory.resolve("bad.pem"), "nothing");
    assertThatThrownBy(() -> open(bad.toString()))
        .asInstanceOf(InstanceOfAssertFactories.type(DrydockException.class))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(FailureReason.SecretNotFound))
        .satisfies(e -> assertThat(e).hasMessageContaining("bad.pem"));
  }

  private Storage open(@Nullable String ca) {
    var location =
        new RepositoryLocation.S3(
            "backups",
            "",
            "https://127.0.0.1:" + server.getSecurePort(),
            "us-east-1",
            true,
            directory.resolve("access").toString(),
            directory.resolve("secret").toString(),
            null,
            null,
            ca,
            false,
            "unused");
    return new S3Storage(S3Clients.connect(location), location);
  }

  private static void keytool(String... arguments) throws Exception {
    var command =
        new java.util.ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-storepass", "changeit", "-validity", "2"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(said).isZero();
  }
}
