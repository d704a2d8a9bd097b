// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.discovery;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.drydock.operator.platform.ApplicationManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers what each project looked like when it last had containers, because after {@code compose
 * down} only its volumes tell of it. A help, not a record: losing it costs nothing but that.
 */
final class ManifestMemory {
  private static final Logger log = LoggerFactory.getLogger(ManifestMemory.class);

  private final ObjectMapper mapper =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  private final Path directory;

  ManifestMemory(Path directory) {
    this.directory = directory;
  }

  void remember(ApplicationManifest manifest) {
    try {
      Files.createDirectories(directory);
      Path temporary = Files.createTempFile(directory, "manifest", ".tmp");
      Files.write(temporary, mapper.writeValueAsBytes(manifest));
      Files.move(
          temporary,
          file(manifest.name()),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      log.warn(
          "What project {} looks like could not be remembered: {}",
          manifest.name(),
          e.getMessage());
    }
  }

  Optional<ApplicationManifest> recall(String project) {
    Path file = file(project);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(mapper.readValue(Files.readAllBytes(file), ApplicationManifest.class));
    } catch (IOException e) {
      log.warn("{} is not readable and is ignored: {}", file, e.getMessage());
      return Optional.empty();
    }
  }

  private Path file(String project) {
    return directory.resolve(project.replaceAll("[^A-Za-z0-9_-]", "_") + ".json");
  }
}
