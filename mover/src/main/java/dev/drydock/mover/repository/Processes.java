// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process can know of others on its host. */
final class Processes {
  /** How Linux names the namespace in which all processes of a host are to be seen. */
  private static final String ALL = "pid:[4026531836]";

  private Processes() {}

  /** Whether no process of this host has that number. In a container that cannot be known. */
  static boolean isKnownDead(long pid) {
    return seesAll() && ProcessHandle.of(pid).isEmpty();
  }

  private static boolean seesAll() {
    try {
      // A mount of /proc that hides the processes of others hides the first one as well.
      return Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString().equals(ALL)
          && ProcessHandle.of(1).isPresent();
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }
}
