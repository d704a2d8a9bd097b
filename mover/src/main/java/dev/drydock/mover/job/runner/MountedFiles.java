// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.runner;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads what Kubernetes mounts of Secrets and ConfigMaps: small files behind links, which lead to a
 * directory whose name changes with every change of the object (kubelet's AtomicWriter). A snapshot
 * that had these as they lie would be a different one each time.
 */
final class MountedFiles {
  /** Objects of Kubernetes have 1 MiB at most. */
  private static final long LARGEST = 2L << 20;

  private MountedFiles() {}

  /**
   * The content of all files, by relative path.
   *
   * @param component name of the component that they are part of, for messages
   * @param directories where they are, by the relative path that they get
   * @throws DrydockException SourceUnreadable
   */
  static Map<String, byte[]> read(String component, Map<String, String> directories) {
    Map<String, byte[]> files = new HashMap<>();
    for (Map.Entry<String, String> directory : directories.entrySet()) {
      Path path = Path.of(directory.getValue());
      if (!Files.exists(path)) {
        continue;
      }
      try (DirectoryStream<Path> entries =
          Files.newDirectoryStream(path, MountedFiles::isOfTheObject)) {
        for (Path entry : entries) {
          files.put(directory.getKey() + "/" + entry.getFileName(), content(entry));
        }
      } catch (IOException e) {
        throw new DrydockException(
            FailureReason.SourceUnreadable,
            "%s: %s cannot be read: %s".formatted(component, path, e.getMessage()),
            e);
      }
    }
    return files;
  }

  /**
   * What to say of directories that should have files and have none.
   *
   * @param expected what to say, by the relative path of the directory
   * @param files relative paths of all files that there are
   */
  static List<String> missing(Map<String, String> expected, Set<String> files) {
    return expected.entrySet().stream()
        .filter(e -> files.stream().noneMatch(file -> file.startsWith(e.getKey() + "/")))
        .sorted(Map.Entry.comparingByKey())
        .map(Map.Entry::getValue)
        .toList();
  }

  private static boolean isOfTheObject(Path entry) {
    Path name = entry.getFileName();
    return name != null && !name.toString().startsWith("..") && Files.isRegularFile(entry);
  }

  private static byte[] content(Path file) throws IOException {
    if (Files.size(file) > LARGEST) {
      throw new IOException(file + " is larger than a Secret can be");
    }
    return Files.readAllBytes(file);
  }
}
