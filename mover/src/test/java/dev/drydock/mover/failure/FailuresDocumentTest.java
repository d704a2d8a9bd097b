// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FailuresDocumentTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "reference", "failures.md");

  @Test
  void everyReasonHasItsSectionInTheOrderOfTheEnum() throws IOException {
    assertThat(sections().keySet())
        .containsExactlyElementsOf(
            Arrays.stream(FailureReason.values()).map(FailureReason::name).toList());
  }

  @Test
  void everySectionSaysSomethingAndWhetherItIsRetried() throws IOException {
    Map<String, String> sections = sections();
    for (FailureReason reason : FailureReason.values()) {
      String text = sections.get(reason.name());
      assertThat(text).as(reason.name()).hasSizeGreaterThan(40);
      assertThat(text.startsWith("*Retried.*")).as(reason.name()).isEqualTo(reason.retryable());
    }
  }

  private static Map<String, String> sections() throws IOException {
    Map<String, String> sections = new LinkedHashMap<>();
    List<String> parts = List.of(Files.readString(DOCUMENT).split("(?m)^## "));
    for (String part : parts.subList(1, parts.size())) {
      String name = part.substring(0, part.indexOf('\n'));
      sections.put(name, part.substring(name.length()).strip());
    }
    return sections;
  }
}
