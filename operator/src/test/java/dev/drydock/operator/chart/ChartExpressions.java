// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** All PromQL in the chart. */
final class ChartExpressions {
  static final Path RULES = RenderedChart.DRYDOCK.resolve("rules").resolve("drydock.yaml");
  private static final Path DASHBOARD =
      RenderedChart.DRYDOCK.resolve("dashboards").resolve("drydock.json");
  private static final ObjectMapper JSON = new ObjectMapper();

  private ChartExpressions() {}

  static JsonNode yaml(Path file) throws IOException {
    return JSON.valueToTree(Serialization.unmarshal(Files.readString(file), Map.class));
  }

  static List<JsonNode> alerts() throws IOException {
    List<JsonNode> alerts = new ArrayList<>();
    yaml(RULES).get("groups").forEach(group -> group.get("rules").forEach(alerts::add));
    return alerts;
  }

  static List<String> ofAlerts() throws IOException {
    return alerts().stream().map(alert -> alert.get("expr").asText()).toList();
  }

  static List<String> ofDashboard() throws IOException {
    return JSON.readTree(DASHBOARD.toFile()).findValuesAsText("expr");
  }

  static List<String> all() throws IOException {
    List<String> all = new ArrayList<>(ofAlerts());
    all.addAll(ofDashboard());
    return all;
  }
}
