// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.cli;

import dev.drydock.compose.AdapterOptions;
import picocli.CommandLine.Option;

/** The options that say how an adapter reaches Docker. */
final class AdapterFlags {
  @Option(
      names = "--docker-host",
      paramLabel = "URL",
      description = "Docker engine. Default: DOCKER_HOST, else unix:///var/run/docker.sock.")
  private String dockerHost = AdapterOptions.defaultDockerHost();

  @Option(
      names = "--image",
      paramLabel = "NAME",
      description = "Image that movers run. Default: DRYDOCK_IMAGE, else drydock:dev.")
  private String image = AdapterOptions.defaultImage();

  String dockerHost() {
    return dockerHost;
  }

  String image() {
    return image;
  }
}
