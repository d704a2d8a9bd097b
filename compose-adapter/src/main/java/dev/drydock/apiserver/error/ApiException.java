// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.error;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A refusal with everything that the {@code kind: Status} answer says. The wording follows the
 * Kubernetes API server, since clients and people match on it.
 */
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;
  private final String reason;
  private final transient @Nullable ObjectNode details;

  /** A refusal with an HTTP status, a {@code metav1.StatusReason} and a message. */
  public ApiException(int code, String reason, String message) {
    this(code, reason, message, null);
  }

  private ApiException(int code, String reason, String message, @Nullable ObjectNode details) {
    super(message, null, false, false);
    this.code = code;
    this.reason = reason;
    this.details = details;
  }

  /** 400. */
  public static ApiException badRequest(String message) {
    return new ApiException(400, "BadRequest", message);
  }

  /** 401. */
  public static ApiException unauthorized() {
    return new ApiException(401, "Unauthorized", "Unauthorized");
  }

  /** 404 of a path that nothing serves. */
  public static ApiException noSuchPath() {
    return new ApiException(404, "NotFound", "the server could not find the requested resource");
  }

  /** 404 of an object. */
  public static ApiException notFound(Subject subject) {
    return new ApiException(
        404, "NotFound", subject.quoted() + " not found", subject.details(List.of()));
  }

  /** 405. */
  public static ApiException methodNotAllowed() {
    return new ApiException(
        405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
  }

  /** 406. */
  public static ApiException notAcceptable() {
    return new ApiException(
        406, "NotAcceptable", "only the following media types are accepted: application/json");
  }

  /** 409 of a create. */
  public static ApiException alreadyExists(Subject subject) {
    return new ApiException(
        409, "AlreadyExists", subject.quoted() + " already exists", subject.details(List.of()));
  }

  /** 409 of an update, a patch or a delete. */
  public static ApiException conflict(Subject subject, String why) {
    return new ApiException(
        409,
        "Conflict",
        "Operation cannot be fulfilled on " + subject.quoted() + ": " + why,
        subject.details(List.of()));
  }

  /** 409 of a server-side apply that would take fields from others. */
  public static ApiException applyConflict(String message, List<Cause> causes) {
    return new ApiException(409, "Conflict", message, causes(causes));
  }

  /** 403 of an operation that would be allowed in other circumstances. */
  public static ApiException forbidden(Subject subject, String why) {
    return new ApiException(
        403, "Forbidden", subject.quoted() + " is forbidden: " + why, subject.details(List.of()));
  }

  /** 410: the resourceVersion or the continue token is too old. */
  public static ApiException expired(String message) {
    return new ApiException(410, "Expired", message);
  }

  /** 504: the resourceVersion has not been given yet; clients wait and try again. */
  public static ApiException tooLarge(long revision, long newest) {
    ObjectNode details =
        causes(List.of(new Cause("ResourceVersionTooLarge", "", "Too large resource version")));
    details.put("retryAfterSeconds", 1);
    return new ApiException(
        504,
        "Timeout",
        "Timeout: Too large resource version: " + revision + ", current: " + newest,
        details);
  }

  /** 415. */
  public static ApiException unsupportedMediaType(String message) {
    return new ApiException(415, "UnsupportedMediaType", message);
  }

  /** 422 of a patch that cannot be applied. */
  public static ApiException unprocessable(String message) {
    return new ApiException(422, "Invalid", message);
  }

  /** 422 of an object that breaks rules of its kind. */
  public static ApiException invalid(Subject subject, List<Cause> causes) {
    String all =
        causes.size() == 1
            ? causes.getFirst().toString()
            : causes.stream().map(Cause::toString).collect(Collectors.joining(", ", "[", "]"));
    return new ApiException(
        422, "Invalid", subject.kindQuoted() + " is invalid: " + all, subject.kindDetails(causes));
  }

  /** 500. */
  public static ApiException internal(String message) {
    return new ApiException(500, "InternalError", "Internal error occurred: " + message);
  }

  /** HTTP status. */
  public int code() {
    return code;
  }

  /** The {@code metav1.StatusReason}. */
  public String reason() {
    return reason;
  }

  /** The answer's body. */
  public ObjectNode toStatus() {
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
    status.put("status", "Failure").put("message", getMessage()).put("reason", reason);
    if (details != null) {
      status.set("details", details);
    }
    status.put("code", code);
    return status;
  }

  private static ObjectNode causes(List<Cause> causes) {
    ObjectNode details = JsonNodeFactory.instance.objectNode();
    Subject.addCauses(details, causes);
    return details;
  }
}
