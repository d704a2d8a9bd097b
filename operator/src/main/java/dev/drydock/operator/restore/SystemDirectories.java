// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import java.util.List;
import java.util.Set;

/**
 * Directories and files that belong to the host, not to an application. An application may mount
 * files of them, such as /etc/localtime; a restore never replaces these, wherever the repository
 * says that they come from.
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

  /** What is in them comes with the host. */
  private static final List<String> WHOLE =
      List.of(
          "/bin",
          "/boot",
          "/dev",
          "/etc/ca-certificates",
          "/etc/ssl/certs",
          "/lib",
          "/lib64",
          "/proc",
          "/run",
          "/sbin",
          "/sys",
          "/usr/bin",
          "/usr/lib",
          "/usr/libexec",
          "/usr/sbin",
          "/usr/share",
          "/var/run");

  private static final Set<String> FILES =
      Set.of(
          "/etc/fstab",
          "/etc/group",
          "/etc/gshadow",
          "/etc/hostname",
          "/etc/hosts",
          "/etc/localtime",
          "/etc/machine-id",
          "/etc/passwd",
          "/etc/resolv.conf",
          "/etc/shadow",
          "/etc/sudoers",
          "/etc/timezone");

  private SystemDirectories() {}

  /** Whether a file or directory is the host's own. */
  static boolean isOfTheHost(String path) {
    return contains(path)
        || FILES.contains(path)
        || WHOLE.stream().anyMatch(directory -> path.startsWith(directory + "/"));
  }

  static boolean contains(String directory) {
    return ALL.contains(directory)
        || directory.startsWith("/proc/")
        || directory.startsWith("/sys/")
        || directory.startsWith("/dev/")
        || directory.startsWith("/run/");
  }
}
