// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage.s3;

import dev.drydock.mover.job.RepositoryLocation;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/** An S3 server within the test, keeping its buckets as directories. */
public final class EmbeddedS3 implements AutoCloseable {
  /** Id of the key that the server accepts. */
  public static final String ACCESS_KEY = "access-key";

  /** Secret of the key that the server accepts. */
  public static final String SECRET_KEY = "secret-key";

  private final Path directory;
  private final S3Proxy server;

  /** Starts a server that keeps its buckets, and the files with its keys, below a directory. */
  public EmbeddedS3(Path directory) throws Exception {
    this(directory, "127.0.0.1");
  }

  /**
   * Starts one that others reach than this machine.
   *
   * @param address address that it listens at, such as 0.0.0.0
   */
  public EmbeddedS3(Path directory, String address) throws Exception {
    this.directory = directory;
    Path buckets = Files.createDirectories(directory.resolve("buckets"));
    Files.writeString(directory.resolve("access"), ACCESS_KEY + "\n");
    Files.writeString(directory.resolve("secret"), SECRET_KEY + "\n");
    Files.writeString(directory.resolve("password"), "correct horse\n");
    server =
        S3Proxy.builder()
            .blobStore(new FilesystemNio2BlobStore(buckets.toString()))
            .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, ACCESS_KEY, SECRET_KEY)
            .endpoint(URI.create("http://" + address + ":0"))
            .build();
    server.start();
  }

  public String endpoint() {
    return "http://127.0.0.1:" + server.getPort();
  }

  public int port() {
    return server.getPort();
  }

  public Path accessKeyFile() {
    return directory.resolve("access");
  }

  public Path secretKeyFile() {
    return directory.resolve("secret");
  }

  public Path bucket(String name) {
    return directory.resolve("buckets").resolve(name);
  }

  public void makeBucket(String name) throws IOException {
    Files.createDirectories(bucket(name));
  }

  public RepositoryLocation.S3 location(String bucket, String prefix) {
    return location(bucket, prefix, endpoint());
  }

  /** The same by way of something that stands before this server. */
  public RepositoryLocation.S3 location(String bucket, String prefix, String endpoint) {
    return new RepositoryLocation.S3(
        bucket,
        prefix,
        endpoint,
        "us-east-1",
        true,
        accessKeyFile().toString(),
        secretKeyFile().toString(),
        null,
        null,
        null,
        false,
        directory.resolve("password").toString());
  }

  @Override
  public void close() throws Exception {
    server.stop();
  }
}
