// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.apiserver.DocumentedManifests;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every manifest in the documentation is one that the API accepts. */
final class DocumentedManifestsTest {
  @TestFactory
  Stream<DynamicTest> documented_manifests_are_accepted() {
    var manifests = DocumentedManifests.all();
    assertThat(manifests).as("manifests in the documentation").isNotEmpty();
    return manifests.stream()
        .flatMap(
            manifest ->
                Manifests.read(manifest.yaml()).stream()
                    .filter(object -> object.path("apiVersion").asText().startsWith("drydock.dev/"))
                    .map(
                        object ->
                            DynamicTest.dynamicTest(
                                manifest.file() + ": " + object.at("/metadata/name").asText(),
                                () -> assertThat(Manifests.errors(object, null)).isEmpty())));
  }
}
