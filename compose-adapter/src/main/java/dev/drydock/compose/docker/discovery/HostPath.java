// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.discovery;

import java.nio.file.Path;
import java.util.List;

/** Absolute paths of the Docker host, handled as text because they need not exist here. */
final class HostPath {
  private static final List<String> OF_THE_SYSTEM =
      List.of(
          "/proc",
          "/sys",
          "/dev",
          "/run",
          "/var/run",
          "/boot",
          "/usr",
          "/lib",
          "/lib64",
          "/bin",
          "/sbin",
          "/tmp/.X11-unix",
          "/var/lib/docker",
          "/etc/localtime",
          "/etc/timezone",
          "/etc/hosts",
          "/etc/hostname",
          "/etc/resolv.conf",
          "/etc/passwd",
          "/etc/group",
          "/etc/machine-id",
          "/etc/ssl/certs",
          "/etc/ca-certificates");

  private HostPath() {}

  /** A path as compose resolves it: relative to a directory, normalised. */
  static String resolve(String directory, String path) {
    return Path.of(directory).resolve(path).normalize().toString();
  }

  /** The directory that holds a path. */
  static String parent(String path) {
    Path parent = Path.of(path).getParent();
    return parent == null ? "/" : parent.toString();
  }

  /** Whether a path is a directory itself or lies below it. */
  static boolean within(String path, String directory) {
    return path.equals(directory)
        || path.startsWith(directory.endsWith("/") ? directory : directory + "/");
  }

  /** Whether a path belongs to the operating system and not to an application. */
  static boolean ofTheSystem(String path) {
    return path.equals("/")
        || path.equals("/etc")
        || path.equals("/var")
        || path.endsWith(".sock")
        || OF_THE_SYSTEM.stream().anyMatch(directory -> within(path, directory));
  }

  /** Name for a bind mount: its path relative to the project with slashes as dashes. */
  static String name(String projectDirectory, String path) {
    if (path.equals(projectDirectory)) {
      return "project";
    }
    String relative =
        within(path, projectDirectory) ? path.substring(projectDirectory.length()) : path;
    return relative
        .replaceFirst("^/+", "")
        .replace('/', '-')
        .replaceAll("[^A-Za-z0-9_.-]", "_")
        .replaceFirst("^[.-]+", "");
  }
}
