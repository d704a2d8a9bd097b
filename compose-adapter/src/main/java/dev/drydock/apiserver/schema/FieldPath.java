// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.schema;

/**
 * Where in an object something is.
 *
 * @param text the path, empty for the object itself
 */
record FieldPath(String text) {
  static final FieldPath ROOT = new FieldPath("");

  FieldPath child(String name) {
    return new FieldPath(text.isEmpty() ? name : text + "." + name);
  }

  FieldPath index(int index) {
    return new FieldPath(text + "[" + index + "]");
  }

  /** Follows the {@code fieldPath} of a rule, such as {@code .kubernetes}. */
  FieldPath relative(String fieldPath) {
    return text.isEmpty() && fieldPath.startsWith(".")
        ? new FieldPath(fieldPath.substring(1))
        : new FieldPath(text + fieldPath);
  }

  @Override
  public String toString() {
    return text.isEmpty() ? FieldError.NO_FIELD : text;
  }
}
