// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.restore;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.model.Capability;
import dev.drydock.compose.docker.engine.ContainerSpec;
import dev.drydock.compose.docker.engine.DockerEngine;
import dev.drydock.compose.docker.engine.RunResult;
import dev.drydock.compose.docker.engine.TarFile;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs docker compose in a container that has it and sees nothing of the host but what the call
 * mounts, so that it makes no difference whether this process runs on the host, and the host needs
 * no compose.
 */
final class ComposeRunner {
  private static final String SOCKET = "/var/run/docker.sock";
  private static final String LOGINS = "/run";
  private static final Duration READ = Duration.ofMinutes(2);
  private static final List<String> ENVIRONMENT = List.of("HOME=/tmp", "COMPOSE_ANSI=never");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final DockerEngine engine;
  private final String image;

  /** Runs containers of this image, which needs the programs docker and docker compose. */
  ComposeRunner(DockerEngine engine, String image) {
    this.engine = engine;
    this.image = image;
  }

  /**
   * One call of compose.
   *
   * @param project name of the project
   * @param directory directory of the project, which is not mounted by itself; null for none
   * @param files compose files; empty for those of the directory
   * @param envFiles env files
   * @param profiles profiles
   * @param mounts files and directories of the host that it must see, by the path at which it sees
   *     them
   */
  record Call(
      String project,
      @Nullable String directory,
      List<String> files,
      List<String> envFiles,
      List<String> profiles,
      Map<String, String> mounts) {

    List<String> command(List<String> arguments) {
      List<String> command = new ArrayList<>(List.of("docker", "compose", "-p", project));
      if (directory != null) {
        command.addAll(List.of("--project-directory", directory));
      }
      files.forEach(file -> command.addAll(List.of("-f", file)));
      envFiles.forEach(file -> command.addAll(List.of("--env-file", file)));
      profiles.forEach(profile -> command.addAll(List.of("--profile", profile)));
      command.addAll(arguments);
      return command;
    }
  }

  private ContainerSpec container(Call call, List<String> arguments) {
    ContainerSpec spec =
        new ContainerSpec(image)
            .command(call.command(arguments))
            .capabilities(List.of(Capability.DAC_READ_SEARCH));
    call.mounts.forEach((path, source) -> spec.bind(source, path, true));
    return spec;
  }

  /** What only reads the files of a project; it reaches neither the engine nor any network. */
  RunResult read(Call call, List<String> arguments, Duration timeout) {
    return engine.run(container(call, arguments).environment(ENVIRONMENT).readOnlyRoot(), timeout);
  }

  /**
   * The project as compose understands it, with every variable resolved: it holds secrets.
   *
   * @throws DrydockException WorkloadUnhealthy with what compose complains of
   */
  JsonNode model(Call call) {
    RunResult result = read(call, List.of("config", "--format", "json"), READ);
    if (!result.succeeded()) {
      throw new DrydockException(
          FailureReason.WorkloadUnhealthy,
          "The restored compose files cannot be loaded: " + ComposeComplaint.of(result.err()));
    }
    return parsed(result.out());
  }

  /** What compose printed as JSON. */
  static JsonNode parsed(String printed) {
    try {
      return MAPPER.readTree(printed);
    } catch (JsonProcessingException e) {
      throw new DrydockException(
          FailureReason.PlatformError, "docker compose config printed no JSON.");
    }
  }

  RunResult run(Call call, List<String> arguments, Duration timeout) {
    ContainerSpec spec = container(call, arguments);
    List<String> environment = new ArrayList<>(ENVIRONMENT);
    RegistryLogins.ofUser()
        .read()
        .ifPresentOrElse(
            logins -> {
              spec.files(LOGINS, List.of(logins));
              environment.add("DOCKER_CONFIG=" + LOGINS);
            },
            spec::readOnlyRoot);
    if (engine.host().startsWith("unix://")) {
      spec.bind(engine.host().substring("unix://".length()), SOCKET, false);
      spec.network("bridge");
    } else {
      environment.add("DOCKER_HOST=" + engine.host());
      spec.network("host");
    }
    return engine.run(spec.environment(environment), timeout);
  }

  /** Writes files into a directory of the host. */
  void write(String directory, List<TarFile> files) {
    String id =
        engine.create(
            new ContainerSpec(image)
                .command(List.of("true"))
                .bindCreating(directory, "/directory")
                .files("/directory", files));
    engine.remove(id);
  }
}
