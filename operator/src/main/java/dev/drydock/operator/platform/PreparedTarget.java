// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.platform;

import java.util.List;
import java.util.Map;

/**
 * Where each component of a restore is to be written. Whatever is mounted, a restore first writes
 * into a new directory directly below the mount and swaps afterwards.
 *
 * @param volumes by name of the volume: what to mount
 * @param configuration where configuration files go
 * @param nonEmpty names of the volumes that hold data already; {@code configuration} when files
 *     would be replaced
 */
public record PreparedTarget(
    Map<String, JobRequest.Mount> volumes,
    List<ConfigurationRoot> configuration,
    List<String> nonEmpty) {

  /**
   * One directory of configuration.
   *
   * @param snapshotPath directory within the configuration snapshot: {@code /configuration/project}
   *     for what is inside the project's directory, {@code /configuration/host/…} for directories
   *     outside of it
   * @param mount the directory on the host that receives its children
   */
  public record ConfigurationRoot(String snapshotPath, JobRequest.Mount mount) {}
}
