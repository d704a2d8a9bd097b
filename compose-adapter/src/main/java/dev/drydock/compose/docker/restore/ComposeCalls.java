// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.restore;

import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.PreparedTarget.ConfigurationRoot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How compose is called for a target of a restore. Compose sees every file at the path that it has
 * in the target, or, outside of the project of a sandbox, at that of the original; wherever the
 * file really is. Pure functions.
 */
final class ComposeCalls {
  private ComposeCalls() {}

  /** A call that sees the target as it is. */
  static ComposeRunner.Call of(Target target) {
    return of(target, List.of(), "");
  }

  /**
   * A call that sees what was fetched to the side as if it were in its place.
   *
   * @param fetched directories of configuration that were fetched
   * @param aside name of the directory below each of them that holds what was fetched
   */
  static ComposeRunner.Call of(Target target, List<ConfigurationRoot> fetched, String aside) {
    ApplicationManifest source = target.request().source();
    Map<String, String> mounts = new LinkedHashMap<>();
    String directory = target.directory();
    if (directory != null) {
      mounts.put(directory, directory);
    }
    target.configurationRoots().values().forEach(root -> mounts.put(seen(target, root), root));
    fetched.forEach(
        root ->
            mounts.put(seen(target, root.mount().source()), root.mount().source() + "/" + aside));
    return new ComposeRunner.Call(
        target.project(),
        directory,
        source.composeFiles().stream().map(file -> seen(target, target.path(file))).toList(),
        source.environmentFiles().stream().map(file -> seen(target, target.path(file))).toList(),
        source.profiles(),
        mounts);
  }

  /** Whether all compose files are in these directories. */
  static boolean coverComposeFiles(Target target, List<ConfigurationRoot> fetched) {
    return target.request().source().composeFiles().stream()
        .map(target::path)
        .allMatch(file -> fetched.stream().anyMatch(r -> Target.within(file, r.mount().source())));
  }

  private static String seen(Target target, String path) {
    return target.sandbox() && path.startsWith(target.hostPrefix() + "/")
        ? path.substring(target.hostPrefix().length())
        : path;
  }
}
