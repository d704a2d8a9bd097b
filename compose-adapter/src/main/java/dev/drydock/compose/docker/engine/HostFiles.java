// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.engine;

import com.github.dockerjava.api.model.Capability;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks at files of the Docker host. Always through a short-lived helper container without network
 * and with the host mounted read-only, so that it is the host that is seen, wherever this process
 * runs.
 */
public final class HostFiles implements Function<Collection<String>, Map<String, HostFiles.Entry>> {
  private static final Duration TIMEOUT = Duration.ofMinutes(1);
  private static final String SCRIPT =
      """
      encode() { printf %s "$1" | base64 -w0; }
      for asked in "$@"; do
        path=$asked; hops=0
        while [ -L "/host$path" ] && [ $hops -lt 10 ]; do
          to=$(readlink "/host$path"); hops=$((hops + 1))
          case $to in /*) path=$to ;; *) path=${path%/*}/$to ;; esac
        done
        if [ -f "/host$path" ]; then
          printf 'F %s ' "$(encode "$asked")"
          if [ "$(stat -c %s "/host$path")" -le 1048576 ]; then base64 -w0 "/host$path"; fi
          echo
        elif [ -d "/host$path" ]; then
          printf 'D %s' "$(encode "$asked")"
          for child in "/host$path"/* "/host$path"/.[!.]*; do
            [ -e "$child" ] && printf ' %s' "$(encode "${child##*/}")"
          done
          echo
        elif [ -e "/host$path" ]; then
          printf 'O %s\\n' "$(encode "$asked")"
        fi
      done
      """;

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
   * @param content content of a file of at most 1 MiB, otherwise null
   * @param children names in a directory, otherwise empty
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares entries
  public record Entry(Kind kind, byte @Nullable [] content, List<String> children) {
    /** Content as text; empty when it was not read. */
    public String text() {
      return content == null ? "" : new String(content, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
      return kind.toString();
    }
  }

  /** What is at each of these absolute paths; paths where nothing is are missing in the result. */
  @Override
  public Map<String, Entry> apply(Collection<String> paths) {
    if (paths.isEmpty()) {
      return Map.of();
    }
    List<String> command = new ArrayList<>(List.of("sh", "-c", SCRIPT, "look"));
    command.addAll(paths);
    RunResult result =
        engine.run(
            new ContainerSpec(image)
                .command(command)
                .bind("/", "/host", true)
                .capabilities(List.of(Capability.DAC_READ_SEARCH)),
            TIMEOUT);
    if (!result.succeeded()) {
      throw new DrydockException(
          FailureReason.PlatformError,
          "The files of the application could not be looked at: " + result.tail());
    }
    return parse(result.out());
  }

  static Map<String, Entry> parse(String output) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (String line : output.lines().toList()) {
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
                    java.util.Arrays.stream(parts).skip(2).map(HostFiles::decode).toList()));
        default -> entries.put(path, new Entry(Kind.Other, null, List.of()));
      }
    }
    return entries;
  }

  private static String decode(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }
}
