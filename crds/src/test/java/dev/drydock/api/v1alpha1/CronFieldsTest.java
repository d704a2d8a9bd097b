// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CronFieldsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "* * * * *",
        "0 2 * * 0",
        "59 23 31 12 7",
        "05 02 01 01 00",
        "*/5 0-23/2 1,15 JAN-mar Mon-FRI",
        "1,2,3-4/2 */23 */31 */12 */7",
        "0 2   * * SUN,3"
      })
  void what_names_times_is_admitted(String expression) {
    assertThat(expression).matches(CronFields.PATTERN).matches(Cron.PATTERN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "60 * * * *",
        "0 24 * * *",
        "0 2 0 * *",
        "0 2 32 * *",
        "0 2 * 13 *",
        "0 2 * * 8",
        "*/0 * * * *",
        "*/60 * * * *",
        "0 2 * * MONDAY",
        "0 2 * JAN-XYZ *",
        "0 2 L * *",
        "*-5 * * * *",
        "1, * * * *",
        "@daily",
        "0 2 * *",
        "0 0 2 * * 0"
      })
  void what_does_not_is_refused(String expression) {
    assertThat(expression).doesNotMatch(CronFields.PATTERN);
  }
}
