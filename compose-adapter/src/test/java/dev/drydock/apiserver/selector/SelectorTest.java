// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.apiserver.error.ApiException;
import dev.drydock.apiserver.json.Json;
import dev.drydock.apiserver.testing.Fixtures;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectorTest {
  private static final ObjectNode OBJECT =
      Json.readYamlObjects(
              "{metadata: {name: shop, namespace: web, labels: {tier: gold, example.org/team: a, e: ''}},"
                  + " type: Normal, source: {component: web}, reportingComponent: reporter, involvedObject: {name: x}}")
          .getFirst();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tier=gold | true",
        "tier==gold | true",
        "tier=silver | false",
        "tier!=silver | true",
        "other!=silver | true",
        "tier in (gold, silver) | true",
        "tier in (silver) | false",
        "tier notin (silver),example.org/team=a | true",
        "other notin (silver) | true",
        "tier | true",
        "!tier | false",
        "!other | true",
        "e= | true",
        "tier=gold,other | false",
      })
  void labelsMatch(String selector, boolean expected) {
    assertThat(LabelSelector.parse(selector).matches(OBJECT)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a=b=c", "a in b", "a in (b", "=b", "a,,b", "a>1", "a!b"})
  void labelSelectorsThatMakeNoSenseAreRefused(String selector) {
    assertThatThrownBy(() -> LabelSelector.parse(selector))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(400));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "metadata.name=shop | true",
        "metadata.name!=shop | false",
        "metadata.namespace==web,type=Normal | true",
        "type!=Warning | true",
        "involvedObject.name=x | true",
        "involvedObject.uid= | true",
        "source=web | true",
        "source=other | false",
        "source=reporter,metadata.name=shop | false",
      })
  void fieldsMatch(String selector, boolean expected) {
    var supported = Fixtures.builtin("events").selectableFields();
    assertThat(FieldSelector.parse(selector, supported).matches(OBJECT)).isEqualTo(expected);
  }

  @Test
  void theSourceOfAnEventIsItsReporterWhenItHasNone() {
    var supported = Fixtures.builtin("events").selectableFields();
    assertThat(
            FieldSelector.parse("source=drydock", supported)
                .matches(Fixtures.parse("{reportingComponent: drydock}")))
        .isTrue();
  }

  @Test
  void fieldsThatAreNotOfferedAreRefused() {
    assertThatThrownBy(() -> FieldSelector.parse("spec.suspend=true", Map.of()))
        .hasMessage("field label not supported: spec.suspend");
  }
}
