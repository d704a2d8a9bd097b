// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.restore;

import dev.drydock.compose.docker.engine.ContainerView;
import dev.drydock.compose.docker.engine.ContainerView.MountView;
import dev.drydock.compose.docker.engine.Labels;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import dev.drydock.operator.platform.TargetRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Keeps a restore to another project away from what a project on this host has: a path outside of
 * the project's directory is the same one for a copy as for the original. A pure function.
 */
record ForeignFiles(Target target) {
  /** Mounted to be watched by exporters, agents and the like; nobody's data. */
  private static final Set<String> OF_ALL = Set.of("/", "/etc", "/var", "/home", "/srv", "/mnt");

  /** Whether another project might be touched at all. */
  boolean possible() {
    return target.request().kind() == TargetRequest.Kind.Elsewhere
        && !target.project().equals(target.request().source().name());
  }

  /**
   * Refuses what would replace files of another project.
   *
   * @param containers all containers of the host
   */
  void refuse(List<ContainerView> containers) {
    for (String path : paths()) {
      for (ContainerView container : containers) {
        if (!target.project().equals(container.labels().get(Labels.PROJECT))) {
          claimed(path, container)
              .ifPresent(
                  claim -> {
                    throw new DrydockException(
                        FailureReason.InvalidRequest,
                        "Project %s would be restored to %s, but container %s %s; nothing was changed. Restore into a sandbox, in place, into another directory or on another host."
                            .formatted(target.project(), path, container.name(), claim));
                  });
        }
      }
    }
  }

  /** What is written: the project's directory and whatever lies outside of it. */
  private Set<String> paths() {
    Set<String> paths = new TreeSet<>(target.configurationRoots().values());
    target.request().source().volumes().stream()
        .filter(volume -> volume.kind() == VolumeKind.Bind)
        .map(target::volume)
        .forEach(paths::add);
    if (target.directory() != null) {
      paths.add(target.directory());
    }
    return paths;
  }

  private Optional<String> claimed(String path, ContainerView container) {
    if (!inside(path)
        && target.request().source().name().equals(container.labels().get(Labels.PROJECT))) {
      return Optional.of("is of the original, which has it too");
    }
    if (path.equals(container.labels().get(Labels.WORKING_DIR))) {
      return Optional.of("is of the project in that directory");
    }
    return container.mounts().stream()
        .filter(mount -> mount.volume() == null)
        .map(MountView::source)
        .filter(
            mounted ->
                Target.within(mounted, path)
                    || (!inside(path) && !OF_ALL.contains(mounted) && Target.within(path, mounted)))
        .findFirst()
        .map("mounts %s"::formatted);
  }

  private boolean inside(String path) {
    return target.directory() != null && Target.within(path, target.directory());
  }
}
