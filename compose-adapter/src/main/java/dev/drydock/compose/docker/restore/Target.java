// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.restore;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.SnapshotLayout;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.ApplicationManifest.Volume;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import dev.drydock.operator.platform.TargetRequest;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where everything of a backed-up application lies in a target: a pure function of both.
 *
 * @param request the target
 * @param project compose project that results
 * @param directory project directory that results; null when the source had none
 * @param hostPrefix what is put before paths outside of the project; empty but for a sandbox
 */
record Target(
    TargetRequest request, String project, @Nullable String directory, String hostPrefix) {

  /**
   * The target of a request.
   *
   * @param sandboxDirectory directory for the files of a sandbox
   */
  static Target of(TargetRequest request, String sandboxDirectory) {
    @Nullable String source = request.source().directory();
    return switch (request.kind()) {
      case InPlace ->
          new Target(
              request,
              request.project(),
              request.directory() == null ? source : request.directory(),
              "");
      case Elsewhere -> {
        if (request.directory() == null) {
          throw new DrydockException(
              FailureReason.InvalidRequest,
              "A restore to another project needs a directory for its files (target.application.compose.directory).");
        }
        yield new Target(request, request.project(), request.directory(), "");
      }
      case Sandbox ->
          new Target(
              request,
              SandboxRegistry.project(request.project()),
              sandboxDirectory + "/project",
              sandboxDirectory + "/host");
    };
  }

  private ApplicationManifest source() {
    return request.source();
  }

  boolean sandbox() {
    return request.kind() == TargetRequest.Kind.Sandbox;
  }

  /** A path of the source, as it is in the target. */
  String path(String path) {
    @Nullable String from = source().directory();
    if (from != null && directory != null && within(path, from)) {
      return directory + path.substring(from.length());
    }
    if (hostPrefix.isEmpty() && from != null && directory != null && isBeside(path)) {
      return Path.of(directory)
          .resolve(Path.of(from).relativize(Path.of(path)))
          .normalize()
          .toString();
    }
    return hostPrefix + path;
  }

  /** Whether the compose files look for it beside the project's directory, wherever that is. */
  private boolean isBeside(String path) {
    return source().besideProject().stream().anyMatch(beside -> within(path, beside));
  }

  /** Whether a path of the target lies in the project's directory. */
  boolean inside(String path) {
    return directory != null && within(path, directory);
  }

  /** Paths of the target outside of the project's directory that are written. */
  Set<String> outside() {
    return Stream.concat(
            source().volumes().stream()
                .filter(volume -> volume.kind() == VolumeKind.Bind)
                .map(this::volume),
            configuration().stream().flatMap(d -> d.paths().stream()))
        .filter(path -> !inside(path))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Paths of the source, as they are in the target. */
  List<String> paths(List<String> paths) {
    return paths.stream().map(this::path).toList();
  }

  /** What is mounted to write a volume: a volume's name or a path of the host. */
  String volume(Volume volume) {
    if (volume.kind() == VolumeKind.Bind) {
      return path(volume.source());
    }
    return switch (request.kind()) {
      case InPlace -> volume.source();
      case Elsewhere -> fixedName(volume) ? volume.source() : project + "_" + volume.name();
      case Sandbox -> project + "_" + volume.name();
    };
  }

  /** Whether the compose file gives a volume a name that does not depend on the project's. */
  boolean fixedName(Volume volume) {
    return volume.external() || !volume.source().equals(source().name() + "_" + volume.name());
  }

  /**
   * A directory that holds configuration.
   *
   * @param snapshotPath where it is within the configuration's snapshot
   * @param directory where it is in the target
   * @param entries names in it that are configuration; none for all
   */
  record Holder(String snapshotPath, String directory, List<String> entries) {
    /** What is written. */
    List<String> paths() {
      return entries.isEmpty() ? List.of(directory) : entries.stream().map(this::at).toList();
    }

    private String at(String entry) {
      return directory.equals("/") ? "/" + entry : directory + "/" + entry;
    }
  }

  /** The directories that hold configuration. */
  List<Holder> configuration() {
    Map<String, String> directories = new LinkedHashMap<>();
    Map<String, Set<String>> entries = new LinkedHashMap<>();
    List<String> files = source().configurationFiles();
    for (String file : files) {
      String place = place(file);
      if (files.stream().map(this::place).anyMatch(o -> !o.equals(place) && within(place, o))) {
        continue; // comes with the directory above it
      }
      if (file.equals(source().directory())) {
        directories.put(place, path(file));
        entries.put(place, new LinkedHashSet<>());
        continue;
      }
      String above = parent(place);
      directories.putIfAbsent(above, parent(path(file)));
      entries.computeIfAbsent(above, p -> new LinkedHashSet<>()).add(name(file));
    }
    return directories.entrySet().stream()
        .map(
            entry ->
                new Holder(
                    entry.getKey(),
                    entry.getValue(),
                    List.copyOf(entries.getOrDefault(entry.getKey(), Set.of()))))
        .toList();
  }

  /** Where a configuration file is within the configuration's snapshot. */
  private String place(String file) {
    @Nullable String from = source().directory();
    return from != null && within(file, from)
        ? SnapshotLayout.CONFIGURATION_PATH + "/project" + file.substring(from.length())
        : SnapshotLayout.CONFIGURATION_PATH + "/host" + file;
  }

  private static String parent(String path) {
    Path parent = Path.of(path).getParent();
    return parent == null ? "/" : parent.toString();
  }

  private static String name(String path) {
    return String.valueOf(Path.of(path).getFileName());
  }

  /** Whether a path is a directory itself or lies below it. */
  static boolean within(String path, String directory) {
    return path.equals(directory)
        || path.startsWith(
            Objects.requireNonNull(directory).endsWith("/") ? directory : directory + "/");
  }
}
