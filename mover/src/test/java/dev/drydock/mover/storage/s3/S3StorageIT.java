// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.RepositoryLocation;
import dev.drydock.mover.job.TransferLimits;
import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.Storage;
import dev.drydock.mover.storage.Storage.StorageException;
import dev.drydock.mover.storage.StorageContract;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

@SuppressWarnings("NullAway.Init")
final class S3StorageIT extends StorageContract {
  private static final int PART_SIZE = 5 * 1024 * 1024;
  private static final AtomicInteger BUCKETS = new AtomicInteger();

  @TempDir private static Path directory;
  private static EmbeddedS3 server;

  private String bucket = "";

  @BeforeAll
  static void start() throws Exception {
    server = new EmbeddedS3(directory);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Override
  protected Storage open() throws IOException {
    bucket = "bucket-" + BUCKETS.incrementAndGet();
    server.makeBucket(bucket);
    return at(server.location(bucket, "some/prefix"));
  }

  private static Storage at(RepositoryLocation.S3 location) {
    return new S3Storage(S3Clients.connect(location), location, PART_SIZE);
  }

  @Test
  void files_lie_where_restic_looks_for_them() throws IOException {
    storage.save(FileType.PACK, TWO, buffers("x"));
    assertThat(server.bucket(bucket).resolve("some/prefix/data/a2/" + TWO)).hasContent("x");
  }

  @Test
  void listings_go_on_after_a_thousand_names() throws IOException {
    Path locks = Files.createDirectories(server.bucket(bucket).resolve("some/prefix/locks"));
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 1100; i++) {
      names.add("%064x".formatted(i));
      Files.writeString(locks.resolve(names.getLast()), "x");
    }
    assertThat(storage.list(FileType.LOCK)).containsOnlyKeys(names);
    storage.remove(FileType.LOCK, names);
    assertThat(storage.list(FileType.LOCK)).isEmpty();
  }

  @Test
  void unfinished_uploads_are_given_up_when_they_are_old() throws IOException {
    RepositoryLocation.S3 location = server.location(bucket, "some/prefix");
    try (S3Client client = S3Clients.connect(location)) {
      client.createMultipartUpload(r -> r.bucket(bucket).key("some/prefix/data/aa/" + ONE));
      storage.removeLeftovers(Instant.now().minusSeconds(3600));
      assertThat(client.listMultipartUploads(r -> r.bucket(bucket)).uploads()).hasSize(1);
      storage.removeLeftovers(Instant.now().plusSeconds(3600));
      assertThat(client.listMultipartUploads(r -> r.bucket(bucket)).uploads()).isEmpty();
    }
  }

  @Test
  void limits_hold_on_the_wire() throws IOException {
    RepositoryLocation.S3 l = server.location(bucket, "");
    var limited =
        new RepositoryLocation.S3(
            l.bucket(),
            l.prefix(),
            l.endpoint(),
            l.region(),
            l.pathStyle(),
            l.accessKeyFile(),
            l.secretKeyFile(),
            null,
            null,
            null,
            false,
            l.passwordFile(),
            new TransferLimits(512, 1024));
    byte[] content = new byte[512 << 10];
    new Random(1).nextBytes(content);
    try (Storage slow = at(limited)) {
      long begin = System.nanoTime();
      slow.save(FileType.PACK, ONE, List.of(ByteBuffer.wrap(content)));
      long stored = System.nanoTime();
      assertThat(slow.load(FileType.PACK, ONE, 0, -1)).isEqualTo(ByteBuffer.wrap(content));
      long loaded = System.nanoTime();
      assertThat(Duration.ofNanos(stored - begin)).isGreaterThan(Duration.ofMillis(850));
      assertThat(Duration.ofNanos(loaded - stored)).isGreaterThan(Duration.ofMillis(380));
    }
  }

  @Test
  void newer_checksums_are_sent_when_asked_for() throws IOException {
    try (Storage checked = at(withChecksums(server.location(bucket, "")))) {
      checked.save(FileType.PACK, ONE, List.of(ByteBuffer.allocate(2 * PART_SIZE + 1)));
      assertThat(checked.size(FileType.PACK, ONE)).isEqualTo(2 * PART_SIZE + 1);
      checked.remove(FileType.PACK, List.of(ONE));
      assertThat(checked.list(FileType.PACK)).isEmpty();
    }
  }

  @Test
  void keys_come_from_a_credentials_file_too() throws IOException {
    Path file = directory.resolve("credentials");
    Files.writeString(
        file,
        "[default]\naws_access_key_id = %s\naws_secret_access_key = %s\n"
            .formatted(EmbeddedS3.ACCESS_KEY, EmbeddedS3.SECRET_KEY));
    try (Storage other = at(withCredentials(null, null, file.toString()))) {
      other.save(FileType.LOCK, ONE, buffers("x"));
      assertThat(other.list(FileType.LOCK)).containsOnlyKeys(ONE);
    }
  }

  @Test
  void wrong_keys_are_refused_and_said() throws IOException {
    Path wrong = Files.writeString(directory.resolve("wrong"), "not-the-secret");
    try (Storage refused =
        at(withCredentials(server.accessKeyFile().toString(), wrong.toString(), null))) {
      assertThatThrownBy(() -> refused.list(FileType.PACK))
          .asInstanceOf(InstanceOfAssertFactories.type(StorageException.class))
          .satisfies(e -> assertThat(e.reason()).isEqualTo(FailureReason.AccessDenied))
          .satisfies(e -> assertThat(e.retryable()).isFalse())
          .satisfies(e -> assertThat(e).hasMessageNotContaining("not-the-secret"));
    }
  }

  @Test
  void a_missing_file_of_keys_is_named() {
    assertThatThrownBy(() -> at(withCredentials("/no/access", "/no/secret", null)))
        .asInstanceOf(InstanceOfAssertFactories.type(DrydockException.class))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(FailureReason.SecretNotFound))
        .satisfies(e -> assertThat(e).hasMessageContaining("/no/access"));
  }

  @Test
  void a_vanished_bucket_is_said_by_every_operation() throws IOException {
    try (Storage vanished = at(server.location("vanished", "some/prefix"))) {
      List<org.assertj.core.api.ThrowableAssert.ThrowingCallable> operations =
          List.of(
              vanished::create,
              () -> vanished.save(FileType.PACK, ONE, buffers("x")),
              () -> vanished.load(FileType.PACK, ONE, 0, -1),
              () -> vanished.load(FileType.PACK, ONE, -5, 3),
              () -> vanished.size(FileType.PACK, ONE),
              () -> vanished.list(FileType.SNAPSHOT));
      for (var operation : operations) {
        assertThatThrownBy(operation)
            .asInstanceOf(InstanceOfAssertFactories.type(StorageException.class))
            .satisfies(e -> assertThat(e.reason()).isEqualTo(FailureReason.RepositoryNotFound))
            .satisfies(e -> assertThat(e).hasMessageContaining("bucket vanished does not exist"));
      }
    }
  }

  @Test
  void a_server_that_is_not_there_may_come_back() {
    RepositoryLocation.S3 here = server.location(bucket, "");
    RepositoryLocation.S3 nowhere =
        new RepositoryLocation.S3(
            bucket,
            "",
            "http://127.0.0.1:1",
            null,
            true,
            here.accessKeyFile(),
            here.secretKeyFile(),
            null,
            null,
            null,
            false,
            here.passwordFile());
    try (Storage unreachable = at(nowhere)) {
      assertThatThrownBy(() -> unreachable.list(FileType.PACK))
          .asInstanceOf(InstanceOfAssertFactories.type(StorageException.class))
          .satisfies(e -> assertThat(e.retryable()).isTrue())
          .satisfies(e -> assertThat(e).hasMessageContaining("127.0.0.1:1"));
    }
  }

  private RepositoryLocation.S3 withCredentials(String access, String secret, String file) {
    RepositoryLocation.S3 l = server.location(bucket, "");
    return new RepositoryLocation.S3(
        l.bucket(),
        l.prefix(),
        l.endpoint(),
        l.region(),
        l.pathStyle(),
        access,
        secret,
        null,
        file,
        null,
        false,
        l.passwordFile());
  }

  private static RepositoryLocation.S3 withChecksums(RepositoryLocation.S3 l) {
    return new RepositoryLocation.S3(
        l.bucket(),
        l.prefix(),
        l.endpoint(),
        l.region(),
        l.pathStyle(),
        l.accessKeyFile(),
        l.secretKeyFile(),
        null,
        null,
        null,
        true,
        l.passwordFile());
  }
}
