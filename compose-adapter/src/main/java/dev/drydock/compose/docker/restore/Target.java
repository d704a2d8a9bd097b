// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.restore;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.ApplicationManifest.Volume;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import dev.drydock.operator.platform.TargetRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
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
    return hostPrefix + path;
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

  /** Directories of configuration: path within the snapshot, directory in the target. */
  Map<String, String> configurationRoots() {
    Map<String, String> roots = new LinkedHashMap<>();
    @Nullable String from = source().directory();
    boolean inside =
        source().configurationFiles().stream().anyMatch(f -> from != null && within(f, from));
    if (inside && directory != null) {
      roots.put("/configuration/project", directory);
    }
    TreeSet<String> outside = new TreeSet<>();
    for (String file : source().configurationFiles()) {
      if (from == null || !within(file, from)) {
        Path parent = Path.of(file).getParent();
        outside.add(parent == null ? "/" : parent.toString());
      }
    }
    List<String> kept = new ArrayList<>();
    for (String path : outside) {
      if (kept.stream().noneMatch(other -> within(path, other))) {
        kept.add(path);
        roots.put("/configuration/host" + path, hostPrefix + path);
      }
    }
    return roots;
  }

  /** Whether a path is a directory itself or lies below it. */
  static boolean within(String path, String directory) {
    return path.equals(directory)
        || path.startsWith(
            Objects.requireNonNull(directory).endsWith("/") ? directory : directory + "/");
  }
}
