// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values: what there is, what is written about it, what is refused. */
class ChartValuesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern ROW = Pattern.compile("\\| `([A-Za-z.]+)` \\| `(.*?)` \\| .*\\|");

  @TempDir Path directory;

  @Test
  void theTableOfTheReadmeHasEveryValueWithItsDefault() throws IOException {
    JsonNode values = values();
    Map<String, JsonNode> documented = table();

    documented.forEach(
        (name, value) ->
            assertThat(values.at("/" + name.replace('.', '/'))).as(name).isEqualTo(value));
    Set<String> undocumented = new TreeSet<>();
    collect("", values, documented, undocumented);
    assertThat(undocumented).isEmpty();
  }

  private static void collect(
      String name, JsonNode value, Map<String, JsonNode> documented, Set<String> missing) {
    if (documented.containsKey(name)) {
      return;
    }
    if (!value.isObject() || value.isEmpty()) {
      missing.add(name);
      return;
    }
    value
        .properties()
        .forEach(
            entry ->
                collect(
                    name.isEmpty() ? entry.getKey() : name + "." + entry.getKey(),
                    entry.getValue(),
                    documented,
                    missing));
  }

  @Test
  void theSchemaKnowsEveryValueAndNothingElse() throws IOException {
    JsonNode schema = JSON.readTree(RenderedChart.DRYDOCK.resolve("values.schema.json").toFile());

    compare("", schema, schema, values());
  }

  /** Where the schema names properties, they are those that the values have. */
  private static void compare(String name, JsonNode root, JsonNode schema, JsonNode value) {
    JsonNode at = schema.has("$ref") ? root.at(schema.get("$ref").asText().substring(1)) : schema;
    if (!at.has("properties") || at.equals(root.at("/definitions/resources"))) {
      return;
    }
    assertThat(at.path("additionalProperties").asBoolean(true)).as(name).isFalse();
    Set<String> known = new TreeSet<>();
    at.get("properties").fieldNames().forEachRemaining(known::add);
    known.remove("global"); // Helm adds it
    Set<String> present = new TreeSet<>();
    value.fieldNames().forEachRemaining(present::add);
    assertThat(known).as("%s in the schema and in values.yaml", name).isEqualTo(present);
    present.forEach(
        field ->
            compare(name + "/" + field, root, at.get("properties").get(field), value.get(field)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          replicas: two                                   | replicas
          replicas: -1                                    | replicas
          image: {repository: ""}                         | repository
          image: {tga: "1"}                               | tga
          image: {digest: latest}                         | digest
          image: {pullSecrets: [registry]}                | pullSecrets
          mover: {resources: {limits: {memory: 2 Gi}}}    | memory
          mover: {resources: {limit: {memory: 2Gi}}}      | limit
          resources: {requests: {cpu: lots}}              | cpu
          namespaces: shop                                | namespaces
          metrics: {port: 0}                              | port
          serviceMonitor: {interval: 30}                  | interval
          serviceMonitor: {enabled: "yes"}                | enabled
          prometheusRule: {except: DrydockDown}           | except
          networkPolicy: {apiServer: {cidrs: [10.0.0.1]}} | cidrs
          networkPolicy: {apiServer: {ports: []}}         | ports
          podDisruptionBudget: {maxUnavailable: half}     | maxUnavailable
          runAsUser: 0                                    | runAsUser
          nodeSelector: {disk: true}                      | disk
          extraEnv: [{nmae: A}]                           | nmae
          hooks: true                                     | hooks
          securityContext: {privileged: true}             | securityContext
          """)
  void wrongValuesAreRefusedByName(String values, String named) throws IOException {
    Path file = Files.writeString(directory.resolve("values.yaml"), values);

    assertThatThrownBy(() -> new Helm(RenderedChart.DRYDOCK).template().withValuesFile(file).call())
        .hasMessageContaining("schema")
        .hasMessageContaining(named);
  }

  @Test
  void theChartOfDefinitionsRefusesThemToo() {
    assertThatThrownBy(
            () ->
                new Helm(RenderedChart.CHARTS.resolve("drydock-crds"))
                    .template()
                    .set("annotation.a", "b")
                    .call())
        .hasMessageContaining("annotation");
    assertThat(
            new Helm(RenderedChart.CHARTS.resolve("drydock-crds"))
                .template()
                .set("annotations.team", "storage")
                .call())
        .contains("team: storage", "helm.sh/resource-policy: keep");
  }

  private static JsonNode values() throws IOException {
    return JSON.valueToTree(
        Serialization.unmarshal(
            Files.readString(RenderedChart.DRYDOCK.resolve("values.yaml")), Map.class));
  }

  private static Map<String, JsonNode> table() throws IOException {
    Map<String, JsonNode> table = new LinkedHashMap<>();
    for (String line : Files.readAllLines(RenderedChart.DRYDOCK.resolve("README.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        assertThat(table.put(row.group(1), JSON.readTree(row.group(2)))).as(line).isNull();
      }
    }
    return table;
  }
}
