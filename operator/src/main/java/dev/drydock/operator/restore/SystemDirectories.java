// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import java.util.Set;

/**
 * Directories that belong to the host, not to an application. An application may mount single files
 * of them, such as /etc/localtime; a restore never swaps them.
 */
final class SystemDirectories {
  private static final Set<String> ALL =
      Set.of(
          "/",
          "/bin",
          "/boot",
          "/dev",
          "/etc",
          "/etc/ssl",
          "/etc/ssl/certs",
          "/home",
          "/lib",
          "/lib64",
          "/media",
          "/mnt",
          "/opt",
          "/proc",
          "/root",
          "/run",
          "/sbin",
          "/srv",
          "/sys",
          "/tmp",
          "/usr",
          "/usr/local",
          "/usr/share",
          "/usr/share/zoneinfo",
          "/var",
          "/var/lib",
          "/var/log",
          "/var/run");

  private SystemDirectories() {}

  static boolean contains(String directory) {
    return ALL.contains(directory)
        || directory.startsWith("/proc/")
        || directory.startsWith("/sys/")
        || directory.startsWith("/dev/")
        || directory.startsWith("/run/");
  }
}
