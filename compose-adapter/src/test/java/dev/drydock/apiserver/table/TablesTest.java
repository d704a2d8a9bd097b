// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.apiserver.json.Json;
import dev.drydock.apiserver.resource.ResourceType;
import dev.drydock.apiserver.testing.Fixtures;
import dev.drydock.apiserver.testing.MutableClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TablesTest {
  private final Tables tables = new Tables(new MutableClock());

  @ParameterizedTest
  @CsvSource({
    "PT-5S, <invalid>", "PT0S, 0s", "PT119S, 119s", "PT2M, 2m", "PT5M3S, 5m3s", "PT10M30S, 10m",
    "PT179M, 179m", "PT3H, 3h", "PT7H30M, 7h30m", "PT47H, 47h", "PT50H, 2d2h", "P8D, 8d",
    "P729D, 729d", "P731D, 2y1d", "P3000D, 8y"
  })
  void agesReadAsKubectlPrintsThem(Duration duration, String text) {
    assertThat(HumanDuration.of(duration)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        ".a.b | 1",
        "{.a.b} | 1",
        ".list[1].name | two",
        ".list[-1].name | two",
        ".list[?(@.name==\"one\")].value | x",
        ".list[*].name | one",
        ".a['dotted.key'] | d",
        ".a.dotted\\.key | d",
      })
  void pathsLeadToValues(String path, String value) {
    ObjectNode object =
        Fixtures.parse(
            "{a: {b: 1, dotted.key: d}, list: [{name: one, value: x}, {name: two, value: y}]}");
    assertThat(SimplePath.parse(path).first(object).asText()).isEqualTo(value);
    assertThat(SimplePath.parse(".none.such").first(object).isMissingNode()).isTrue();
  }

  @Test
  void aPathThatIsNotUnderstoodIsRefused() {
    assertThatThrownBy(() -> SimplePath.parse(".a[?(@.b>1)]"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void customColumnsComeFromTheirPaths() {
    ObjectNode widget =
        Fixtures.parse(
            """
            metadata: {name: one}
            spec: {size: 3}
            status:
              since: "2026-11-01T11:00:00Z"
              conditions: [{type: Other, status: "False"}, {type: Ready, status: "True"}]
            """);
    ObjectNode table = table(Fixtures.widgets(), widget);
    assertThat(table.path("columnDefinitions").findValuesAsText("name"))
        .containsExactly("Name", "Size", "Ready", "Since");
    assertThat(table.at("/columnDefinitions/3/priority").asInt()).isEqualTo(1);
    assertThat(table.at("/rows/0/cells").toString()).isEqualTo("[\"one\",3,\"True\",\"60m\"]");
    assertThat(table.at("/rows/0/object/kind").asText()).isEqualTo("PartialObjectMetadata");
  }

  @Test
  void whatIsAbsentIsAnEmptyCell() {
    assertThat(
            table(Fixtures.widgets(), Fixtures.parse("{metadata: {name: one}}"))
                .at("/rows/0/cells")
                .toString())
        .isEqualTo("[\"one\",null,null,null]");
  }

  @Test
  void secretsShowHowManyKeysTheyHaveAndNeverWhat() {
    ObjectNode secret =
        Fixtures.parse("{metadata: {name: s}, type: Opaque, data: {a: aHVudGVy, b: Yg==}}");
    ObjectNode table = table(Fixtures.builtin("secrets"), secret);
    assertThat(table.at("/rows/0/cells").toString())
        .isEqualTo("[\"s\",\"Opaque\",\"2\",\"<unknown>\"]");
    assertThat(table.toString()).doesNotContain("aHVudGVy");
  }

  private ObjectNode table(ResourceType type, ObjectNode object) {
    return tables.table(type, List.of(object), Json.object(), Tables.Include.METADATA, true);
  }
}
