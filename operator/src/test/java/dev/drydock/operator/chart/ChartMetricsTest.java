// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.metrics.DrydockMetrics;
import dev.drydock.operator.metrics.PolicyGauges;
import dev.drydock.operator.metrics.PolicyKey;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Alerts and dashboard speak of what the operator exports, and of pages that there are. */
class ChartMetricsTest {
  private static final Pattern NAME = Pattern.compile("\\bdrydock_[a-z_]+\\b");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=~?\"");
  private static final Path ROOT = Path.of("..");

  @Test
  void theyUseMetricsThatTheOperatorExports() throws IOException {
    Set<String> exported = exported().keySet();

    for (String expression : ChartExpressions.all()) {
      assertThat(names(expression)).as(expression).isSubsetOf(exported);
      assertThat(names(expression).isEmpty() && !expression.contains("up{"))
          .as(expression)
          .isFalse();
    }
  }

  @Test
  void alertsAreTriedWithSeriesAsTheOperatorExportsThem() throws IOException {
    Map<String, Set<String>> exported = exported();
    Set<String> tried = new TreeSet<>();
    for (JsonNode test :
        ChartExpressions.yaml(RenderedChart.resource("alerts.yaml")).get("tests")) {
      for (JsonNode series : test.get("input_series")) {
        String text = series.get("series").asText();
        for (String name : names(text)) {
          assertThat(labels(text)).as(text).isEqualTo(exported.get(name));
          tried.add(name);
        }
      }
    }
    Set<String> ruled = new TreeSet<>();
    ChartExpressions.ofAlerts().forEach(expression -> ruled.addAll(names(expression)));
    assertThat(tried).isEqualTo(ruled);
  }

  @Test
  void everyAlertSaysWhereToReadOn() throws IOException {
    for (JsonNode alert : ChartExpressions.alerts()) {
      assertThat(alert.at("/labels/severity").asText()).isIn("critical", "warning");
      assertThat(alert.at("/annotations/summary").asText()).isNotBlank();
      String runbook = alert.at("/annotations/runbook").asText();
      for (FailureReason reason : FailureReason.values()) {
        String at =
            runbook.replace(
                "{{ $labels.reason | toLower }}", reason.name().toLowerCase(Locale.ROOT));
        assertThat(at).doesNotContain("{");
        Path page = ROOT.resolve(at.replaceAll("#.*", ""));
        assertThat(page).as(alert.toString()).exists();
        if (at.contains("#")) {
          assertThat(anchors(page)).as(at).contains(at.substring(at.indexOf('#') + 1));
        }
      }
    }
  }

  @Test
  void theGuideListsEveryAlertAndEveryMetric() throws IOException {
    String guide = Files.readString(ROOT.resolve("docs/guides/monitoring.md"));

    for (JsonNode alert : ChartExpressions.alerts()) {
      assertThat(guide).contains("`" + alert.get("alert").asText() + "`");
    }
    for (String name : exported().keySet()) {
      assertThat(guide)
          .contains("`" + name.replaceAll("_seconds_(bucket|count|sum|max)$", "_seconds") + "`");
    }
    for (String name : names(guide)) {
      assertThat(exported().keySet()).anyMatch(known -> known.startsWith(name));
    }
  }

  private static List<String> anchors(Path page) throws IOException {
    return Files.readAllLines(page).stream()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceAll("^#+ ", "").toLowerCase(Locale.ROOT).replace(' ', '-'))
        .toList();
  }

  private static Set<String> names(String text) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = NAME.matcher(text);
    while (matcher.find()) {
      names.add(matcher.group());
    }
    return names;
  }

  /** But for those that Prometheus adds. */
  private static Set<String> labels(String series) {
    Set<String> labels = new TreeSet<>();
    Matcher matcher = LABEL.matcher(series);
    while (matcher.find()) {
      labels.add(matcher.group(1));
    }
    labels.removeAll(Set.of("instance", "job", "le"));
    return labels;
  }

  /** Names of all metrics, and the labels that they have. */
  private static Map<String, Set<String>> exported() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    DrydockMetrics metrics = new DrydockMetrics(registry, Clock.systemUTC());
    PolicyKey policy = new PolicyKey("shop", "shop");
    metrics.show(
        policy,
        new PolicyGauges(
            null, null, null, null, null, null, null, null, null, null, null, null, null, null,
            null, 0));
    metrics.backupSucceeded(policy, Duration.ofMinutes(1), 1, true);
    metrics.restoreEnded(policy, null, Duration.ofMinutes(1));
    metrics.reconciled("backuprun", true);
    Map<String, Set<String>> exported = new TreeMap<>();
    (DrydockMetrics.leading(true) + registry.scrape())
        .lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(
            line ->
                names(line.replaceAll("[{ ].*", "")).forEach(n -> exported.put(n, labels(line))));
    return exported;
  }
}
