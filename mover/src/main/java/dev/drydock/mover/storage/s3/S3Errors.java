// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage.s3;

import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.storage.Storage.StorageException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Says what an answer, or the lack of one, means, and what to do about it. */
final class S3Errors {
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,6}");

  /** Codes of status 400, 404 or 409 after which the same may succeed. */
  private static final Set<String> PASSING =
      Set.of(
          "RequestTimeout",
          "SlowDown",
          "ConditionalRequestConflict",
          // Bytes changed or were lost on the way.
          "BadDigest",
          "XAmzContentSHA256Mismatch",
          "IncompleteBody",
          "InvalidPart",
          "NoSuchUpload");

  private final String host;
  private final String bucket;
  private volatile boolean keysAccepted;

  S3Errors(String host, String bucket) {
    this.host = host;
    this.bucket = bucket;
  }

  /** An answer was good, so the keys are: a wrong signature then is one of a changed request. */
  void answered() {
    keysAccepted = true;
  }

  IOException explain(SdkException e, String action) {
    if (e instanceof AbortedException || Thread.currentThread().isInterrupted()) {
      return new InterruptedIOException("interrupted: " + action);
    }
    return e instanceof S3Exception answer ? refused(answer, action) : unreachable(e, action);
  }

  static String code(S3Exception e) {
    String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
    return code == null ? "" : code;
  }

  private StorageException refused(S3Exception e, String action) {
    String failed = "cannot " + action + " on " + host + ": ";
    if (keysAccepted && code(e).equals("SignatureDoesNotMatch")) {
      return new StorageException(failed + "the request changed on the way", true, e);
    }
    return switch (code(e)) {
      case "NoSuchBucket" -> bucketMissing(e, action);
      case "InvalidAccessKeyId", "SignatureDoesNotMatch" ->
          failure(
              FailureReason.AccessDenied,
              failed + "it does not accept the S3 keys (" + code(e) + "); check both of them",
              e);
      case "InvalidToken", "ExpiredToken", "TokenRefreshRequired" ->
          failure(
              FailureReason.AccessDenied,
              failed
                  + "it does not accept the session token ("
                  + code(e)
                  + "); renew the keys and the token together",
              e);
      case "RequestTimeTooSkewed" ->
          failure(
              FailureReason.AccessDenied,
              failed + "this machine's clock is wrong; set it right",
              e);
      case "AuthorizationHeaderMalformed",
          "PermanentRedirect",
          "IllegalLocationConstraintException" ->
          failure(
              FailureReason.InvalidRequest,
              failed + "bucket " + bucket + " is in another region; set the right one: " + said(e),
              e);
      case "QuotaExceeded", "InsufficientStorage", "XMinioStorageFull" ->
          failure(
              FailureReason.NoSpace, failed + "its storage is full; make room, then try again", e);
      default -> byStatus(e, failed);
    };
  }

  private StorageException byStatus(S3Exception e, String failed) {
    int status = e.statusCode();
    if (status == 401 || status == 403) {
      return failure(
          FailureReason.AccessDenied,
          failed
              + "access denied; the S3 keys need list, read, write and delete on bucket "
              + bucket,
          e);
    }
    if (status == 507) {
      return failure(FailureReason.NoSpace, failed + "its storage is full; make room", e);
    }
    boolean passing = status >= 500 || status == 429 || status == 408 || PASSING.contains(code(e));
    String message = failed + "it answered " + status + " " + said(e);
    Duration asked = retryAfter(e);
    return passing && status != 501 && asked.isPositive()
        ? new StorageException(message, asked, e)
        : new StorageException(
            FailureReason.RepositoryUnavailable, message, passing && status != 501, e);
  }

  /** What the header Retry-After says in seconds; a date there says no more than a retry does. */
  private static Duration retryAfter(S3Exception e) {
    SdkHttpResponse answer =
        e.awsErrorDetails() == null ? null : e.awsErrorDetails().sdkHttpResponse();
    return answer == null
        ? Duration.ZERO
        : answer
            .firstMatchingHeader("Retry-After")
            .filter(value -> SECONDS.matcher(value).matches())
            .map(value -> Duration.ofSeconds(Long.parseLong(value)))
            .orElse(Duration.ZERO);
  }

  StorageException bucketMissing(SdkException e, String action) {
    return failure(
        FailureReason.RepositoryNotFound,
        "cannot %s: bucket %s does not exist on %s; make it, or correct its name or the endpoint"
            .formatted(action, bucket, host),
        e);
  }

  private StorageException unreachable(SdkException e, String action) {
    String failed = "cannot reach " + host + " to " + action + ": ";
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof UnknownHostException) {
        return new StorageException(
            failed + "no address is known for this name; check the endpoint and DNS", true, e);
      }
      if (t instanceof SSLException) {
        boolean untrusted = String.valueOf(t.getMessage()).contains("PKIX");
        return new StorageException(
            failed
                + (untrusted
                    ? "its certificate is not trusted; name the certificate authority to trust"
                    : "TLS failed (" + t.getMessage() + ")"),
            !untrusted,
            e);
      }
    }
    String text = String.valueOf(e.getMessage());
    if (text.contains("Unable to load credentials")) {
      return failure(
          FailureReason.AccessDenied,
          "no S3 credentials were found for " + host + "; give two keys or a credentials file",
          e);
    }
    return new StorageException(failed + text + "; check the server and the network", true, e);
  }

  private static String said(S3Exception e) {
    String message = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorMessage();
    return code(e) + (message == null ? "" : ": " + message);
  }

  private static StorageException failure(FailureReason reason, String message, SdkException e) {
    return new StorageException(reason, message, false, e);
  }
}
