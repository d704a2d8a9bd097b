// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.discovery;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Absolute paths of the Docker host, handled as text because they need not exist here. */
public final class HostPath {
  /** What has no content of its own, or is made anew at each start. */
  private static final List<String> VOLATILE =
      List.of("/proc", "/sys", "/dev", "/run", "/var/run", "/tmp/.X11-unix");

  private static final List<String> OF_THE_SYSTEM =
      List.of(
          "/boot",
          "/usr/bin",
          "/usr/sbin",
          "/usr/lib",
          "/usr/lib32",
          "/usr/lib64",
          "/usr/libexec",
          "/usr/include",
          "/usr/share/zoneinfo",
          "/usr/share/ca-certificates",
          "/usr/share/fonts",
          "/lib",
          "/lib64",
          "/bin",
          "/sbin",
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

  private static final List<String> ROOTS = List.of("/", "/etc", "/var", "/usr");

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

  /**
   * The directories that lead to a path, from the top: from a directory of the project when the
   * path lies in it, otherwise from below the root of the host.
   */
  static List<String> leadingTo(String path, String project) {
    List<String> leading = new ArrayList<>();
    for (String at = parent(path); !at.equals("/"); at = parent(at)) {
      leading.addFirst(at);
      if (at.equals(project)) {
        break;
      }
    }
    return leading;
  }

  /** Whether a path is a directory itself or lies below it. */
  public static boolean within(String path, String directory) {
    return path.equals(directory)
        || path.startsWith(directory.endsWith("/") ? directory : directory + "/");
  }

  /** Whether a path belongs to the operating system and not to an application. */
  public static boolean ofTheSystem(String path) {
    return ROOTS.contains(path)
        || isVolatile(path)
        || OF_THE_SYSTEM.stream().anyMatch(directory -> within(path, directory));
  }

  /** Whether nothing that is at a path outlives a restart of the host, or it is a socket. */
  static boolean isVolatile(String path) {
    return path.endsWith(".sock")
        || VOLATILE.stream().anyMatch(directory -> within(path, directory));
  }

  /** Whether a path is one file that each host has for itself, such as its time zone. */
  static boolean ofThisHost(String path) {
    return path.startsWith("/etc/") && OF_THE_SYSTEM.contains(path);
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
