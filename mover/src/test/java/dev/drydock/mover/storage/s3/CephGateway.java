// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage.s3;

import dev.drydock.mover.job.RepositoryLocation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The object gateway of Ceph in a container: a real S3 server with versions, enforced Object Lock
 * and bucket policies. Its image is one that starts a gateway on port 7480 for the keys {@code
 * access} and {@code secretsecret}; who has none does without the tests that need it.
 */
public final class CephGateway implements AutoCloseable {
  /** The condition of tests that need it. */
  public static final String IS_THERE = "dev.drydock.mover.storage.s3.CephGateway#isThere";

  /** Why such a test is skipped. */
  public static final String MISSING =
      "no image radosgw:stand-in of Ceph's object gateway; DRYDOCK_TEST_RGW_IMAGE names another";

  private static final String IMAGE =
      Objects.requireNonNullElse(System.getenv("DRYDOCK_TEST_RGW_IMAGE"), "radosgw:stand-in");
  private static final String ACCESS_KEY = "access";
  private static final String SECRET_KEY = "secretsecret";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Path directory;
  private final String container;
  private final String endpoint;
  private final S3Client client;

  private CephGateway(Path directory, String container, String endpoint) throws IOException {
    this.directory = directory;
    this.container = container;
    this.endpoint = endpoint;
    this.client =
        S3Client.builder()
            .endpointOverride(URI.create(endpoint))
            .region(Region.US_EAST_1)
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY)))
            .build();
    Files.writeString(directory.resolve("access"), ACCESS_KEY);
    Files.writeString(directory.resolve("secret"), SECRET_KEY);
    Files.writeString(directory.resolve("password"), "correct horse\n");
  }

  /** Whether there is an image of it, for {@code EnabledIf}. */
  static boolean isThere() throws IOException, InterruptedException {
    return isDone("docker", "image", "inspect", IMAGE);
  }

  /** Starts one, of the image, which must be there. */
  public static CephGateway start(Path directory) throws Exception {
    String container =
        run(
            "docker",
            "run",
            "--detach",
            "--label",
            "org.testcontainers=true",
            "--publish",
            "127.0.0.1::7480",
            IMAGE);
    CephGateway gateway =
        new CephGateway(
            directory,
            container,
            "http://" + run("docker", "port", container, "7480/tcp").lines().findFirst().get());
    gateway.awaitReady();
    return gateway;
  }

  public String endpoint() {
    return endpoint;
  }

  /** A client with all rights. */
  public S3Client client() {
    return client;
  }

  public RepositoryLocation.S3 location(String bucket, String prefix) {
    return new RepositoryLocation.S3(
        bucket,
        prefix,
        endpoint,
        "us-east-1",
        true,
        directory.resolve("access").toString(),
        directory.resolve("secret").toString(),
        null,
        null,
        null,
        false,
        directory.resolve("password").toString());
  }

  @Override
  public void close() throws Exception {
    client.close();
    run("docker", "rm", "--force", "--volumes", container);
  }

  private void awaitReady() throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        client.listBuckets();
        return;
      } catch (SdkException e) {
        if (System.nanoTime() > deadline) {
          String said = run("docker", "logs", "--tail", "20", container);
          close();
          throw new IOException("the gateway does not get ready: " + said, e);
        }
        Thread.sleep(200);
      }
    }
  }

  private static boolean isDone(String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false; // there is no docker
    }
  }

  private static String run(String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(new ArrayList<>(List.of(command))).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes()).strip();
      if (process.waitFor() != 0) {
        throw new IllegalStateException(String.join(" ", command) + ": " + said);
      }
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
