// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker;

import com.github.dockerjava.api.command.BuildImageResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Capability;
import dev.drydock.compose.docker.engine.ContainerSpec;
import dev.drydock.compose.docker.engine.DockerEngine;
import dev.drydock.compose.docker.engine.Labels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;

/** The Docker engine that integration tests run against, and the images they need. */
final class DockerHost {
  static final String IMAGE = "drydock-it:stand-in";
  static final String POSTGRESQL = "postgres:17";

  private static boolean built;

  private DockerHost() {}

  static DockerEngine require() {
    DockerEngine engine = DockerEngine.at(DockerPlatform.DEFAULT_HOST);
    try {
      engine.client().pingCmd().exec();
    } catch (RuntimeException e) {
      Assumptions.abort("no Docker engine answers at " + DockerPlatform.DEFAULT_HOST);
    }
    for (String image : List.of("debian:trixie-slim", POSTGRESQL)) {
      try {
        engine.client().inspectImageCmd(image).exec();
      } catch (NotFoundException e) {
        Assumptions.abort("the image " + image + " is not here");
      }
    }
    build(engine);
    return engine;
  }

  /** Once in a process, since even an image that is there takes seconds to be told so. */
  private static synchronized void build(DockerEngine engine) {
    if (built) {
      return;
    }
    try {
      Path context = Files.createTempDirectory("drydock-it-image");
      for (String file : List.of("Dockerfile", "drydock", "web")) {
        copy("image/" + file, context.resolve(file));
      }
      engine
          .client()
          .buildImageCmd(context.toFile())
          .withTags(Set.of(IMAGE))
          .exec(new BuildImageResultCallback())
          .awaitImageId();
      built = true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void copy(String resource, Path to) throws IOException {
    try (var in = Objects.requireNonNull(DockerHost.class.getResourceAsStream(resource))) {
      Files.createDirectories(to.getParent());
      Files.copy(in, to);
    }
  }

  /** Removes what containers wrote into a directory as root. */
  static void empty(DockerEngine engine, Path directory) {
    engine.run(
        new ContainerSpec(IMAGE)
            .command(List.of("find", "/directory", "-mindepth", "1", "-delete"))
            .bind(directory.toString(), "/directory", false)
            .capabilities(List.of(Capability.DAC_OVERRIDE, Capability.FOWNER)),
        Duration.ofMinutes(1));
  }

  /** Removes all of a compose project, and what was made for jobs of a namespace. */
  static void remove(DockerEngine engine, String project, String namespace) {
    engine
        .containers(Map.of(Labels.NAMESPACE, namespace))
        .forEach(container -> engine.remove(container.getId()));
    engine
        .containers(Map.of(Labels.PROJECT, project))
        .forEach(container -> engine.remove(container.getId()));
    engine
        .client()
        .listNetworksCmd()
        .withFilter("label", List.of(Labels.PROJECT + "=" + project))
        .exec()
        .forEach(network -> engine.client().removeNetworkCmd(network.getId()).exec());
    engine
        .volumes(Labels.PROJECT + "=" + project)
        .forEach(volume -> engine.removeVolume(volume.getName()));
    engine
        .volumes(Labels.NAMESPACE + "=" + namespace)
        .forEach(volume -> engine.removeVolume(volume.getName()));
  }
}
