// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.platform.check;

import dev.drydock.api.v1alpha1.SqlCheck;
import java.math.BigDecimal;

/** Judges what a query printed: one row a line, columns parted by bars, as psql -At does. */
public final class SqlAnswer {
  private SqlAnswer() {}

  /** Compares the first value with what is expected. */
  public static CheckResult judge(SqlCheck check, String output) {
    String first = output.lines().findFirst().orElse("");
    String value = first.contains("|") ? first.substring(0, first.indexOf('|')) : first;
    if (check.equals() != null && !check.equals().equals(value)) {
      return CheckResult.failed(
          "the query returned %s, expected %s".formatted(value, check.equals()));
    }
    if (check.atLeast() != null) {
      try {
        if (new BigDecimal(value.strip()).compareTo(BigDecimal.valueOf(check.atLeast())) < 0) {
          return CheckResult.failed(
              "the query returned %s, expected at least %d".formatted(value, check.atLeast()));
        }
      } catch (NumberFormatException e) {
        return CheckResult.failed("the query returned '%s', which is no number".formatted(value));
      }
    }
    if (check.equals() == null && check.atLeast() == null && first.isEmpty()) {
      return CheckResult.failed("the query returned nothing");
    }
    return CheckResult.passed("the query returned " + value);
  }
}
