// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.restore;

import com.github.dockerjava.api.command.CreateVolumeCmd;
import com.github.dockerjava.api.exception.DockerException;
import dev.drydock.compose.docker.engine.DockerEngine;
import dev.drydock.compose.docker.engine.Labels;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.DirectoryAttributes;
import dev.drydock.operator.platform.ApplicationManifest.Volume;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import dev.drydock.operator.platform.JobRequest.Mount;
import dev.drydock.operator.platform.NestedVolumes;
import dev.drydock.operator.platform.PreparedTarget;
import dev.drydock.operator.platform.PreparedTarget.ConfigurationDirectory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Makes the volumes and directories that a restore writes into, and sees what is in them. */
final class TargetPreparation {
  private final DockerEngine engine;
  private final String image;
  private final TargetDirectories directories;
  private final SandboxRegistry sandboxes;

  TargetPreparation(
      DockerEngine engine, String image, TargetDirectories directories, SandboxRegistry sandboxes) {
    this.engine = engine;
    this.image = image;
    this.directories = directories;
    this.sandboxes = sandboxes;
  }

  PreparedTarget prepare(Target target) {
    var request = target.request();
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
    List<ConfigurationDirectory> configuration = configuration(target);
    Map<String, DirectoryAttributes> attributes = new HashMap<>();
    request.source().directories().forEach((path, of) -> attributes.put(target.path(path), of));
    directories.make(
        Stream.concat(
                volumes.values().stream()
                    .filter(mount -> mount.kind() == VolumeKind.Bind)
                    .map(Mount::source),
                configuration.stream().map(ConfigurationDirectory::directory))
            .toList(),
        attributes);
    return new PreparedTarget(volumes, configuration, nonEmpty(volumes, configuration));
  }

  /** What is in the project's directory is reached through it, the rest through what holds it. */
  private static List<ConfigurationDirectory> configuration(Target target) {
    List<Target.Holder> holders = target.configuration();
    List<String> mounted = new ArrayList<>();
    if (target.directory() != null) {
      mounted.add(target.directory());
    }
    holders.stream()
        .map(Target.Holder::directory)
        .sorted()
        .filter(path -> mounted.stream().noneMatch(m -> Target.within(path, m)))
        .forEach(mounted::add);
    return holders.stream()
        .map(
            holder -> {
              String source =
                  mounted.stream()
                      .filter(m -> Target.within(holder.directory(), m))
                      .findFirst()
                      .orElseThrow();
              String at = "/targets/configuration/" + mounted.indexOf(source);
              return new ConfigurationDirectory(
                  holder.snapshotPath(),
                  new Mount(source, VolumeKind.Bind, at, false),
                  at + holder.directory().substring(source.equals("/") ? 0 : source.length()),
                  holder.entries());
            })
        .toList();
  }

  private void create(Target target, Volume volume, String name) {
    if (engine.volume(name).isPresent()) {
      return;
    }
    String project = target.project();
    Map<String, String> labels = new HashMap<>();
    if (!volume.external() || target.sandbox()) {
      labels.put(Labels.PROJECT, project);
      labels.put(Labels.VOLUME, volume.name());
    } else {
      labels.put(Labels.MADE_FOR, project);
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

  /** Looks through one helper. */
  private List<String> nonEmpty(
      Map<String, Mount> volumes, List<ConfigurationDirectory> configuration) {
    Occupancy occupancy = new Occupancy(engine, image);
    List<String> binds =
        volumes.values().stream()
            .filter(mount -> mount.kind() == VolumeKind.Bind)
            .map(Mount::source)
            .toList();
    volumes.forEach(
        (name, mount) -> {
          if (mount.kind() == VolumeKind.Bind) {
            NestedVolumes.within(mount.source(), binds)
                .forEach(nested -> occupancy.leavingOut(mount.path() + nested));
          }
          occupancy.mounting(mount).asking(name, mount.path());
        });
    configuration.stream()
        .map(ConfigurationDirectory::mount)
        .distinct()
        .forEach(occupancy::mounting);
    for (ConfigurationDirectory directory : configuration) {
      List<String> entries = directory.entries();
      for (String entry : entries.isEmpty() ? List.of("") : entries) {
        occupancy.asking("configuration", directory.path() + "/" + entry);
      }
    }
    return occupancy.find();
  }
}
