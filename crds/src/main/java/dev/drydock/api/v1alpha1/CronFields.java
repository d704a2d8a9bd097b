// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

/** The five fields of a cron expression, with the ranges of their numbers, as RE2 reads it. */
final class CronFields {
  private static final String MONTHS = "JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC";
  private static final String DAYS = "SUN|MON|TUE|WED|THU|FRI|SAT";

  /** What all five must match. */
  static final String PATTERN =
      "^"
          + String.join(
              " +",
              field("[0-5]?[0-9]", "0?[1-9]|[1-5][0-9]"),
              field("[01]?[0-9]|2[0-3]", "0?[1-9]|1[0-9]|2[0-3]"),
              field("0?[1-9]|[12][0-9]|3[01]", "0?[1-9]|[12][0-9]|3[01]"),
              field("0?[1-9]|1[0-2]|(?i:" + MONTHS + ")", "0?[1-9]|1[0-2]"),
              field("0?[0-7]|(?i:" + DAYS + ")", "0?[1-7]"))
          + "$";

  private CronFields() {}

  /** A list of values and ranges, each with a step or without. */
  private static String field(String value, String step) {
    String one = "([*]|(%1$s)(-(%1$s))?)(/(%2$s))?".formatted(value, step);
    return "%1$s(,%1$s)*".formatted(one);
  }
}
