// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.posix;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where filesystems are mounted, as this process sees it. */
public final class MountTable {
  private static final Path TABLE = Path.of("/proc/self/mountinfo");
  private static final int MOUNT_POINT = 4;

  private MountTable() {}

  /** Mount points below a directory, relative to it; not the directory itself. */
  public static List<String> below(Path directory) throws IOException {
    // Bytes that are no UTF-8 must not keep the rest from being read
    return below(
        directory.toRealPath().toString(),
        Files.readAllLines(TABLE, StandardCharsets.ISO_8859_1).stream()
            .map(
                line ->
                    new String(line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8))
            .toList());
  }

  /** Of the lines of a table as {@code proc_pid_mountinfo(5)} describes it. */
  static List<String> below(String directory, List<String> table) {
    String root = directory.endsWith("/") ? directory : directory + "/";
    return table.stream()
        .map(line -> line.split(" ", -1))
        .filter(fields -> fields.length > MOUNT_POINT)
        .map(fields -> unescape(fields[MOUNT_POINT]))
        .filter(point -> point.startsWith(root) && point.length() > root.length())
        .map(point -> point.substring(root.length()))
        .distinct()
        .toList();
  }

  private static String unescape(String text) {
    return text.replace("\\040", " ")
        .replace("\\011", "\t")
        .replace("\\012", "\n")
        .replace("\\134", "\\");
  }
}
