// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.compose.docker.engine.Containers;
import dev.drydock.compose.docker.engine.Labels;
import dev.drydock.compose.docker.engine.ProjectContainers;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProjectDiscoveryTest {
  private static Containers made(String service, int at, String directory, String files) {
    return Containers.of(service)
        .created(Instant.ofEpochSecond(at))
        .label(Labels.WORKING_DIR, directory)
        .label(Labels.CONFIG_FILES, files);
  }

  @Test
  void theNewestContainerSaysWhichComposeFilesHold() {
    ProjectContainers containers =
        ProjectContainers.of(
            List.of(
                made("a", 1, "/srv/old", "docker-compose.yml,override.yml").view(),
                made("b", 2, "/srv/shop", "compose.yaml,/etc/shop.yaml").view()));

    String directory = ProjectDiscovery.directory(containers);

    assertThat(directory).isEqualTo("/srv/shop");
    assertThat(ProjectDiscovery.paths(containers, Labels.CONFIG_FILES, directory))
        .containsExactly("/srv/shop/compose.yaml", "/etc/shop.yaml");
  }
}
