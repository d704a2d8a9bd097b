// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.compose.docker.database.DatabaseContainers;
import dev.drydock.compose.docker.engine.ContainerSpec;
import dev.drydock.compose.docker.engine.DockerEngine;
import dev.drydock.compose.docker.engine.Images;
import dev.drydock.compose.docker.engine.Labels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DockerJobsIT {
  private static final String IMAGE = "debian:trixie-slim";
  private static final String NAMESPACE = "drydock-it-jobs";
  private static final JobNames LEFT = JobNames.of(NAMESPACE, "left");
  private static final JobNames USED = JobNames.of(NAMESPACE, "used");
  private static final String OTHER = "drydock-it-jobs-other";

  @Test
  void removesVolumesThatNoContainerOfAJobUses() {
    assumeTrue(Files.exists(Path.of("/var/run/docker.sock")), "no Docker engine");
    try (DockerEngine engine = DockerEngine.at("unix:///var/run/docker.sock")) {
      assumeTrue(Images.present(engine, IMAGE), "the image " + IMAGE + " is not here");
      Map<String, String> labels = Map.of(Labels.NAMESPACE, NAMESPACE, Labels.JOB, "left");
      List<String> volumes = List.of(LEFT.secrets(), LEFT.pipes(), USED.secrets(), OTHER);
      String container = null;
      try {
        volumes.forEach(name -> engine.createVolume(name, labels));
        container =
            engine.create(
                new ContainerSpec(IMAGE)
                    .command(List.of("true"))
                    .volume(USED.secrets(), "/job", false));

        new DockerJobs(
                engine,
                new DatabaseContainers(engine),
                (namespace, name) -> Optional.empty(),
                IMAGE,
                Clock.systemUTC())
            .sweep(Labels.NAMESPACE + "=" + NAMESPACE);

        assertThat(volumes)
            .filteredOn(name -> engine.volume(name).isPresent())
            .containsExactly(USED.secrets(), OTHER);
      } finally {
        if (container != null) {
          engine.remove(container);
        }
        volumes.forEach(engine::removeVolume);
      }
    }
  }
}
