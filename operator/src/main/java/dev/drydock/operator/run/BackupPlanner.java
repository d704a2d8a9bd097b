// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

import dev.drydock.api.v1alpha1.BackupPolicySpec;
import dev.drydock.api.v1alpha1.DatabaseSpec;
import dev.drydock.mover.job.DirectoryAttributes;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.mover.job.SnapshotLayout;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.ApplicationManifest.Database;
import dev.drydock.operator.platform.ApplicationManifest.Volume;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import dev.drydock.operator.platform.JobRequest;
import dev.drydock.operator.platform.JobRequest.DatabaseProgram;
import dev.drydock.operator.platform.JobRequest.Mount;
import dev.drydock.operator.platform.NestedVolumes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Plans a backup: a pure function of the policy and of what was found. Volumes come first, then
 * databases, then the configuration, whose snapshot marks the run as whole.
 */
final class BackupPlanner {
  /** Label of a service: volumes of it, separated by commas, or {@code true} for all of them. */
  static final String MAY_BE_EMPTY = "drydock.dev/may-be-empty";

  static final String SOURCES = "/sources";
  private static final String CONFIGURATION = SOURCES + "/configuration";

  private BackupPlanner() {}

  /**
   * The plan.
   *
   * @param found what was found
   * @param policy the policy's spec
   * @param policyDocument the policy as JSON, kept beside the manifest
   * @throws dev.drydock.mover.failure.DrydockException when the policy names what is not there
   */
  static BackupPlan plan(
      ApplicationManifest found, BackupPolicySpec policy, String policyDocument) {
    Unprotected.refuseBareVolumes(found, policy);
    ApplicationManifest manifest = Selection.of(found, policy);
    List<JobSpec.Component> components = new ArrayList<>();
    List<Mount> mounts = new ArrayList<>();
    List<DatabaseProgram> programs = new ArrayList<>();
    for (Volume volume : manifest.volumes()) {
      if (!volume.excluded() && volume.database() == null) {
        String directory = SOURCES + "/volumes/" + volume.name();
        mounts.add(new Mount(volume.source(), volume.kind(), directory, true));
        components.add(
            new JobSpec.Tree(
                SnapshotLayout.volume(volume.name()),
                SnapshotLayout.volumePath(volume.name()),
                directory,
                patterns(notOf(volume, manifest)),
                mayBeEmpty(volume, manifest),
                Map.of()));
      }
    }
    for (Database database : manifest.databases()) {
      DatabaseProgram program = program(manifest, database, policy);
      programs.add(program);
      components.add(
          new JobSpec.Stream(
              SnapshotLayout.database(database.name()),
              SnapshotLayout.databasePath(database.name()),
              program.pipe(),
              program.statusFile()));
    }
    List<Mount> configuration = configuration(manifest);
    mounts.addAll(configuration);
    Map<String, String> inline = new TreeMap<>();
    inline.put("drydock/application.json", Documents.json(manifest));
    inline.put("drydock/policy.json", policyDocument);
    Map<String, String> secrets = new TreeMap<>();
    Map<String, String> expected = new TreeMap<>();
    if (manifest.cluster() != null) {
      ClusterConfiguration cluster = ClusterConfiguration.of(manifest.cluster());
      inline.putAll(cluster.inline());
      mounts.addAll(cluster.mounts());
      secrets.putAll(cluster.mounted());
      expected.putAll(cluster.expected());
    }
    components.add(
        new JobSpec.Tree(
            SnapshotLayout.CONFIGURATION,
            SnapshotLayout.CONFIGURATION_PATH,
            configuration.isEmpty() ? null : CONFIGURATION,
            dataWithinConfiguration(manifest),
            true,
            inline,
            directories(manifest),
            secrets,
            expected));
    return new BackupPlan(
        manifest, List.copyOf(components), List.copyOf(mounts), List.copyOf(programs));
  }

  /** What lies in the directory of a volume and is backed up by something else. */
  private static List<String> notOf(Volume volume, ApplicationManifest manifest) {
    return Stream.concat(
            NestedVolumes.within(volume, manifest.volumes()).stream(),
            volume.dumped().keySet().stream())
        .toList();
  }

  /** Where a database is, the volume is not empty, whatever else of it there is. */
  private static boolean mayBeEmpty(Volume volume, ApplicationManifest manifest) {
    if (!volume.dumped().isEmpty()) {
      return true;
    }
    return manifest.services().stream()
        .filter(s -> volume.services().containsKey(s.name()))
        .map(s -> s.labels().getOrDefault(MAY_BE_EMPTY, ""))
        .anyMatch(
            label ->
                label.equals("true")
                    || Arrays.stream(label.split(","))
                        .map(String::strip)
                        .toList()
                        .contains(volume.name()));
  }

  private static DatabaseProgram program(
      ApplicationManifest manifest, Database database, BackupPolicySpec policy) {
    DatabaseSpec spec = DatabaseSpecs.of(database, policy.databases()).orElse(null);
    String base = JobRequest.PIPES + "/" + database.name();
    return new DatabaseProgram(
        JobRequest.ProgramKind.Dump,
        manifest,
        database,
        spec == null || spec.credentialsSecretRef() == null
            ? null
            : spec.credentialsSecretRef().name(),
        spec == null ? List.of() : spec.dumpCommand(),
        spec == null ? List.of() : spec.restoreCommand(),
        base + ".pipe",
        base + ".status",
        null,
        null);
  }

  /** By path in the configuration's snapshot. */
  private static Map<String, DirectoryAttributes> directories(ApplicationManifest manifest) {
    Map<String, DirectoryAttributes> byPlace = new TreeMap<>();
    manifest.directories().forEach((path, of) -> byPlace.put(place(path, manifest), of));
    return byPlace;
  }

  private static List<Mount> configuration(ApplicationManifest manifest) {
    List<String> files = manifest.configurationFiles();
    return files.stream()
        .distinct()
        .filter(f -> files.stream().noneMatch(o -> isBelow(place(f, manifest), place(o, manifest))))
        .map(f -> new Mount(f, VolumeKind.Bind, CONFIGURATION + place(f, manifest), true))
        .toList();
  }

  /** Bind mounts inside a directory of configuration are volumes; they are not read twice. */
  private static List<String> dataWithinConfiguration(ApplicationManifest manifest) {
    return manifest.volumes().stream()
        .filter(v -> v.kind() == VolumeKind.Bind)
        .map(Volume::source)
        .filter(s -> manifest.configurationFiles().stream().anyMatch(f -> isBelow(s, f)))
        .map(s -> pattern(place(s, manifest)))
        .distinct()
        .toList();
  }

  private static List<String> patterns(List<String> paths) {
    return paths.stream().map(BackupPlanner::pattern).toList();
  }

  /** The pattern that matches nothing but a path. */
  private static String pattern(String path) {
    return path.replaceAll("[\\\\*?\\[]", "\\\\$0");
  }

  private static String place(String file, ApplicationManifest manifest) {
    String directory = manifest.directory();
    if (directory != null && (file.equals(directory) || isBelow(file, directory))) {
      return "/project" + file.substring(directory.length());
    }
    return "/host" + file;
  }

  private static boolean isBelow(String path, String directory) {
    return path.startsWith(directory.endsWith("/") ? directory : directory + "/");
  }
}
