// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.platform;

import dev.drydock.operator.platform.ApplicationManifest.Volume;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import java.util.Collection;
import java.util.List;

/**
 * Volumes whose directory lies in that of another one. They are no part of it: its backup leaves
 * them out, and its restore leaves them where they are.
 */
public final class NestedVolumes {
  private NestedVolumes() {}

  /** Directories of other volumes in that of a volume, relative to it, with a slash before each. */
  public static List<String> within(Volume outer, Collection<Volume> all) {
    return outer.kind() == VolumeKind.Bind
        ? within(
            outer.source(),
            all.stream().filter(v -> v.kind() == VolumeKind.Bind).map(Volume::source).toList())
        : List.of();
  }

  /** Those of these absolute paths that lie below a directory, relative to it. */
  public static List<String> within(String directory, Collection<String> paths) {
    String root = directory.endsWith("/") ? directory : directory + "/";
    return paths.stream()
        .filter(path -> path.startsWith(root) && path.length() > root.length())
        .map(path -> path.substring(root.length() - 1))
        .distinct()
        .sorted()
        .toList();
  }
}
