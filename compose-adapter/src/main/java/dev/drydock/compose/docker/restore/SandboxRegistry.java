// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.restore;

import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Network;
import dev.drydock.compose.docker.engine.ContainerSpec;
import dev.drydock.compose.docker.engine.DockerEngine;
import dev.drydock.compose.docker.engine.Labels;
import dev.drydock.compose.docker.engine.RunResult;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.platform.Platform.SandboxName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sandboxes that exist. Each has a marker: an empty volume with its labels that is made first
 * and removed last, so that no crash leaves anything behind that is not found again.
 */
final class SandboxRegistry {
  private static final Logger log = LoggerFactory.getLogger(SandboxRegistry.class);
  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  private final DockerEngine engine;
  private final String image;
  private final Path directory;
  private final Installation installation;

  /** Sandboxes of an installation, with their files below this directory of the host. */
  SandboxRegistry(DockerEngine engine, String image, Path directory, Installation installation) {
    this.engine = engine;
    this.image = image;
    this.directory = directory;
    this.installation = installation;
  }

  /** Compose project of a sandbox: names of the API hold nothing that compose refuses but dots. */
  static String project(String sandbox) {
    return sandbox.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]", "-");
  }

  static Map<String, String> labels(String namespace, String sandbox) {
    return Map.of(Labels.NAMESPACE, namespace, Labels.SANDBOX, sandbox);
  }

  /** Directory of the host that holds the files of a sandbox. */
  String directory(String namespace, String sandbox) {
    return directory.resolve(key(namespace, sandbox)).toString();
  }

  void register(String namespace, String sandbox) {
    Map<String, String> labels = new HashMap<>(labels(namespace, sandbox));
    labels.put(Labels.INSTALLATION, installation.id());
    engine.createVolume(marker(namespace, sandbox), labels);
  }

  /** Those that this installation made; others of the same host belong to other adapters. */
  List<SandboxName> own() {
    return engine.volumes(Labels.INSTALLATION + "=" + installation.id()).stream()
        .filter(volume -> volume.getName().startsWith("drydock-sandbox-"))
        .map(volume -> Objects.requireNonNullElse(volume.getLabels(), Map.<String, String>of()))
        .map(
            labels ->
                new SandboxName(
                    labels.getOrDefault(Labels.NAMESPACE, ""),
                    labels.getOrDefault(Labels.SANDBOX, "")))
        .toList();
  }

  void remove(String namespace, String sandbox) {
    if (engine.volume(marker(namespace, sandbox)).isEmpty()) {
      return;
    }
    String project = project(sandbox);
    for (Container container :
        engine.containers(Map.of(Labels.PROJECT, project, Labels.SANDBOX, sandbox))) {
      engine.remove(container.getId());
    }
    for (Network network :
        engine
            .client()
            .listNetworksCmd()
            .withFilter(
                "label", List.of(Labels.PROJECT + "=" + project, Labels.SANDBOX + "=" + sandbox))
            .exec()) {
      try {
        engine.client().removeNetworkCmd(network.getId()).exec();
      } catch (NotFoundException e) {
        log.debug("network {} is gone already", network.getName());
      }
    }
    engine.volumes(Labels.SANDBOX + "=" + sandbox).stream()
        .filter(volume -> ours(volume, project))
        .forEach(
            volume -> {
              removeJobs(volume.getName());
              engine.removeVolume(volume.getName());
            });
    removeDirectory(namespace, sandbox);
    engine.removeVolume(marker(namespace, sandbox));
  }

  /** Movers that wrote the volume may still be there, ended, until somebody reads their result. */
  private void removeJobs(String volume) {
    for (Container container :
        engine
            .client()
            .listContainersCmd()
            .withShowAll(true)
            .withVolumeFilter(List.of(volume))
            .withLabelFilter(List.of(Labels.JOB))
            .exec()) {
      engine.remove(container.getId());
    }
  }

  private static boolean ours(InspectVolumeResponse volume, String project) {
    var labels = volume.getLabels();
    return labels != null && project.equals(labels.get(Labels.PROJECT));
  }

  /** Refuses a name that a project which is no sandbox uses. */
  void requireFree(String sandbox) {
    String project = project(sandbox);
    boolean containers =
        engine.containers(Map.of(Labels.PROJECT, project)).stream()
            .anyMatch(c -> c.getLabels() == null || !c.getLabels().containsKey(Labels.SANDBOX));
    boolean volumes =
        engine.volumes(Labels.PROJECT + "=" + project).stream()
            .anyMatch(v -> v.getLabels() == null || !v.getLabels().containsKey(Labels.SANDBOX));
    if (containers || volumes) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "A compose project named %s exists, so a sandbox cannot have that name. Give the RestoreRequest another one."
              .formatted(project));
    }
  }

  private void removeDirectory(String namespace, String sandbox) {
    RunResult result =
        engine.run(
            new ContainerSpec(image)
                .command(List.of("rm", "-rf", "--", "/sandboxes/" + key(namespace, sandbox)))
                .bindCreating(directory.toString(), "/sandboxes")
                .capabilities(List.of(Capability.DAC_OVERRIDE, Capability.FOWNER)),
            TIMEOUT);
    if (!result.succeeded()) {
      throw new DrydockException(
          FailureReason.PlatformError,
          "The files of sandbox %s could not be removed from %s: %s"
              .formatted(sandbox, directory, result.tail()));
    }
  }

  private static String marker(String namespace, String sandbox) {
    return "drydock-sandbox-" + key(namespace, sandbox);
  }

  private static String key(String namespace, String sandbox) {
    return namespace + "_" + sandbox;
  }
}
