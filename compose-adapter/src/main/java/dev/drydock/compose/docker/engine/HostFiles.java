// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.engine;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.DirectoryAttributes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks at files of the Docker host. Always through a short-lived helper container without network
 * and with the host mounted read-only, so that it is the host that is seen, wherever this process
 * runs. Safe for use by many threads.
 */
public final class HostFiles implements HostView {
  private final DockerEngine engine;
  private final String image;

  /** Looks through helper containers of this image, which needs a shell and coreutils. */
  public HostFiles(DockerEngine engine, String image) {
    this.engine = engine;
    this.image = image;
  }

  /** What a path is. */
  public enum Kind {
    /** A file. */
    File,
    /** A directory. */
    Directory,
    /** A socket, a device, a pipe. */
    Other
  }

  /**
   * What was found.
   *
   * @param kind kind
   * @param content content of a file of at most 1 MiB where it was asked for, otherwise null
   * @param children names in a directory where they were asked for, otherwise empty
   * @param attributes attributes of a directory; null for what is none
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares entries
  public record Entry(
      Kind kind,
      byte @Nullable [] content,
      List<String> children,
      @Nullable DirectoryAttributes attributes) {

    /** One whose attributes are not known. */
    public Entry(Kind kind, byte @Nullable [] content, List<String> children) {
      this(kind, content, children, null);
    }

    /** Content as text; empty when it was not read. */
    public String text() {
      return content == null ? "" : new String(content, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
      return kind.toString();
    }
  }

  @Override
  public Map<String, Entry> look(Collection<String> paths, Depth depth) {
    try (Watch watch = watch()) {
      return watch.look(paths, depth);
    }
  }

  @Override
  public Watch watch() {
    return new HostWatch(engine, image);
  }

  static Map<String, Entry> parse(String output) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    List<String> lines = output.lines().toList();
    if (lines.size() < 2 || !lines.getFirst().equals("B") || !lines.getLast().equals("E")) {
      throw new DrydockException(
          FailureReason.PlatformError,
          "Looking at the files of the application gave an incomplete answer. If a directory that"
              + " an image is built from has some hundred thousand entries, move what is not code"
              + " elsewhere; otherwise try again.");
    }
    for (String line : lines) {
      String[] parts = line.split(" ", -1);
      if (parts.length < 2) {
        continue;
      }
      String path = decode(parts[1]);
      switch (parts[0]) {
        case "F" ->
            entries.put(
                path,
                new Entry(
                    Kind.File,
                    parts.length < 3 ? null : Base64.getDecoder().decode(parts[2]),
                    List.of()));
        case "D" ->
            entries.put(
                path,
                new Entry(
                    Kind.Directory,
                    null,
                    Arrays.stream(parts).skip(3).map(HostFiles::decode).toList(),
                    attributes(parts[2])));
        default -> entries.put(path, new Entry(Kind.Other, null, List.of()));
      }
    }
    return entries;
  }

  private static DirectoryAttributes attributes(String stat) {
    String[] parts = stat.split(":", -1);
    return new DirectoryAttributes(
        "0" + parts[0],
        Long.parseLong(parts[1]),
        Long.parseLong(parts[2]),
        Long.parseLong(parts[3]));
  }

  private static String decode(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }
}
