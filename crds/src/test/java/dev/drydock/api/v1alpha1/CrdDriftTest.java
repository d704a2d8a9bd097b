// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Holds the committed CRD manifests to the API classes.
 *
 * <p>After a change of the classes, write them anew and commit them:
 *
 * <pre>mvn -q -pl crds test -Dtest=CrdDriftTest -Dcrds.regenerate</pre>
 */
final class CrdDriftTest {
  private static final String REGENERATE =
      "mvn -q -pl crds test -Dtest=CrdDriftTest -Dcrds.regenerate";
  private static final Path COMMITTED = Path.of("src/main/resources/dev/drydock/crds");

  @Test
  void the_committed_manifests_are_what_the_classes_say() throws IOException {
    Map<String, String> generated = CrdManifests.generate(Path.of("src/main/java"));
    if (System.getProperty("crds.regenerate") != null) {
      Files.createDirectories(COMMITTED);
      for (var manifest : generated.entrySet()) {
        Files.writeString(COMMITTED.resolve(manifest.getKey()), manifest.getValue());
      }
    }
    assertThat(generated.keySet())
        .containsExactly(
            "backuppolicies.drydock.dev.yaml",
            "backupruns.drydock.dev.yaml",
            "restorerequests.drydock.dev.yaml");
    for (var manifest : generated.entrySet()) {
      assertThat(Files.readString(COMMITTED.resolve(manifest.getKey())))
          .as("%s differs from the classes; regenerate it with: %s", manifest.getKey(), REGENERATE)
          .isEqualTo(manifest.getValue());
    }
  }

  /** kubectl reads YAML 1.1, in which an unquoted {@code on} is the boolean true. */
  @Test
  void no_field_has_a_name_that_yaml_takes_for_a_boolean() {
    assertThat(String.join("\n", CrdManifests.generate(Path.of("src/main/java")).values()))
        .doesNotContainPattern("(?mi)^ *\"?(on|off|yes|no|y|n|true|false)\"?:");
  }
}
