// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import dev.drydock.operator.platform.JobRequest.Mount;
import dev.drydock.operator.platform.NestedVolumes;
import dev.drydock.operator.platform.PreparedTarget;
import dev.drydock.operator.platform.PreparedTarget.ConfigurationDirectory;
import dev.drydock.operator.restore.PlanItem.ConfigurationItem;
import dev.drydock.operator.restore.PlanItem.DatabaseItem;
import dev.drydock.operator.restore.PlanItem.VolumeItem;
import java.util.List;
import java.util.Optional;

/**
 * Where trees are swapped, and what stays in these places: entries of a directory of configuration
 * that are none, and volumes within others or within a directory of configuration.
 *
 * @param plan what is restored
 * @param prepared where the platform wants it
 */
record SwapPlaces(RestorePlan plan, PreparedTarget prepared) {
  /**
   * One place.
   *
   * @param mount what has to be mounted to reach it
   * @param path where the mover sees it
   * @param entries names directly below it that are swapped; none for all
   * @param keep directories below it that stay, relative to it
   * @param mirror whether what is swapped shall hold nothing but what is restored
   */
  record Place(Mount mount, String path, List<String> entries, List<String> keep, boolean mirror) {}

  /** The places of one component. */
  List<Place> of(PlanItem item) {
    return switch (item) {
      case VolumeItem v -> List.of(place(mount(v.name()), v.mirror()));
      case DatabaseItem d -> List.of(place(mount(d.volume()), d.mirror()));
      case ConfigurationItem c -> configuration().stream().map(d -> place(d, c.mirror())).toList();
    };
  }

  private Place place(Mount volume, boolean mirror) {
    var nested = volume.kind() == VolumeKind.Bind ? volumesIn(volume.source()) : List.<String>of();
    return new Place(volume, volume.path(), List.of(), nested, mirror);
  }

  /** A directory that is configuration as a whole is the project's, and holds more than that. */
  private Place place(ConfigurationDirectory of, boolean mirror) {
    return new Place(
        of.mount(),
        of.path(),
        of.entries(),
        volumesIn(of.directory()),
        mirror && !of.entries().isEmpty());
  }

  /** What is mounted for a volume. */
  Mount mount(String volume) {
    var mount = prepared.volumes().get(volume);
    if (mount == null) {
      throw new DrydockException(
          FailureReason.PlatformError,
          "The platform made no volume "
              + volume
              + " for the restore. Is it defined in the application that was backed up?");
    }
    return mount;
  }

  private List<String> volumesIn(String directory) {
    return NestedVolumes.within(
        directory,
        prepared.volumes().values().stream()
            .filter(mount -> mount.kind() == VolumeKind.Bind)
            .map(Mount::source)
            .toList());
  }

  /**
   * The configuration that is restored: not what belongs to the host, nor what lies in a volume
   * that is restored as a whole, whose snapshot holds these files, too.
   */
  List<ConfigurationDirectory> configuration() {
    return prepared.configuration().stream().flatMap(d -> restored(d).stream()).toList();
  }

  /** What is fetched first, since images are known from it: the configuration, if that is apart. */
  List<PlanItem> first() {
    return isApart() ? items(true) : List.of();
  }

  /** What is fetched once images are there. */
  List<PlanItem> rest() {
    return isApart() ? items(false) : plan.items();
  }

  /** On a cluster it is no files, but objects that are made. */
  private boolean isApart() {
    return plan.cluster() || !configuration().isEmpty();
  }

  private List<PlanItem> items(boolean configuration) {
    return plan.items().stream()
        .filter(item -> item instanceof ConfigurationItem == configuration)
        .toList();
  }

  private Optional<ConfigurationDirectory> restored(ConfigurationDirectory directory) {
    if (directory.entries().isEmpty()) {
      return Optional.of(directory).filter(d -> isRestored(d.directory()));
    }
    var entries = directory.entries().stream().filter(e -> isRestored(directory.at(e))).toList();
    return entries.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ConfigurationDirectory(
                directory.snapshotPath(), directory.mount(), directory.path(), entries));
  }

  private boolean isRestored(String path) {
    return !SystemDirectories.isOfTheHost(path)
        && plan.items().stream().noneMatch(item -> holds(item, path));
  }

  private boolean holds(PlanItem item, String path) {
    if (!(item instanceof VolumeItem volume) || !volume.paths().isEmpty()) {
      return false;
    }
    var mount = prepared.volumes().get(volume.name());
    return mount != null && mount.kind() == VolumeKind.Bind && within(path, mount.source());
  }

  private static boolean within(String path, String directory) {
    return path.equals(directory)
        || path.startsWith(directory.endsWith("/") ? directory : directory + "/");
  }

  /** Configuration that belongs to the host; it is left alone. */
  static List<String> leftAlone(PreparedTarget prepared) {
    return prepared.configuration().stream()
        .flatMap(d -> d.entries().stream().map(d::at))
        .filter(SystemDirectories::isOfTheHost)
        .sorted()
        .toList();
  }
}
