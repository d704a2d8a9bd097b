// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.workload;

import dev.drydock.api.v1alpha1.Consistency;
import dev.drydock.api.v1alpha1.WorkloadRecord;
import dev.drydock.compose.docker.discovery.HostPath;
import dev.drydock.compose.docker.discovery.ServiceLabels;
import dev.drydock.compose.docker.engine.ContainerView;
import dev.drydock.compose.docker.engine.ProjectContainers;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.ApplicationManifest.Database;
import dev.drydock.operator.platform.ApplicationManifest.Volume;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Decides which containers are touched for a backup: a pure function of what was discovered. */
final class QuiescePlan {
  private QuiescePlan() {}

  /** Records of all containers, in start order. */
  static List<WorkloadRecord> all(ProjectContainers containers) {
    return containers.all().stream().map(container -> record(containers, container)).toList();
  }

  /** Records of those that run and can write to what is copied, or that ask to be stopped. */
  static List<WorkloadRecord> touched(
      ApplicationManifest application, ProjectContainers containers, Consistency mode) {
    Set<String> copied = new HashSet<>();
    application.volumes().stream()
        .filter(volume -> !volume.excluded() && volume.database() == null)
        .map(Volume::source)
        .forEach(copied::add);
    Set<String> dumped = new HashSet<>();
    application.databases().stream().map(Database::service).forEach(dumped::add);
    Set<String> touched = new LinkedHashSet<>();
    Set<String> stopped = new LinkedHashSet<>();
    for (ContainerView container : containers.all()) {
      // what is dumped has to run; its dump is consistent by itself
      boolean isDumped = dumped.contains(container.service());
      boolean asks = !isDumped && ServiceLabels.stops(container.labels());
      boolean writes =
          !isDumped
              && container.mounts().stream()
                  .filter(ContainerView.MountView::writable)
                  .anyMatch(m -> writesTo(m, copied));
      boolean touch =
          switch (mode) {
            case Live -> asks;
            case Pause, Stop -> asks || writes;
          };
      if (touch && container.running()) {
        touched.add(container.id());
        if (asks || mode != Consistency.Pause) {
          stopped.add(container.id());
        }
      }
    }
    touched.addAll(sharersOfNetworks(containers, stopped));
    return containers.all().stream()
        .filter(container -> touched.contains(container.id()))
        .map(container -> record(containers, container))
        .toList();
  }

  /** A bind mount writes to what is copied when it is it, lies in it or holds it. */
  private static boolean writesTo(ContainerView.MountView mount, Set<String> copied) {
    return mount.volume() != null
        ? copied.contains(mount.volume())
        : copied.stream()
            .anyMatch(
                source ->
                    HostPath.within(mount.source(), source)
                        || HostPath.within(source, mount.source()));
  }

  /** What shares the network of a container that stops has none afterwards, unless it restarts. */
  private static Set<String> sharersOfNetworks(ProjectContainers containers, Set<String> stopped) {
    Set<String> sharers = new LinkedHashSet<>();
    for (ContainerView container : containers.all()) {
      if (container.running()
          && containers
              .sharedNetwork(container)
              .filter(owner -> stopped.contains(owner.id()))
              .isPresent()) {
        sharers.add(container.id());
      }
    }
    return sharers;
  }

  private static WorkloadRecord record(ProjectContainers containers, ContainerView container) {
    return new WorkloadRecord(
        container.name(),
        container.service(),
        States.of(container),
        containers.level(container.service()),
        null);
  }
}
