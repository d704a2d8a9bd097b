// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.mover.storage.Storage;
import dev.drydock.mover.storage.filesystem.FilesystemStorage;
import dev.drydock.mover.storage.location.Storages;
import dev.drydock.mover.storage.s3.EmbeddedS3;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Writes what stock restic reads, and reads what it writes, on directories and in buckets. */
@SuppressWarnings("NullAway.Init")
final class ResticInteropIT {
  private enum Store {
    DIRECTORY,
    S3
  }

  private static final AtomicInteger NUMBER = new AtomicInteger();

  @TempDir private static Path shared;
  private static EmbeddedS3 server;

  @TempDir private Path directory;
  private Path source;
  private Path password;
  private Restic.Place place;
  private Drydock drydock;
  private @Nullable String bucket;

  @BeforeAll
  static void start() throws Exception {
    server = new EmbeddedS3(shared);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @BeforeEach
  void prepare() throws Exception {
    source = Files.createDirectory(directory.resolve("source"));
    password = Files.writeString(directory.resolve("password"), "correct horse\n");
  }

  static Stream<Arguments> everywhere() {
    return Restic.all()
        .flatMap(restic -> Stream.of(Store.values()).map(store -> Arguments.of(restic, store)));
  }

  /** What restic is does not depend on where it is. */
  static Stream<Arguments> inTurns() {
    return Restic.withFirstAndLast(Store.S3, Store.DIRECTORY);
  }

  static Stream<Restic> judges() {
    return Restic.all();
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void restic_reads_what_we_write(Restic restic, Store store) throws Exception {
    open(restic, store);
    drydock.succeed("init");
    String first = drydock.succeed("backup", source.toString()).lastLine();
    Map<String, String> before = Trees.describe(source);
    Trees.change(source);
    String second = drydock.succeed("backup", source.toString()).lastLine();

    assertThat(restic.run(place, "check", "--read-data")).contains("no errors were found");
    assertThat(restic.run(place, "snapshots", "--json")).contains(first, second);
    Path old = directory.resolve("old");
    restic.run(place, "restore", first, "--target", old.toString());
    assertThat(Trees.describe(below(old))).isEqualTo(before);
    Path restored = directory.resolve("restored");
    restic.run(place, "restore", "latest", "--target", restored.toString());
    assertThat(Trees.describe(below(restored))).isEqualTo(Trees.describe(source));
    // Nothing changed: restic must find everything it looks for in our snapshot.
    assertThat(restic.run(place, "backup", source.toString())).contains("using parent snapshot");
  }

  @ParameterizedTest
  @MethodSource("inTurns")
  void we_read_what_restic_writes(Restic restic, Store store) throws Exception {
    open(restic, store);
    restic.init(place, "2", storage());
    restic.run(place, "backup", source.toString());
    Trees.change(source);
    restic.run(place, "backup", source.toString());
    verifyRestored();
  }

  @ParameterizedTest
  @MethodSource("judges")
  void we_read_the_version_of_the_format_before(Restic restic) throws Exception {
    open(restic, Store.DIRECTORY);
    restic.init(place, "1", storage());
    restic.run(place, "backup", source.toString());
    verifyRestored();
  }

  @ParameterizedTest
  @MethodSource("inTurns")
  void both_work_on_one_repository_in_turns(Restic restic, Store store) throws Exception {
    open(restic, store);
    drydock.succeed("init");
    for (int round = 0; round < 2; round++) {
      drydock.succeed("backup", source.toString());
      Trees.change(source);
      Files.writeString(source.resolve("deep/down/file7"), "again " + round);
      restic.run(place, "backup", source.toString());
      Files.write(source.resolve("copy"), new byte[3_000_000 + round]);
      drydock.succeed("backup", source.toString());
      if (round == 0) {
        drydock.succeed("forget", "--keep-last", "1", "--prune");
      } else {
        restic.run(place, "forget", "--keep-last", "1", "--prune");
      }
      assertThat(restic.run(place, "check", "--read-data")).contains("no errors were found");
      verifyRestored();
    }
    restic.run(place, "prune", "--max-unused", "0");
    drydock.succeed("prune", "--max-unused", "0");
    assertThat(restic.run(place, "check", "--read-data")).contains("no errors were found");
    verifyRestored();
  }

  private void verifyRestored() throws Exception {
    Path restored = directory.resolve("restored" + NUMBER.incrementAndGet());
    assertThat(drydock.succeed("check", "--read-data").out()).contains("no problems were found");
    drydock.succeed(
        "restore", "latest", "--path", source.toString(), "--target", restored.toString());
    assertThat(Trees.describe(restored)).isEqualTo(Trees.describe(source));
  }

  private Storage storage() {
    return bucket == null
        ? new FilesystemStorage(Path.of(place.repository()))
        : Storages.open(server.location(bucket, "prefix"));
  }

  private Path below(Path target) {
    return target.resolve(source.toString().substring(1));
  }

  private void open(Restic restic, Store store) throws Exception {
    Trees.fill(source, 42, restic.isAtLeast(16));
    switch (store) {
      case DIRECTORY -> {
        String path = directory.resolve("repository").toString();
        place = new Restic.Place(path, password, Map.of());
        drydock = new Drydock("--repository", path, "--password-file", password.toString());
      }
      case S3 -> {
        bucket = "interop-" + NUMBER.incrementAndGet();
        server.makeBucket(bucket);
        String address = "s3:" + server.endpoint() + "/" + bucket + "/prefix";
        place =
            new Restic.Place(
                address,
                password,
                Map.of(
                    "AWS_ACCESS_KEY_ID", EmbeddedS3.ACCESS_KEY,
                    "AWS_SECRET_ACCESS_KEY", EmbeddedS3.SECRET_KEY,
                    "AWS_DEFAULT_REGION", "us-east-1"));
        drydock =
            new Drydock(
                "--repository", address,
                "--password-file", password.toString(),
                "--s3-access-key-file", server.accessKeyFile().toString(),
                "--s3-secret-key-file", server.secretKeyFile().toString());
      }
    }
  }
}
