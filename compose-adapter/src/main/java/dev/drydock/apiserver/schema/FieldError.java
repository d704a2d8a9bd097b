// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.schema;

/**
 * One thing that is wrong with an object, in the words of the Kubernetes API server.
 *
 * @param reason reason of a cause in a {@code Status}, such as {@code FieldValueInvalid}
 * @param field path of the field, such as {@code spec.databases[0].name}
 * @param message what is wrong, such as {@code Required value}
 */
public record FieldError(String reason, String field, String message) {
  static final String REQUIRED = "FieldValueRequired";
  static final String INVALID = "FieldValueInvalid";
  static final String TYPE_INVALID = "FieldValueTypeInvalid";
  static final String NOT_SUPPORTED = "FieldValueNotSupported";
  static final String DUPLICATE = "FieldValueDuplicate";
  static final String FORBIDDEN = "FieldValueForbidden";
  static final String TOO_LONG = "FieldValueTooLong";
  static final String TOO_MANY = "FieldValueTooMany";

  /** What the API server calls the field when it means the whole object. */
  static final String NO_FIELD = "<nil>";

  static FieldError invalid(FieldPath path, String value, String message) {
    return new FieldError(INVALID, path.toString(), "Invalid value: " + value + ": " + message);
  }

  /** Whether the API server evaluates no CEL rules when an object has such an error. */
  boolean hidesRules() {
    return switch (reason) {
      case REQUIRED, TYPE_INVALID, NOT_SUPPORTED, TOO_LONG, TOO_MANY -> true;
      default -> false;
    };
  }

  @Override
  public String toString() {
    return field + ": " + message;
  }
}
