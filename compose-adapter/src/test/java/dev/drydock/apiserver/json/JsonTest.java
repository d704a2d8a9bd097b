// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonTest {
  @Test
  void duplicatesAreReportedByPathAndTheLastOneCounts() throws IOException {
    Json.Parsed parsed =
        Json.parse(bytes("{\"spec\":{\"a\":1,\"a\":2,\"l\":[{\"b\":1,\"b\":3}]}}"));
    assertThat(parsed.duplicates()).containsExactly("spec.a", "spec.l[0].b");
    assertThat(parsed.node().at("/spec/a").asInt()).isEqualTo(2);
    assertThat(parsed.node().at("/spec/l/0/b").asInt()).isEqualTo(3);
  }

  @Test
  void yamlIsReadAsJsonIs() throws IOException {
    assertThat(Json.parseYaml(bytes("a: 1\nb: [x, true, null, 1.5]\nc: {d: \"1\"}\n")).node())
        .isEqualTo(
            Json.parse(bytes("{\"a\":1,\"b\":[\"x\",true,null,1.5],\"c\":{\"d\":\"1\"}}")).node());
  }

  @Test
  void whatIsNotJsonOrTooDeepIsRefused() {
    assertThatThrownBy(() -> Json.parse(bytes("{\"a\":"))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> Json.parse(bytes(""))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> Json.parse(bytes("{}}"))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> Json.parse(bytes("{} {}"))).hasMessageContaining("more after");
    assertThatThrownBy(() -> Json.parse(bytes("[".repeat(500) + "]".repeat(500))))
        .isInstanceOf(IOException.class);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
