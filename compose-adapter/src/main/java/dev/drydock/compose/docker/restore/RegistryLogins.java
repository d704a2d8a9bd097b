// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.restore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.drydock.compose.docker.engine.TarFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The logins of docker login that this process's user has, for images that are not public. Only
 * those in the file itself: programs that keep them elsewhere are not where compose runs.
 *
 * @param file config.json of the Docker client
 */
record RegistryLogins(Path file) {
  private static final Logger log = LoggerFactory.getLogger(RegistryLogins.class);

  /** Those of the user. */
  static RegistryLogins ofUser() {
    @Nullable String directory = System.getenv("DOCKER_CONFIG");
    return new RegistryLogins(
        (directory == null || directory.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".docker")
                : Path.of(directory))
            .resolve("config.json"));
  }

  /** The file for the container that runs compose; empty without logins. */
  Optional<TarFile> read() {
    if (!Files.isReadable(file)) {
      return Optional.empty();
    }
    try {
      ObjectMapper mapper = new ObjectMapper();
      JsonNode logins = mapper.readTree(Files.readAllBytes(file)).path("auths");
      if (logins.isEmpty()) {
        return Optional.empty();
      }
      byte[] kept = mapper.writeValueAsBytes(mapper.createObjectNode().set("auths", logins));
      return Optional.of(TarFile.secret("config.json", kept));
    } catch (IOException e) {
      log.warn("the logins of registries in {} cannot be read", file);
      return Optional.empty();
    }
  }
}
