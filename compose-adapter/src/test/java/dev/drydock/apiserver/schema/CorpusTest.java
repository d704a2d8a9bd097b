// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds the corpus of manifests against the committed CRDs.
 *
 * <p>A file with two documents is an update of the first to the second. An invalid one says in
 * comments all that must be found wrong.
 */
final class CorpusTest {
  private static final Path CORPUS = Path.of("../crds/src/test/resources/corpus");
  private static final String EXPECT = "# expect: ";

  static Stream<Path> valid() throws IOException {
    return files("valid");
  }

  static Stream<Path> invalid() throws IOException {
    return files("invalid");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("valid")
  void a_valid_manifest_is_accepted(Path file) {
    assertThat(errors(file)).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("invalid")
  void an_invalid_manifest_gets_the_message_it_deserves(Path file) {
    var expected =
        Manifests.text(CORPUS.resolve(file))
            .lines()
            .filter(line -> line.startsWith(EXPECT))
            .map(line -> line.substring(EXPECT.length()))
            .toList();

    assertThat(expected).as("what %s expects", file).isNotEmpty();
    assertThat(errors(file))
        .filteredOn(error -> !error.contains("some validation rules were not checked"))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  private static List<String> errors(Path file) {
    List<ObjectNode> objects = Manifests.read(Manifests.text(CORPUS.resolve(file)));
    return Manifests.errors(objects.getLast(), objects.size() > 1 ? objects.getFirst() : null);
  }

  private static Stream<Path> files(String directory) throws IOException {
    try (var files = Files.list(CORPUS.resolve(directory))) {
      return files.sorted().map(CORPUS::relativize).toList().stream();
    }
  }
}
