// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.restore;

import com.github.dockerjava.api.command.CreateVolumeCmd;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Capability;
import dev.drydock.compose.docker.engine.ContainerSpec;
import dev.drydock.compose.docker.engine.ContainerView;
import dev.drydock.compose.docker.engine.DockerEngine;
import dev.drydock.compose.docker.engine.Labels;
import dev.drydock.compose.docker.engine.RunResult;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.platform.ApplicationManifest.Volume;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import dev.drydock.operator.platform.JobRequest.Mount;
import dev.drydock.operator.platform.PreparedTarget;
import dev.drydock.operator.platform.PreparedTarget.ConfigurationRoot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes the volumes and directories that a restore writes into, and sees what is in them. */
final class TargetPreparation {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final String SCRIPT =
      """
      # arguments: NAME PATH for a directory of which any entry counts, NAME PATH/FILE otherwise
      while [ $# -gt 0 ]; do
        if [ -d "$2" ]; then
          for entry in "$2"/* "$2"/.[!.]* "$2"/..?*; do
            case ${entry##*/} in lost+found | .drydock-*) continue ;; esac
            if [ -e "$entry" ] || [ -L "$entry" ]; then echo "$1"; break; fi
          done
        elif [ -e "$2" ] || [ -L "$2" ]; then echo "$1"; fi
        shift 2
      done
      """;

  private final DockerEngine engine;
  private final String image;
  private final SandboxRegistry sandboxes;

  TargetPreparation(DockerEngine engine, String image, SandboxRegistry sandboxes) {
    this.engine = engine;
    this.image = image;
    this.sandboxes = sandboxes;
  }

  PreparedTarget prepare(Target target) {
    var request = target.request();
    ForeignFiles foreign = new ForeignFiles(target);
    if (foreign.possible()) {
      foreign.refuse(containers());
    }
    if (target.sandbox()) {
      sandboxes.requireFree(request.project());
      sandboxes.register(request.namespace(), request.project());
    }
    Map<String, Mount> volumes = new LinkedHashMap<>();
    for (Volume volume : request.source().volumes()) {
      String source = target.volume(volume);
      if (volume.kind() == VolumeKind.Named) {
        create(target, volume, source);
      }
      volumes.put(
          volume.name(),
          new Mount(source, volume.kind(), "/targets/volumes/" + volume.name(), false));
    }
    List<ConfigurationRoot> roots = new ArrayList<>();
    target
        .configurationRoots()
        .forEach(
            (path, directory) ->
                roots.add(
                    new ConfigurationRoot(
                        path,
                        new Mount(
                            directory,
                            VolumeKind.Bind,
                            "/targets/configuration/" + roots.size(),
                            false))));
    return new PreparedTarget(volumes, roots, nonEmpty(target, volumes, roots));
  }

  private List<ContainerView> containers() {
    return engine.containers(Map.of()).stream()
        .flatMap(container -> engine.inspect(container.getId()).stream())
        .map(ContainerView::of)
        .toList();
  }

  private void create(Target target, Volume volume, String name) {
    var existing = engine.volume(name);
    String project = target.project();
    if (existing.isPresent()) {
      var labels = existing.get().getLabels();
      boolean own = labels != null && project.equals(labels.get(Labels.PROJECT));
      boolean foreign =
          target.fixedName(volume)
              && !own
              && !project.equals(target.request().source().name())
              && target.request().kind()
                  == dev.drydock.operator.platform.TargetRequest.Kind.Elsewhere;
      if (foreign) {
        throw new DrydockException(
            FailureReason.InvalidRequest,
            "The compose file gives volume %s the fixed name %s, so project %s would share it with the original. Restore into a sandbox, or on another host."
                .formatted(volume.name(), name, project));
      }
      return;
    }
    Map<String, String> labels = new HashMap<>();
    if (!volume.external() || target.sandbox()) {
      labels.put(Labels.PROJECT, project);
      labels.put(Labels.VOLUME, volume.name());
    }
    if (target.sandbox()) {
      labels.putAll(
          SandboxRegistry.labels(target.request().namespace(), target.request().project()));
    }
    try (CreateVolumeCmd command = engine.client().createVolumeCmd()) {
      command.withName(name).withLabels(labels);
      if (!target.sandbox() && volume.driver() != null) {
        command.withDriver(volume.driver()).withDriverOpts(volume.driverOptions());
      }
      command.exec();
    } catch (DockerException e) {
      throw new DrydockException(
          FailureReason.TargetUnwritable,
          "Volume %s with driver %s could not be made: %s. Make it with docker volume create, and restore again."
              .formatted(name, volume.driver(), e.getMessage()),
          e);
    }
  }

  /** Looks through one helper; mounting makes the directories that are missing. */
  private List<String> nonEmpty(
      Target target, Map<String, Mount> volumes, List<ConfigurationRoot> roots) {
    List<String> command = new ArrayList<>(List.of("sh", "-c", SCRIPT, "look"));
    ContainerSpec spec = new ContainerSpec(image).capabilities(List.of(Capability.DAC_READ_SEARCH));
    volumes.forEach(
        (name, mount) -> {
          if (mount.kind() == VolumeKind.Bind) {
            spec.bindCreating(mount.source(), mount.path());
          } else {
            spec.volume(mount.source(), mount.path(), true);
          }
          command.add(name);
          command.add(mount.path());
        });
    for (ConfigurationRoot root : roots) {
      spec.bindCreating(root.mount().source(), root.mount().path());
      for (String file : target.request().source().configurationFiles()) {
        String path = target.path(file);
        if (Target.within(path, root.mount().source())) {
          command.add("configuration");
          command.add(root.mount().path() + path.substring(root.mount().source().length()));
        }
      }
    }
    RunResult result = engine.run(spec.command(command), TIMEOUT);
    if (!result.succeeded()) {
      throw new DrydockException(
          FailureReason.PlatformError,
          "The target of the restore could not be looked at: " + result.tail());
    }
    Set<String> names =
        result.out().lines().collect(Collectors.toCollection(java.util.TreeSet::new));
    return List.copyOf(names);
  }
}
