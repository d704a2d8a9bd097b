// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Writes objects, each with a checksum that the server verifies; large ones in parts that go at the
 * same time. All writes together have no more bytes on their way than allowed. Objects are only
 * created, never overwritten: by the server's own condition where it knows that, else by looking
 * first.
 */
final class S3Writer {
  private static final int PRECONDITION_FAILED = 412;
  private static final int NOT_IMPLEMENTED = 501;

  private final S3Client client;
  private final String bucket;
  private final int partSize;
  private final boolean md5;
  private final BytesInFlight inFlight;
  private volatile boolean conditions = true;

  S3Writer(S3Client client, String bucket, int partSize, boolean md5, BytesInFlight inFlight) {
    this.client = client;
    this.bucket = bucket;
    this.partSize = partSize;
    this.md5 = md5;
    this.inFlight = inFlight;
  }

  /**
   * Writes an object.
   *
   * @throws S3Exception with status 412 if it exists and must not be replaced
   */
  void write(String key, ByteBuffers content, boolean replace) {
    if (replace) {
      put(key, content, null);
    } else if (conditions) {
      try {
        put(key, content, "*");
      } catch (S3Exception e) {
        if (!unknownCondition(e)) {
          throw e;
        }
        conditions = false;
        putIfMissing(key, content);
      }
    } else {
      putIfMissing(key, content);
    }
  }

  private static boolean unknownCondition(S3Exception e) {
    return e.statusCode() == NOT_IMPLEMENTED
        || (e.statusCode() == 400
            && ("InvalidArgument".equals(S3Errors.code(e))
                || "NotImplemented".equals(S3Errors.code(e))));
  }

  private void putIfMissing(String key, ByteBuffers content) {
    try {
      client.headObject(r -> r.bucket(bucket).key(key));
    } catch (S3Exception e) {
      if (e.statusCode() == 404) {
        put(key, content, null);
        return;
      }
      throw e;
    }
    throw S3Exception.builder().statusCode(PRECONDITION_FAILED).message(key + " exists").build();
  }

  private void put(String key, ByteBuffers content, @Nullable String ifNoneMatch) {
    if (content.size() > partSize) {
      putInParts(key, content, ifNoneMatch);
      return;
    }
    PutObjectRequest request =
        PutObjectRequest.builder()
            .bucket(bucket)
            .key(key)
            .ifNoneMatch(ifNoneMatch)
            .contentMD5(md5 ? content.md5() : null)
            .build();
    try (BytesInFlight.Hold hold = inFlight.hold(content.size())) {
      client.putObject(request, content.body());
    }
  }

  private void putInParts(String key, ByteBuffers content, @Nullable String ifNoneMatch) {
    String upload = client.createMultipartUpload(r -> r.bucket(bucket).key(key)).uploadId();
    if (upload == null) {
      throw SdkClientException.create("the answer names no upload");
    }
    try {
      List<CompletedPart> parts = sendParts(key, upload, content.split(partSize));
      client.completeMultipartUpload(
          CompleteMultipartUploadRequest.builder()
              .bucket(bucket)
              .key(key)
              .uploadId(upload)
              .ifNoneMatch(ifNoneMatch)
              .multipartUpload(m -> m.parts(parts))
              .build());
    } catch (SdkException e) {
      abort(key, upload, e);
      throw e;
    }
  }

  /** Sends parts at the same time, each as soon as its bytes may go; fails as the first of them. */
  private List<CompletedPart> sendParts(String key, String upload, List<ByteBuffers> pieces) {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        List<Future<CompletedPart>> pending = new ArrayList<>();
        for (ByteBuffers piece : pieces) {
          int number = pending.size() + 1;
          BytesInFlight.Hold hold = inFlight.hold(piece.size());
          pending.add(
              executor.submit(
                  () -> {
                    try (hold) {
                      return sendPart(key, upload, number, piece);
                    }
                  }));
        }
        List<CompletedPart> parts = new ArrayList<>();
        for (Future<CompletedPart> part : pending) {
          parts.add(part.get());
        }
        return parts;
      } catch (ExecutionException e) {
        executor.shutdownNow();
        throw e.getCause() instanceof SdkException failure
            ? failure
            : SdkClientException.create("a part was not sent", e.getCause());
      } catch (InterruptedException e) {
        executor.shutdownNow();
        Thread.currentThread().interrupt();
        throw AbortedException.create("interrupted while parts were sent", e);
      } catch (AbortedException e) {
        executor.shutdownNow();
        throw e;
      }
    }
  }

  private CompletedPart sendPart(String key, String upload, int number, ByteBuffers piece) {
    String tag =
        client
            .uploadPart(
                r ->
                    r.bucket(bucket)
                        .key(key)
                        .uploadId(upload)
                        .partNumber(number)
                        .contentMD5(md5 ? piece.md5() : null),
                piece.body())
            .eTag();
    return CompletedPart.builder().partNumber(number).eTag(tag).build();
  }

  private void abort(String key, String upload, SdkException cause) {
    try {
      client.abortMultipartUpload(r -> r.bucket(bucket).key(key).uploadId(upload));
    } catch (SdkException e) {
      cause.addSuppressed(e);
    }
  }
}
