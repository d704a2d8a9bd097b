// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.it;

import dev.drydock.mover.storage.s3.EmbeddedS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The repository of a {@link Site}: a bucket behind a valve, that stock restic looks at too. */
final class Bucket implements AutoCloseable {
  private static final String NAME = "backups";

  private final EmbeddedS3 s3;
  final Valve valve;

  private Bucket(EmbeddedS3 s3, Valve valve) {
    this.s3 = s3;
    this.valve = valve;
  }

  static Bucket open(Path directory) throws Exception {
    EmbeddedS3 s3 = new EmbeddedS3(directory);
    s3.makeBucket(NAME);
    return new Bucket(s3, new Valve(s3.port()));
  }

  /** The Secrets that {@link #repository} refers to. */
  static String secrets(String password) {
    return """
    apiVersion: v1
    kind: Secret
    metadata: {name: repository}
    stringData: {password: %s}
    ---
    apiVersion: v1
    kind: Secret
    metadata: {name: s3}
    stringData: {accessKeyId: %s, secretAccessKey: %s}
    """
        .formatted(password, EmbeddedS3.ACCESS_KEY, EmbeddedS3.SECRET_KEY);
  }

  /** {@code spec.repository}, as YAML on one line. */
  String repository(String host, String prefix) {
    return ("{s3: {bucket: %s, prefix: %s, endpoint: \"http://%s:%d\", pathStyle: true,"
            + " credentialsSecretRef: {name: s3}}, passwordSecretRef: {name: repository}}")
        .formatted(NAME, prefix, host, valve.port());
  }

  /** Directory of the repository on this machine. */
  Path directory(String prefix) {
    return s3.bucket(NAME).resolve(prefix);
  }

  /** Stock restic against the repository. */
  String restic(String prefix, String... arguments) {
    String given = System.getenv("DRYDOCK_TEST_RESTIC");
    String restic = given == null || given.isBlank() ? "restic" : given.split(":", -1)[0];
    List<String> command =
        new ArrayList<>(List.of(restic, "--no-cache", "-r", directory(prefix).toString()));
    command.addAll(List.of(arguments));
    return Shell.run(
            Path.of("."), Map.of("RESTIC_PASSWORD", Site.PASSWORD), command.toArray(String[]::new))
        .ok();
  }

  /** Spoils much of the largest pack. */
  void corruptLargestPack(String prefix) throws IOException {
    Path pack;
    try (Stream<Path> files = Files.walk(directory(prefix).resolve("data"))) {
      pack =
          files
              .filter(Files::isRegularFile)
              .max(Comparator.comparingLong(path -> path.toFile().length()))
              .orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(pack);
    for (int i = 1000; i < bytes.length / 2; i += 1000) {
      bytes[i] ^= 1;
    }
    Files.write(pack, bytes);
  }

  @Override
  public void close() throws Exception {
    valve.open();
    valve.close();
    s3.close();
  }
}
