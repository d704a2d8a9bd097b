// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage.s3;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Writes objects, each with a checksum that the server verifies. Objects are only created, never
 * overwritten: by the server's own condition where it knows that, else by looking first.
 */
final class S3Writer {
  private static final int PRECONDITION_FAILED = 412;
  private static final int NOT_IMPLEMENTED = 501;

  private final S3Client client;
  private final String bucket;
  private final int partSize;
  private final boolean md5;
  private volatile boolean conditions = true;

  S3Writer(S3Client client, String bucket, int partSize, boolean md5) {
    this.client = client;
    this.bucket = bucket;
    this.partSize = partSize;
    this.md5 = md5;
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
    client.putObject(request, content.body());
  }

  private void putInParts(String key, ByteBuffers content, @Nullable String ifNoneMatch) {
    String upload = client.createMultipartUpload(r -> r.bucket(bucket).key(key)).uploadId();
    if (upload == null) {
      throw SdkClientException.create("the answer names no upload");
    }
    try {
      List<CompletedPart> parts = new ArrayList<>();
      for (ByteBuffers piece : content.split(partSize)) {
        int number = parts.size() + 1;
        var part =
            client.uploadPart(
                r ->
                    r.bucket(bucket)
                        .key(key)
                        .uploadId(upload)
                        .partNumber(number)
                        .contentMD5(md5 ? piece.md5() : null),
                piece.body());
        parts.add(CompletedPart.builder().partNumber(number).eTag(part.eTag()).build());
      }
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

  private void abort(String key, String upload, SdkException cause) {
    try {
      client.abortMultipartUpload(r -> r.bucket(bucket).key(key).uploadId(upload));
    } catch (SdkException e) {
      cause.addSuppressed(e);
    }
  }
}
