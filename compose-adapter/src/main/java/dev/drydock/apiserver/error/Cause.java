// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.error;

/**
 * One reason why an object was refused, as in {@code metav1.StatusCause}.
 *
 * @param reason for example {@code FieldValueRequired}
 * @param field path of the field, for example {@code spec.schedule.full.cron}
 * @param message what is wrong, without the path
 */
public record Cause(String reason, String field, String message) {
  @Override
  public String toString() {
    return field.isEmpty() ? message : field + ": " + message;
  }
}
