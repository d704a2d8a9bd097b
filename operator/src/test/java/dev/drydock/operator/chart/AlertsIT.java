// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus itself makes of the alerts and of the dashboard's expressions. */
class AlertsIT {
  private static final String VARIABLE = "DRYDOCK_TEST_PROMTOOL";
  private static final long TIMEOUT_SECONDS = 120;

  @TempDir Path directory;

  @BeforeEach
  void needsPromtool() {
    String promtool = System.getenv(VARIABLE);
    assumeTrue(
        promtool != null && !promtool.isBlank(),
        VARIABLE + " names no promtool, which comes with Prometheus");
  }

  @Test
  void theAlertsAreValid() throws Exception {
    promtool("check", "rules", ChartExpressions.RULES.toAbsolutePath().toString());
  }

  @Test
  void alertsFireWhenTheyShouldAndOnlyThen() throws Exception {
    Path tests =
        Files.writeString(
            directory.resolve("alerts.yaml"),
            Files.readString(RenderedChart.resource("alerts.yaml"))
                .replace(
                    "[RULES]", "[" + ChartExpressions.RULES.toAbsolutePath().normalize() + "]"));

    promtool("test", "rules", tests.toString());
  }

  @Test
  void theExpressionsOfTheDashboardAreValid() throws Exception {
    StringBuilder rules = new StringBuilder("groups:\n- name: dashboard\n  rules:\n");
    int number = 0;
    for (String expression : ChartExpressions.ofDashboard()) {
      rules.append("  - record: panel_%d\n    expr: '%s'\n".formatted(number++, expression));
    }
    assertThat(number).isPositive();

    promtool(
        "check", "rules", Files.writeString(directory.resolve("dashboard.yaml"), rules).toString());
  }

  private void promtool(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(System.getenv(VARIABLE)));
    command.addAll(List.of(arguments));
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();
    String said = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(ended).as(said).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
  }
}
