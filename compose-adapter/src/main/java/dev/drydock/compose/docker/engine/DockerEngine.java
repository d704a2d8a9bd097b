// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.engine;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.github.dockerjava.api.command.ListContainersCmd;
import com.github.dockerjava.api.command.StopContainerCmd;
import com.github.dockerjava.api.exception.BadRequestException;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Network;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.core.RemoteApiVersion;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Docker engine. Speaks the newest API version that the engine speaks, by naming none. Safe for
 * use by many threads.
 */
public final class DockerEngine implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DockerEngine.class);
  private static final int OUTPUT_LIMIT = 8 << 20;
  private static final int EXEC_OUTPUT_LIMIT = 64 << 10;
  private static final int MAX_CONNECTIONS = 64;
  private static final Duration READ_LOGS = Duration.ofMinutes(1);

  private final String host;
  private final DockerClient client;

  private DockerEngine(String host, DockerClient client) {
    this.host = host;
    this.client = client;
  }

  /** The engine at this address, such as unix:///var/run/docker.sock. Connects when used. */
  public static DockerEngine at(String host) {
    DefaultDockerClientConfig config =
        DefaultDockerClientConfig.createDefaultConfigBuilder()
            .withDockerHost(host)
            .withApiVersion(RemoteApiVersion.UNKNOWN_VERSION)
            .build();
    ZerodepDockerHttpClient http =
        new ZerodepDockerHttpClient.Builder()
            .dockerHost(config.getDockerHost())
            .sslConfig(config.getSSLConfig())
            .maxConnections(MAX_CONNECTIONS)
            .connectionTimeout(Duration.ofSeconds(10))
            .build();
    return new DockerEngine(host, DockerClientImpl.getInstance(config, http));
  }

  /** Address of the engine. */
  public String host() {
    return host;
  }

  /** The client, for what has no shorter way here. */
  public DockerClient client() {
    return client;
  }

  /** Version of the engine. */
  public String version() {
    return client.versionCmd().exec().getVersion();
  }

  /** Creates a container and puts its files into it; removes it again when that fails. */
  public String create(ContainerSpec spec) {
    requireImage(spec.image());
    try (CreateContainerCmd command = client.createContainerCmd(spec.image())) {
      command
          .withEntrypoint(spec.entrypoint())
          .withCmd(List.of())
          .withEnv(spec.environment())
          .withLabels(spec.labels())
          .withUser(spec.user())
          .withHostConfig(spec.hostConfig());
      if (spec.name() != null) {
        command.withName(spec.name());
      }
      String id = command.exec().getId();
      if (!spec.files().isEmpty()) {
        try {
          copyIn(id, spec.filesPath(), spec.files());
        } catch (RuntimeException e) {
          remove(id);
          throw e;
        }
      }
      return id;
    }
  }

  /** Puts files into a container, running or not. */
  public void copyIn(String container, String path, List<TarFile> files) {
    client
        .copyArchiveToContainerCmd(container)
        .withRemotePath(path)
        .withTarInputStream(new ByteArrayInputStream(TarFile.archive(files)))
        .exec();
  }

  /** Starts a container; does nothing when it runs. */
  public void start(String container) {
    try {
      client.startContainerCmd(container).exec();
    } catch (NotModifiedException e) {
      log.debug("{} runs already", container);
    }
  }

  /** Stops a container, granting it the time that it asks for. Nothing when it does not run. */
  public void stop(String container) {
    stop(container, null);
  }

  /** Stops a container, granting it this long to end by itself. Nothing when it does not run. */
  public void stop(String container, @Nullable Duration grace) {
    try (StopContainerCmd command = client.stopContainerCmd(container)) {
      if (grace != null) {
        command.withTimeout((int) grace.toSeconds());
      }
      command.exec();
    } catch (NotModifiedException | NotFoundException e) {
      log.debug("{} does not run", container);
    }
  }

  /** Ends a container at once. Does nothing when it does not run. */
  public void kill(String container) {
    try {
      client.killContainerCmd(container).exec();
    } catch (ConflictException | NotFoundException e) {
      log.debug("{} does not run", container);
    }
  }

  /**
   * Asks the program of a container to end, without waiting for it. Nothing when it does not run.
   */
  public void terminate(String container) {
    try {
      client.killContainerCmd(container).withSignal("TERM").exec();
    } catch (ConflictException | NotFoundException e) {
      log.debug("{} does not run", container);
    }
  }

  /** Whether a container is there and runs. */
  public boolean runs(String container) {
    return inspect(container)
        .map(found -> Boolean.TRUE.equals(found.getState().getRunning()))
        .orElse(false);
  }

  /** Removes a container with its anonymous volumes, running or not. Does nothing without it. */
  public void remove(String container) {
    try {
      client.removeContainerCmd(container).withForce(true).withRemoveVolumes(true).exec();
    } catch (NotFoundException e) {
      log.debug("{} is gone already", container);
    } catch (ConflictException | BadRequestException e) {
      log.debug("{} is being removed already", container);
    }
  }

  /** A container by name or id. */
  public Optional<InspectContainerResponse> inspect(String container) {
    try {
      return Optional.of(client.inspectContainerCmd(container).exec());
    } catch (NotFoundException e) {
      return Optional.empty();
    }
  }

  /** All containers, running or not, that have these labels. */
  public List<Container> containers(Map<String, String> labels) {
    try (ListContainersCmd command = client.listContainersCmd()) {
      return command.withShowAll(true).withLabelFilter(labels).exec();
    }
  }

  /** All volumes that have this label. */
  public List<InspectVolumeResponse> volumes(String label) {
    List<InspectVolumeResponse> volumes =
        client.listVolumesCmd().withFilter("label", List.of(label)).exec().getVolumes();
    return volumes == null ? List.of() : volumes;
  }

  /** A volume by name. */
  public Optional<InspectVolumeResponse> volume(String name) {
    try {
      return Optional.of(client.inspectVolumeCmd(name).exec());
    } catch (NotFoundException e) {
      return Optional.empty();
    }
  }

  /** A network by name. */
  public Optional<Network> network(String name) {
    try {
      return Optional.of(client.inspectNetworkCmd().withNetworkId(name).exec());
    } catch (NotFoundException e) {
      return Optional.empty();
    }
  }

  /** Creates a volume; does nothing when it exists. */
  public void createVolume(String name, Map<String, String> labels) {
    client.createVolumeCmd().withName(name).withLabels(labels).exec();
  }

  /** Removes a volume. Does nothing when there is none. */
  public void removeVolume(String name) {
    try {
      client.removeVolumeCmd(name).exec();
    } catch (NotFoundException e) {
      log.debug("volume {} is gone already", name);
    }
  }

  /** What a container said on standard output and error; the last lines only when asked for. */
  public RunResult logs(String container, @Nullable Integer lines, int limitBytes) {
    BoundedOutput output = new BoundedOutput(limitBytes);
    var command = client.logContainerCmd(container).withStdOut(true).withStdErr(true);
    if (lines != null) {
      command.withTail(lines);
    }
    await(command.exec(output), READ_LOGS, "reading the logs of " + container);
    return new RunResult(0, output.out(), output.err());
  }

  /**
   * Runs a container to its end and removes it. What it says is read from the container itself and
   * not from a log, because it may be secret.
   */
  public RunResult run(ContainerSpec spec, Duration timeout) {
    String id = create(spec.label(Labels.ROLE, Labels.HELPER).unlogged());
    BoundedOutput output = new BoundedOutput(OUTPUT_LIMIT);
    try {
      client
          .attachContainerCmd(id)
          .withStdOut(true)
          .withStdErr(true)
          .withFollowStream(true)
          .exec(output)
          .awaitStarted();
      start(id);
      @Nullable Integer code;
      try {
        code =
            client
                .waitContainerCmd(id)
                .start()
                .awaitStatusCode(timeout.toMillis(), TimeUnit.MILLISECONDS);
      } catch (RuntimeException e) {
        throw new DrydockException(
            FailureReason.DeadlineExceeded,
            "A helper container did not end within %d s. It said: %s"
                .formatted(
                    timeout.toSeconds(), new RunResult(-1, output.out(), output.err()).tail()),
            e);
      }
      await(output, READ_LOGS, "reading what a helper container said");
      return new RunResult(code == null ? -1 : code, output.out(), output.err());
    } catch (InterruptedException e) {
      throw interrupted("running a helper container", e);
    } finally {
      close(output);
      remove(id);
    }
  }

  private static void close(BoundedOutput output) {
    try {
      output.close();
    } catch (IOException e) {
      log.debug("closing the output of a container failed", e);
    }
  }

  /**
   * Runs a command in a running container and keeps the last 64 KiB of what it says.
   *
   * @return what came of it; empty when it did not end in time
   */
  public Optional<RunResult> exec(String container, List<String> command, Duration timeout) {
    return exec(container, command, timeout, EXEC_OUTPUT_LIMIT);
  }

  /**
   * Runs a command in a running container.
   *
   * @param limitBytes how much is kept of its output and of its errors: the end of each
   * @return what came of it; empty when it did not end in time
   */
  public Optional<RunResult> exec(
      String container, List<String> command, Duration timeout, int limitBytes) {
    String id =
        client
            .execCreateCmd(container)
            .withCmd(command.toArray(String[]::new))
            .withAttachStdout(true)
            .withAttachStderr(true)
            .exec()
            .getId();
    BoundedOutput output = new BoundedOutput(limitBytes);
    try {
      if (!client
          .execStartCmd(id)
          .exec(output)
          .awaitCompletion(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        output.close();
        return Optional.empty();
      }
    } catch (InterruptedException e) {
      throw interrupted("running a command in " + container, e);
    } catch (IOException e) {
      log.debug("closing the output of a command failed", e);
      return Optional.empty();
    }
    @Nullable Long code = client.inspectExecCmd(id).exec().getExitCodeLong();
    return Optional.of(new RunResult(code == null ? -1 : code, output.out(), output.err()));
  }

  private void requireImage(String image) {
    try {
      client.inspectImageCmd(image).exec();
    } catch (NotFoundException e) {
      throw new DrydockException(
          FailureReason.PlatformError,
          "The image %s is not on this Docker host. Pull it (docker pull %s) or build it."
              .formatted(image, image),
          e);
    }
  }

  private static void await(BoundedOutput output, Duration timeout, String what) {
    try {
      if (!output.awaitCompletion(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new DrydockException(
            FailureReason.PlatformError, "Docker took too long " + what + ".");
      }
    } catch (InterruptedException e) {
      throw interrupted(what, e);
    }
  }

  private static DrydockException interrupted(String what, InterruptedException e) {
    Thread.currentThread().interrupt();
    return new DrydockException(FailureReason.Cancelled, "Interrupted while " + what + ".", e);
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (IOException e) {
      log.debug("closing the connection to Docker failed", e);
    }
  }
}
