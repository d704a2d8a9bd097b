// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage.s3;

import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.storage.Storage.StorageException;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Removes objects, a thousand with each request, and reads what became of each of them. */
final class S3Remover {
  private static final int BATCH = 1000;
  private static final Set<Integer> UNKNOWN = Set.of(405, 501);
  private static final Set<String> PASSING =
      Set.of("InternalError", "SlowDown", "ServiceUnavailable");

  private final S3Client client;
  private final String bucket;
  private volatile boolean batches = true;

  S3Remover(S3Client client, String bucket) {
    this.client = client;
    this.bucket = bucket;
  }

  void remove(List<String> keys) throws StorageException {
    for (int start = 0; start < keys.size(); start += BATCH) {
      List<ObjectIdentifier> batch =
          keys.subList(start, Math.min(start + BATCH, keys.size())).stream()
              .map(key -> ObjectIdentifier.builder().key(key).build())
              .toList();
      if (batches) {
        try {
          removeAtOnce(batch);
          continue;
        } catch (S3Exception e) {
          if (!UNKNOWN.contains(e.statusCode())) {
            throw e;
          }
          batches = false; // some servers only know how to remove one
        }
      }
      batch.forEach(object -> client.deleteObject(r -> r.bucket(bucket).key(object.key())));
    }
  }

  private void removeAtOnce(List<ObjectIdentifier> batch) throws StorageException {
    DeleteObjectsResponse answer =
        client.deleteObjects(r -> r.bucket(bucket).delete(d -> d.objects(batch).quiet(true)));
    List<S3Error> failed =
        answer.errors().stream().filter(error -> !"NoSuchKey".equals(error.code())).toList();
    if (!failed.isEmpty()) {
      throw failure(failed);
    }
  }

  private StorageException failure(List<S3Error> failed) {
    S3Error first = failed.getFirst();
    boolean denied = "AccessDenied".equals(first.code());
    return new StorageException(
        denied ? FailureReason.AccessDenied : FailureReason.RepositoryUnavailable,
        "%d files in bucket %s could not be removed, the first one is %s: %s%s"
            .formatted(
                failed.size(),
                bucket,
                first.key(),
                first.code(),
                denied ? "; the S3 keys need the right to delete there" : ""),
        PASSING.contains(String.valueOf(first.code())),
        null);
  }
}
