// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage.s3;

import dev.drydock.mover.storage.Storage.HeldException;
import dev.drydock.mover.storage.Storage.StorageException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Removes objects, a thousand with each request, and reads what became of each of them. Names no
 * versions: in a bucket with versions the objects get markers, and stay what they are below them.
 */
final class S3Remover {
  private static final int BATCH = 1000;
  private static final Set<Integer> UNKNOWN = Set.of(405, 501);
  private static final Set<String> PASSING =
      Set.of("InternalError", "SlowDown", "ServiceUnavailable", "OperationAborted");
  private static final Set<String> WRONG_KEYS =
      Set.of("InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken", "ExpiredToken");

  private final S3Client client;
  private final String bucket;
  private volatile boolean batches = true;

  S3Remover(S3Client client, String bucket) {
    this.client = client;
    this.bucket = bucket;
  }

  /**
   * Removes all that go.
   *
   * @param keys names of the files by the keys of their objects
   * @throws StorageException if some may go at another time
   * @throws HeldException if all of the others do not
   */
  void remove(Map<String, String> keys) throws StorageException {
    Map<String, String> left = new LinkedHashMap<>();
    List<String> all = List.copyOf(keys.keySet());
    for (int start = 0; start < all.size(); start += BATCH) {
      List<ObjectIdentifier> batch =
          all.subList(start, Math.min(start + BATCH, all.size())).stream()
              .map(key -> ObjectIdentifier.builder().key(key).build())
              .toList();
      if (batches) {
        try {
          removeAtOnce(batch, left);
          continue;
        } catch (S3Exception e) {
          if (!UNKNOWN.contains(e.statusCode())) {
            throw e;
          }
          batches = false; // some servers only know how to remove one
        }
      }
      batch.forEach(object -> removeOne(object.key(), left));
    }
    if (!left.isEmpty()) {
      throw failure(left, keys);
    }
  }

  private void removeAtOnce(List<ObjectIdentifier> batch, Map<String, String> left) {
    DeleteObjectsResponse answer =
        client.deleteObjects(r -> r.bucket(bucket).delete(d -> d.objects(batch).quiet(true)));
    for (S3Error error : answer.errors()) {
      if (!"NoSuchKey".equals(error.code())) {
        left.put(error.key(), text(error.code(), error.message()));
      }
    }
  }

  private void removeOne(String key, Map<String, String> left) {
    try {
      client.deleteObject(r -> r.bucket(bucket).key(key));
    } catch (S3Exception e) {
      String code = S3Errors.code(e);
      if (e.statusCode() != 403 || WRONG_KEYS.contains(code)) {
        throw e;
      }
      left.put(key, text(code, e.getMessage()));
    }
  }

  private static String text(@Nullable String code, @Nullable String message) {
    return code + (message == null || message.isBlank() ? "" : ": " + message);
  }

  private StorageException failure(Map<String, String> left, Map<String, String> keys) {
    Map.Entry<String, String> first = left.entrySet().iterator().next();
    String what =
        "%d files in bucket %s could not be removed, the first one is %s (%s)"
            .formatted(left.size(), bucket, first.getKey(), first.getValue());
    boolean passing =
        left.values().stream().anyMatch(text -> PASSING.contains(text.split(":", 2)[0]));
    return passing
        ? new StorageException(what, true, null)
        : new HeldException(
            what
                + "; a retention or a legal hold keeps them until it ends, or the S3 keys lack the"
                + " right to delete there",
            left.keySet().stream().map(key -> keys.getOrDefault(key, key)).toList(),
            null);
  }
}
