// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage.s3;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.mover.job.RepositoryLocation;
import dev.drydock.mover.snapshot.CrashDirectory;
import dev.drydock.mover.snapshot.CrashPlace;
import dev.drydock.mover.storage.FileNames;
import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.InMemoryStorage;
import dev.drydock.mover.storage.Storage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * A bucket, with what a killed writer leaves there: a PUT that breaks off half-way, of which
 * nothing comes, and an upload in parts that nobody completes.
 */
public final class CrashBucket implements CrashPlace, AutoCloseable {
  private static final String PREFIX = "prefix";

  private final EmbeddedS3 server;
  private final String bucket;
  private final S3Client client;
  private final S3Presigner presigner;
  private final Storage store;

  /** An empty bucket, which is made. */
  public CrashBucket(EmbeddedS3 server, String bucket) throws IOException {
    this.server = server;
    this.bucket = bucket;
    server.makeBucket(bucket);
    RepositoryLocation.S3 location = server.location(bucket, PREFIX);
    client = S3Clients.connect(location);
    store = new S3Storage(client, location);
    presigner =
        S3Presigner.builder()
            .endpointOverride(URI.create(server.endpoint()))
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(EmbeddedS3.ACCESS_KEY, EmbeddedS3.SECRET_KEY)))
            .serviceConfiguration(S3Configuration.builder().pathStyleAccessEnabled(true).build())
            .build();
  }

  @Override
  public void load(InMemoryStorage image) throws IOException {
    CrashDirectory.load(server.bucket(bucket).resolve(PREFIX), image);
  }

  @Override
  public Storage store() {
    return store;
  }

  @Override
  public void halfWay(FileType type, String name, List<ByteBuffer> content) throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (ByteBuffer part : content) {
      byte[] bytes = new byte[part.remaining()];
      part.duplicate().get(bytes);
      whole.write(bytes);
    }
    byte[] bytes = whole.toByteArray();
    String key = PREFIX + "/" + FileNames.path(type, name);
    put(key, bytes, bytes.length / 2);
    String upload = client.createMultipartUpload(r -> r.bucket(bucket).key(key)).uploadId();
    client.uploadPart(
        r -> r.bucket(bucket).key(key).uploadId(upload).partNumber(1),
        RequestBody.fromByteBuffer(ByteBuffer.wrap(bytes, 0, bytes.length / 2)));
    assertThatThrownBy(() -> store.size(type, name)).isInstanceOf(Storage.NotFoundException.class);
  }

  /**
   * Begins to put an object, hangs up after some bytes, and returns the first line of the answer.
   */
  String put(String key, byte[] bytes, int sent) throws IOException {
    URL url =
        presigner
            .presignPutObject(
                p ->
                    p.signatureDuration(Duration.ofHours(1))
                        .putObjectRequest(r -> r.bucket(bucket).key(key)))
            .url();
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      OutputStream out = socket.getOutputStream();
      String head =
          "PUT %s HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
              .formatted(url.getFile(), url.getAuthority(), bytes.length);
      out.write(head.getBytes(US_ASCII));
      out.write(bytes, 0, sent);
      out.flush();
      if (sent < bytes.length) {
        return "";
      }
      return new String(socket.getInputStream().readAllBytes(), US_ASCII)
          .lines()
          .findFirst()
          .orElse("");
    }
  }

  @Override
  public void close() {
    presigner.close();
    client.close();
  }
}
