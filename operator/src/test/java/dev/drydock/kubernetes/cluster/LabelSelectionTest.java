// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelSelectionTest {
  private static LabelSelection selection(String yaml) {
    return LabelSelection.of(Serialization.unmarshal(yaml, LabelSelector.class));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "In, values: [web, api]       | web | true",
        "In, values: [web, api]       | db  | false",
        "In, values: [web, api]       |     | false",
        "NotIn, values: [web]         | web | false",
        "NotIn, values: [web]         | db  | true",
        "NotIn, values: [web]         |     | true",
        "Exists                       | x   | true",
        "Exists                       |     | false",
        "DoesNotExist                 | x   | false",
        "DoesNotExist                 |     | true",
        "LaterThan, values: [web]     | web | false"
      })
  void evaluatesExpressions(String operator, String value, boolean selected) {
    LabelSelection selection =
        selection("matchExpressions: [{key: app, operator: %s}]".formatted(operator));

    assertThat(selection.selects(value == null ? Map.of("tier", "x") : Map.of("app", value)))
        .isEqualTo(selected);
  }

  @Test
  void wantsAllLabelsAndAllExpressions() {
    LabelSelection selection =
        selection(
            "matchLabels: {app: web}\nmatchExpressions: [{key: track, operator: NotIn, values: [canary]}]");

    assertThat(selection.selects(Map.of("app", "web", "track", "stable"))).isTrue();
    assertThat(selection.selects(Map.of("app", "web", "track", "canary"))).isFalse();
    assertThat(selection.selects(Map.of("track", "stable"))).isFalse();
  }

  @Test
  void anEmptyOneSelectsNothing() {
    assertThat(List.of(selection("{}"), LabelSelection.of(null)))
        .allMatch(LabelSelection::isEmpty)
        .noneMatch(selection -> selection.selects(Map.of("app", "web")));
  }

  @Test
  void aWorkloadKnowsItsPodsByExpressions() {
    NamespaceView shop =
        Namespaces.shop(
            yaml ->
                yaml.replace(
                    "selector: {matchLabels: {app: web}}",
                    "selector: {matchExpressions: [{key: app, operator: In, values: [web]}]}"));
    Workload web = shop.workloads().getLast();

    assertThat(shop.pods().stream().filter(web::owns).map(p -> p.getMetadata().getName()))
        .containsExactly("web-5d4-x");
  }
}
