// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import dev.drydock.operator.platform.JobRequest.Mount;
import dev.drydock.operator.platform.PreparedTarget;
import dev.drydock.operator.platform.PreparedTarget.ConfigurationRoot;
import java.util.List;

/**
 * Where trees are swapped. A directory that is mounted into a service may lie within the project's
 * directory, which is swapped itself. It is reached through that one's mount then: a mount of its
 * own would still show the directory that was there when the mover started.
 *
 * @param plan what is restored
 * @param prepared where the platform wants it
 */
record SwapRoots(RestorePlan plan, PreparedTarget prepared) {
  /**
   * One root.
   *
   * @param path where the mover sees it
   * @param mount what has to be mounted for that
   */
  record Root(String path, Mount mount) {}

  Root of(Mount mount) {
    if (mount.kind() == VolumeKind.Bind && plan.withConfiguration()) {
      for (var outer : configuration()) {
        var directory = outer.mount().source();
        if (mount.source().startsWith(directory + "/")) {
          var inside = mount.source().substring(directory.length());
          return new Root(outer.mount().path() + inside, outer.mount());
        }
      }
    }
    return new Root(mount.path(), mount);
  }

  /**
   * The directories of configuration, but those of the host's system, and those in a directory that
   * is restored as a volume: its snapshot holds these files, and two trees in one place would each
   * take the other's files for leftovers.
   */
  List<ConfigurationRoot> configuration() {
    return prepared.configuration().stream()
        .filter(root -> !SystemDirectories.contains(root.mount().source()))
        .filter(root -> plan.items().stream().noneMatch(item -> holds(item, root.mount())))
        .toList();
  }

  /** What is fetched first, since images are known from it: the configuration, if that is apart. */
  List<PlanItem> first() {
    return configuration().isEmpty() ? List.of() : items(true);
  }

  /** What is fetched once images are there. */
  List<PlanItem> rest() {
    return configuration().isEmpty() ? plan.items() : items(false);
  }

  private List<PlanItem> items(boolean configuration) {
    return plan.items().stream()
        .filter(item -> item instanceof PlanItem.ConfigurationItem == configuration)
        .toList();
  }

  private boolean holds(PlanItem item, Mount configuration) {
    if (!(item instanceof PlanItem.VolumeItem volume) || !volume.paths().isEmpty()) {
      return false;
    }
    var mount = prepared.volumes().get(volume.name());
    return mount != null && mount.kind() == VolumeKind.Bind && within(configuration, mount);
  }

  private static boolean within(Mount inner, Mount outer) {
    var root = outer.source().equals("/") ? "/" : outer.source() + "/";
    return inner.source().equals(outer.source()) || inner.source().startsWith(root);
  }

  /** Directories of the host's system that hold configuration; they are left alone. */
  static List<String> leftAlone(PreparedTarget prepared) {
    return prepared.configuration().stream()
        .map(root -> root.mount().source())
        .filter(SystemDirectories::contains)
        .sorted()
        .toList();
  }
}
