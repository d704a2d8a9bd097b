// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.restore;

import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.PreparedTarget.ConfigurationDirectory;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How compose is called for a target of a restore. Compose sees every file at the path that the
 * compose files mean, wherever it really is, and nothing else of the host. Pure functions.
 */
final class ComposeCalls {
  private ComposeCalls() {}

  /**
   * Where files of a target that are in their places are: its directory, and what is present
   * outside of it.
   */
  static Map<String, String> inPlace(Target target, Collection<String> presentOutside) {
    Map<String, String> files = new LinkedHashMap<>();
    String directory = Objects.requireNonNull(target.directory());
    files.put(directory, directory);
    presentOutside.forEach(path -> files.put(path, path));
    return files;
  }

  /**
   * Where files of a target are that were fetched to the side.
   *
   * @param fetched directories of configuration that were fetched
   * @param aside name of the directory below each of them that holds what was fetched
   * @return by path in the target: where it is on the host
   */
  static Map<String, String> aside(List<ConfigurationDirectory> fetched, String aside) {
    Map<String, String> files = new LinkedHashMap<>();
    for (ConfigurationDirectory directory : fetched) {
      String side = (directory.directory().equals("/") ? "" : directory.directory()) + "/" + aside;
      if (directory.entries().isEmpty()) {
        files.put(directory.directory(), side);
      }
      directory.entries().forEach(entry -> files.put(directory.at(entry), side + "/" + entry));
    }
    return files;
  }

  /**
   * A call for what is to run in the target.
   *
   * @param files by path in the target: where it is on the host
   */
  static ComposeRunner.Call faithful(Target target, Map<String, String> files) {
    ApplicationManifest source = target.request().source();
    return new ComposeRunner.Call(
        target.project(),
        target.directory(),
        target.paths(source.composeFiles()),
        target.paths(source.environmentFiles()),
        source.profiles(),
        files);
  }

  /**
   * A call for the original as the backup has it, each file at its own path: so everything that its
   * compose files name, in whatever way, is the copy that was restored, or is not there at all.
   *
   * @param files by path in the target: where it is on the host
   */
  static ComposeRunner.Call original(Target target, Map<String, String> files) {
    ApplicationManifest source = target.request().source();
    Map<String, String> mounts = new LinkedHashMap<>();
    files.forEach((path, real) -> mounts.put(original(target, path), real));
    return new ComposeRunner.Call(
        source.name(),
        source.directory(),
        source.composeFiles(),
        source.environmentFiles(),
        source.profiles(),
        mounts);
  }

  private static String original(Target target, String path) {
    String from = target.request().source().directory();
    String directory = target.directory();
    return from != null && directory != null && target.inside(path)
        ? from + path.substring(directory.length())
        : path.substring(target.hostPrefix().length());
  }

  /** Whether all compose files are among these. */
  static boolean coverComposeFiles(Target target, Map<String, String> files) {
    return target.request().source().composeFiles().stream()
        .map(target::path)
        .allMatch(file -> files.keySet().stream().anyMatch(path -> Target.within(file, path)));
  }
}
