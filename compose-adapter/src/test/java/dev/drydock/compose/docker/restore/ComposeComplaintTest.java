// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.restore;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The messages are those of Docker Compose 2.26. */
final class ComposeComplaintTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "error while interpolating services.a.environment.P: required variable PASS is missing a value: give it"
            + "|The variable PASS is required, and set in none of its files.",
        "env file /srv/shop/missing.env not found: stat /srv/shop/missing.env: no such file or directory"
            + "|The file /srv/shop/missing.env is missing.",
        "open /srv/shop/other.yaml: no such file or directory"
            + "|The file /srv/shop/other.yaml is missing.",
        "failed to read /srv/shop/.env: line 2: key cannot contain a space"
            + "|/srv/shop/.env cannot be read: see its line 2.",
        "service \"a\" refers to undefined network n: invalid compose project"
            + "|Service a needs the network n, which is not defined.",
        "service \"a\" depends on undefined service q: invalid compose project"
            + "|Service a needs the service q, which is not defined.",
        "validating /srv/shop/compose.yaml: services.a Additional property fop is not allowed"
            + "|/srv/shop/compose.yaml: services.a has the field fop, which this version of compose does not know.",
        "yaml: line 7: did not find expected ',' or '}'"
            + "|A compose file is no YAML: see its line 7."
      })
  void namesTheFileOrVariable(String error, String sentence) {
    assertThat(ComposeComplaint.of(error)).isEqualTo(sentence);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "decoding failed due to the following error(s):\n\nerror decoding 'services[a].mem_limit': invalid size: 'hunter2'",
        "failed to read /srv/shop/.env: line 2: unterminated quoted value \"hunter2",
        "invalid interpolation format for services.a.environment.X.\n${SEC-RET hunter2",
        "Invalid containerPort: hunter2",
        "validating /srv/shop/compose.yaml: services.a.ports.0 must be a hunter2",
        "error while interpolating services.a.x: required variable PASS is missing a value: hunter2",
        "invalid proto: hunter2"
      })
  void neverRepeatsAValue(String error) {
    assertThat(ComposeComplaint.of(error)).isNotBlank().doesNotContain("hunter2");
  }

  @Test
  void tellsOneThingOnceAndWarningsNotAtAll() {
    assertThat(
            ComposeComplaint.of(
                """
                time="2026-11-27T22:04:51Z" level=warning msg="The \\"UNSET\\" variable is not set."
                open /srv/a: no such file or directory
                open /srv/a: no such file or directory
                """))
        .isEqualTo("The file /srv/a is missing.");
  }
}
