// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.restore;

import dev.drydock.compose.docker.engine.ContainerView;
import dev.drydock.compose.docker.engine.ContainerView.MountView;
import dev.drydock.compose.docker.engine.Labels;
import dev.drydock.operator.platform.ApplicationManifest.PublishedPort;
import dev.drydock.operator.platform.ApplicationManifest.Service;
import dev.drydock.operator.platform.ApplicationManifest.Volume;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import dev.drydock.operator.platform.TargetRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What keeps a restore from its target. A copy under another name stays away from what other
 * projects of the host have, the original above all: a path outside of the project's directory and
 * a volume with a name of its own are the same ones for a copy as for the original. And of ports
 * and names a host has only one each. Pure functions.
 *
 * @param target where to
 * @param containers all containers of the host
 */
record Obstacles(Target target, List<ContainerView> containers) {
  /** Mounted to be watched by exporters, agents and the like; nobody's data. */
  private static final Set<String> OF_ALL = Set.of("/", "/etc", "/var", "/home", "/srv", "/mnt");

  private static final String ELSEWHERE =
      "Restore into a sandbox, in place, into another directory or on another host.";

  /** Whether it is a copy, which must not touch what is not its own. */
  boolean isCopy() {
    return target.request().kind() == TargetRequest.Kind.Elsewhere
        && !target.project().equals(target.request().source().name());
  }

  /** Volumes of the target that compose does not name after the project. */
  List<String> fixedVolumes() {
    return target.request().source().volumes().stream()
        .filter(volume -> volume.kind() == VolumeKind.Named && target.fixedName(volume))
        .map(target::volume)
        .toList();
  }

  /**
   * Files and volumes that belong to others.
   *
   * @param occupied paths outside of the project's directory where something is
   * @param foreign volumes of the target that are there and belong to others
   */
  List<String> ofOthers(Collection<String> occupied, Collection<String> foreign) {
    List<String> obstacles = new ArrayList<>();
    if (!isCopy()) {
      return obstacles;
    }
    for (String path : paths()) {
      foreign()
          .flatMap(
              container -> claimed(path, container).map(claim(path, container)::concat).stream())
          .findFirst()
          .or(() -> occupied(path, occupied))
          .ifPresent(obstacles::add);
    }
    for (Volume volume : target.request().source().volumes()) {
      if (volume.kind() == VolumeKind.Named && foreign.contains(target.volume(volume))) {
        obstacles.add(
            "The compose files give volume %s the name %s, so project %s would share it with whoever has it. Restore into a sandbox, or on another host."
                .formatted(volume.name(), target.volume(volume), target.project()));
      }
    }
    return obstacles;
  }

  /** Ports and names that others have. */
  List<String> whenStarting() {
    List<String> obstacles = new ArrayList<>();
    for (Service service : target.request().source().services()) {
      for (PublishedPort port : service.ports()) {
        foreign()
            .filter(ContainerView::running)
            .filter(other -> other.published().stream().anyMatch(port::collidesWith))
            .findFirst()
            .ifPresent(
                other ->
                    obstacles.add(
                        "Service %s publishes port %s, which container %s has. %s"
                            .formatted(service.name(), port, other.name(), advice())));
      }
      foreign()
          .filter(other -> other.name().equals(service.containerName()))
          .findFirst()
          .ifPresent(
              other ->
                  obstacles.add(
                      "The compose files call the container of service %s %s, and another project has a container of that name. %s"
                          .formatted(service.name(), other.name(), advice())));
    }
    return obstacles;
  }

  private String advice() {
    return target.request().kind() == TargetRequest.Kind.Elsewhere
        ? "Restore with target.application.compose.start: false, change it in the compose files of the copy, and start that; or stop the other, or restore into a sandbox or on another host."
        : "Stop or remove that container first.";
  }

  private Stream<ContainerView> foreign() {
    return containers.stream()
        .filter(c -> !target.project().equals(c.labels().get(Labels.PROJECT)));
  }

  private String claim(String path, ContainerView container) {
    return "Project %s would be restored to %s, but container %s "
        .formatted(target.project(), path, container.name());
  }

  private Optional<String> occupied(String path, Collection<String> occupied) {
    if (target.directory() != null
        && !path.equals(target.directory())
        && Target.within(target.directory(), path)) {
      return Optional.of(
          "The backup has %s outside of the project's directory, and %s lies in it. Choose another directory."
              .formatted(path, target.directory()));
    }
    return occupied.contains(path) && !target.inside(path)
        ? Optional.of(
            "Project %s would be restored to %s, which is outside of its directory and there already: perhaps the original's, which a copy must not replace. %s"
                .formatted(target.project(), path, ELSEWHERE))
        : Optional.empty();
  }

  /** What is written: the project's directory and whatever lies outside of it. */
  private Set<String> paths() {
    Set<String> paths = new TreeSet<>(target.outside());
    if (target.directory() != null) {
      paths.add(target.directory());
    }
    return paths;
  }

  private Optional<String> claimed(String path, ContainerView container) {
    return why(path, container).map(why -> why + ". " + ELSEWHERE);
  }

  private Optional<String> why(String path, ContainerView container) {
    if (path.equals(container.labels().get(Labels.WORKING_DIR))) {
      return Optional.of("is of the project in that directory");
    }
    return container.mounts().stream()
        .filter(mount -> mount.volume() == null)
        .map(MountView::source)
        .filter(
            mounted ->
                Target.within(mounted, path)
                    || (!target.inside(path)
                        && !OF_ALL.contains(mounted)
                        && Target.within(path, mounted)))
        .findFirst()
        .map("mounts %s"::formatted);
  }
}
