// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every manifest in the documentation is one that the API accepts. */
final class DocumentedManifestsTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern FENCE = Pattern.compile("(?ms)^```ya?ml\\n(.*?)^```$");

  @TestFactory
  Stream<DynamicTest> documented_manifests_are_accepted() throws IOException {
    try (var files = Files.walk(ROOT.resolve("docs"))) {
      var tests =
          Stream.concat(files.toList().stream(), Stream.of(ROOT.resolve("README.md")))
              .filter(Files::isRegularFile)
              .flatMap(DocumentedManifestsTest::tests)
              .toList();
      assertThat(tests).as("manifests in the documentation").isNotEmpty();
      return tests.stream();
    }
  }

  private static Stream<DynamicTest> tests(Path file) {
    return manifests(file)
        .filter(manifest -> manifest.path("apiVersion").asText().startsWith("drydock.dev/"))
        .map(
            manifest ->
                DynamicTest.dynamicTest(
                    ROOT.relativize(file) + ": " + manifest.at("/metadata/name").asText(),
                    () -> assertThat(Manifests.errors(manifest, null)).isEmpty()));
  }

  private static Stream<ObjectNode> manifests(Path file) {
    var name = file.toString();
    if (name.endsWith(".yaml") || name.endsWith(".yml")) {
      return Manifests.read(Manifests.text(file)).stream();
    }
    if (!name.endsWith(".md")) {
      return Stream.of();
    }
    return FENCE
        .matcher(Manifests.text(file))
        .results()
        .map(fence -> fence.group(1))
        .filter(yaml -> yaml.contains("apiVersion: drydock.dev/"))
        .flatMap(yaml -> Manifests.read(yaml).stream());
  }
}
