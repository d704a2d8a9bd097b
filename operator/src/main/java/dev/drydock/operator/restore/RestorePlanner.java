// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import static java.util.stream.Collectors.toCollection;

import dev.drydock.api.v1alpha1.ExistingData;
import dev.drydock.api.v1alpha1.RestoreInclude;
import dev.drydock.api.v1alpha1.RestoreRequestSpec;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.SnapshotLayout;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.ApplicationManifest.Database;
import dev.drydock.operator.platform.ApplicationManifest.Volume;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import dev.drydock.operator.platform.DatabasePlaces;
import dev.drydock.operator.restore.PlanItem.ConfigurationItem;
import dev.drydock.operator.restore.PlanItem.DatabaseItem;
import dev.drydock.operator.restore.PlanItem.VolumeItem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes plans. Pure: no clock, no I/O.
 *
 * @param names names of the request
 * @param spec the request
 * @param manifest the application as the run tells of it
 * @param snapshots snapshot of each component of the run
 * @param bytes bytes of all that is restored
 */
record RestorePlanner(
    RestoreNames names,
    RestoreRequestSpec spec,
    ApplicationManifest manifest,
    Map<String, String> snapshots,
    long bytes) {

  /**
   * The plan.
   *
   * @throws DrydockException InvalidRequest when the request names what the run lacks, or
   *     contradicts itself
   */
  RestorePlan plan() {
    var target = new TargetResolver(names, manifest).resolve(spec.target());
    var include = spec.include();
    var items = include == null || isEmpty(include) ? everything() : chosen(include);
    if (items.isEmpty()) {
      throw invalid("The run holds nothing that could be restored.");
    }
    refuseSharedPlaces(items);
    var plan =
        new RestorePlan(
            target,
            TargetResolver.application(target),
            items,
            RestorePlan.withDependants(users(items), manifest.services()),
            bytes,
            include == null || isEmpty(include) ? leftOut() : List.of());
    if (plan.sandbox() && !plan.withConfiguration()) {
      throw invalid(
          "A sandbox cannot start without configuration. Add configuration: true to spec.include, or leave spec.include out.");
    }
    return plan;
  }

  private static boolean isEmpty(RestoreInclude include) {
    return include.volumes().isEmpty()
        && include.databases().isEmpty()
        && include.configuration() == null
        && include.paths().isEmpty();
  }

  /** Everything that has a place: what has none must not keep the rest from coming back. */
  private List<PlanItem> everything() {
    return items(
        named(SnapshotLayout::isVolume),
        named(SnapshotLayout::isDatabase).stream()
            .filter(name -> DatabasePlaces.obstacle(manifest, database(name)).isEmpty())
            .toList(),
        true,
        List.of());
  }

  private List<String> leftOut() {
    return named(SnapshotLayout::isDatabase).stream()
        .flatMap(name -> DatabasePlaces.obstacle(manifest, database(name)).stream())
        .toList();
  }

  private List<PlanItem> chosen(RestoreInclude include) {
    var volumes = new ArrayList<>(include.volumes());
    if (!include.paths().isEmpty()) {
      refusePaths(include);
      if (volumes.isEmpty()) {
        volumes.add(onlyVolume());
      }
    }
    refuseUnknown("volumes", volumes, named(SnapshotLayout::isVolume));
    refuseUnknown("databases", include.databases(), named(SnapshotLayout::isDatabase));
    var configuration = Boolean.TRUE.equals(include.configuration());
    if (configuration && !snapshots.containsKey(SnapshotLayout.CONFIGURATION)) {
      throw invalid("spec.include.configuration: the run holds no configuration.");
    }
    if (configuration && !include.paths().isEmpty()) {
      volumes.stream().map(this::volume).forEach(this::refusePathsBesideConfiguration);
    }
    return items(
        volumes.stream().distinct().toList(),
        include.databases().stream().distinct().toList(),
        configuration,
        include.paths());
  }

  private List<PlanItem> items(
      List<String> volumes, List<String> databases, boolean configuration, List<String> paths) {
    var items = new ArrayList<PlanItem>();
    var mirror = spec.existingData() == ExistingData.Mirror;
    for (var name : volumes) {
      volume(name);
      items.add(new VolumeItem(name, snapshot(SnapshotLayout.volume(name)), paths, mirror));
    }
    for (var name : databases) {
      var database = database(name);
      items.add(
          new DatabaseItem(database, volumeOf(database), snapshot(SnapshotLayout.database(name))));
    }
    var id = snapshots.get(SnapshotLayout.CONFIGURATION);
    if (configuration && id != null) {
      items.add(new ConfigurationItem(id, mirror));
    }
    return items;
  }

  private Set<String> users(List<PlanItem> items) {
    var users = new TreeSet<String>();
    for (var item : items) {
      switch (item) {
        case VolumeItem v -> users.addAll(volume(v.name()).services().keySet());
        case DatabaseItem d -> {
          users.add(d.database().service());
          users.addAll(volume(d.volume()).services().keySet());
        }
        case ConfigurationItem c ->
            manifest.services().forEach(service -> users.add(service.name()));
      }
    }
    return users;
  }

  private void refusePaths(RestoreInclude include) {
    if (spec.existingData() == ExistingData.Mirror) {
      throw invalid(
          "existingData: Mirror would remove everything outside of spec.include.paths. Use Overwrite, or leave the paths out.");
    }
    for (var path : include.paths()) {
      if (!path.startsWith("/") || List.of(path.split("/", -1)).contains("..")) {
        throw invalid(
            "spec.include.paths: '"
                + path
                + "' must start with a slash, the root of the volume, and hold no '..'.");
      }
    }
  }

  private void refusePathsBesideConfiguration(Volume volume) {
    var root = volume.source() + "/";
    if (volume.kind() == VolumeKind.Bind
        && manifest.configurationFiles().stream().anyMatch(file -> file.startsWith(root))) {
      throw invalid(
          "spec.include: volume %s is %s, where the configuration is, too. Restore the volume as a whole, or its paths without configuration."
              .formatted(volume.name(), volume.source()));
    }
  }

  private String onlyVolume() {
    var all = named(SnapshotLayout::isVolume);
    if (all.size() != 1) {
      throw invalid(
          "spec.include.paths needs spec.include.volumes, since the run holds " + list(all) + ".");
    }
    return all.getFirst();
  }

  private void refuseUnknown(String field, List<String> wanted, List<String> known) {
    var unknown = wanted.stream().filter(name -> !known.contains(name)).toList();
    if (!unknown.isEmpty()) {
      throw invalid(
          "spec.include.%s: the run holds no %s. It holds %s."
              .formatted(field, String.join(", ", unknown), list(known)));
    }
  }

  /** Two components swapped within one root would each take the other's files for leftovers. */
  private static void refuseSharedPlaces(List<PlanItem> items) {
    var owners = new HashMap<String, PlanItem>();
    for (var item : items) {
      var other = owners.putIfAbsent(item.place(), item);
      if (other != null) {
        throw invalid(
            "%s and %s are both in volume %s; restore one of them at a time with spec.include."
                .formatted(other.title(), item.title(), item.place()));
      }
    }
  }

  private List<String> named(java.util.function.Predicate<String> kind) {
    return snapshots.keySet().stream()
        .filter(kind)
        .map(SnapshotLayout::nameOf)
        .sorted()
        .collect(toCollection(ArrayList::new));
  }

  private String snapshot(String component) {
    var id = snapshots.get(component);
    if (id == null) {
      throw new IllegalStateException("no snapshot of " + component);
    }
    return id;
  }

  private Volume volume(String name) {
    return find(manifest.volumes().stream(), v -> v.name().equals(name), "volume " + name);
  }

  private Database database(String name) {
    return find(manifest.databases().stream(), d -> d.name().equals(name), "database " + name);
  }

  private static <T> T find(Stream<T> all, java.util.function.Predicate<T> wanted, String title) {
    return all.filter(wanted)
        .findFirst()
        .orElseThrow(
            () ->
                new DrydockException(
                    FailureReason.RepositoryCorrupt,
                    "The run has a snapshot of "
                        + title
                        + ", but its drydock/application.json does not know it. Restore another run."));
  }

  private static String volumeOf(Database database) {
    var volume = database.volume();
    if (volume == null) {
      throw invalid(
          "Database %s keeps its files in no volume that a restore could put them into. Leave it out with spec.include, and load its dump by hand as the runbook says."
              .formatted(database.name()));
    }
    return volume;
  }

  private static String list(@Nullable List<String> names) {
    return names == null || names.isEmpty() ? "none" : String.join(", ", names);
  }

  private static DrydockException invalid(String message) {
    return new DrydockException(FailureReason.InvalidRequest, message);
  }
}
