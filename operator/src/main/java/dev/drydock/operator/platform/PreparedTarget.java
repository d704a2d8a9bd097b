// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.platform;

import java.util.List;
import java.util.Map;

/**
 * Where each component of a restore is to be written. Whatever is mounted, a restore first writes
 * into a new directory directly below the directory that it concerns and swaps afterwards.
 *
 * @param volumes by name of the volume: what to mount
 * @param configuration where configuration files go
 * @param nonEmpty names of the volumes that hold data already; {@code configuration} when files
 *     would be replaced
 */
public record PreparedTarget(
    Map<String, JobRequest.Mount> volumes,
    List<ConfigurationDirectory> configuration,
    List<String> nonEmpty) {

  /**
   * One directory that holds configuration. Nothing else in it is touched.
   *
   * @param snapshotPath the same directory within the configuration snapshot: {@code
   *     /configuration/project…} for what is inside the project's directory, {@code
   *     /configuration/host/…} for what is outside of it
   * @param mount what is mounted to reach it: the directory itself or one above it
   * @param path where the mover sees it
   * @param entries names directly below it of the files and directories that are configuration;
   *     none when it is configuration as a whole
   */
  public record ConfigurationDirectory(
      String snapshotPath, JobRequest.Mount mount, String path, List<String> entries) {

    public ConfigurationDirectory {
      entries = List.copyOf(entries);
    }

    /** Where it is on the host. */
    public String directory() {
      return mount.source() + path.substring(mount.path().length());
    }

    /** Where one of its entries is on the host. */
    public String at(String entry) {
      return directory().equals("/") ? "/" + entry : directory() + "/" + entry;
    }
  }
}
