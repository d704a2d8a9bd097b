// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.engine;

import com.github.dockerjava.api.model.Capability;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.DirectoryAttributes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks at files of the Docker host. Always through a short-lived helper container without network
 * and with the host mounted read-only, so that it is the host that is seen, wherever this process
 * runs.
 */
public final class HostFiles implements HostView {
  private static final int READ_AT_ONCE = 5; // files of 1 MiB whose output is surely kept
  private static final int LOOK_AT_ONCE = 500;
  private static final Duration TIMEOUT = Duration.ofMinutes(1);
  private static final String SCRIPT =
      """
      encode() { printf %s "$1" | base64 -w0; }
      # symbolic links of the host mean paths of the host, in every component
      resolve() {
        rest=$1 at= hops=0
        while [ -n "$rest" ]; do
          part=${rest%%/*}
          case $rest in */*) rest=${rest#*/} ;; *) rest= ;; esac
          case $part in ''|.) continue ;; ..) at=${at%/*}; continue ;; esac
          if [ -L "/host$at/$part" ] && [ $hops -lt 40 ]; then
            hops=$((hops + 1))
            to=$(readlink "/host$at/$part")
            case $to in /*) at= ;; esac
            rest=$to${rest:+/$rest}
          else
            at=$at/$part
          fi
        done
      }
      children() {
        if [ $depth = Children ]; then
          for child in "/host$at"/* "/host$at"/.[!.]*; do
            { [ -e "$child" ] || [ -L "$child" ]; } && printf ' %s' "$(encode "${child##*/}")"
          done
        else
          for child in config keys data index snapshots; do
            [ -e "/host$at/$child" ] && printf ' %s' "$(encode "$child")"
          done
        fi
      }
      depth=$1; shift
      echo B
      for asked in "$@"; do
        resolve "$asked"
        if [ -f "/host$at" ]; then
          printf 'F %s' "$(encode "$asked")"
          if [ $depth = Contents ] && [ "$(stat -c %s "/host$at")" -le 1048576 ]; then
            printf ' '; base64 -w0 "/host$at" || exit 1
          fi
          echo
        elif [ -d "/host$at" ]; then
          printf 'D %s %s' "$(encode "$asked")" "$(stat -c %a:%u:%g:%Y "/host$at")"
          children; echo
        elif [ -e "/host$at" ]; then
          printf 'O %s\\n' "$(encode "$asked")"
        fi
      done
      echo E
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
    List<String> all = List.copyOf(paths);
    int batch = depth == Depth.Contents ? READ_AT_ONCE : LOOK_AT_ONCE;
    Map<String, Entry> entries = new HashMap<>();
    for (int from = 0; from < all.size(); from += batch) {
      entries.putAll(lookAt(all.subList(from, Math.min(from + batch, all.size())), depth));
    }
    return entries;
  }

  private Map<String, Entry> lookAt(List<String> paths, Depth depth) {
    List<String> command = new ArrayList<>(List.of("sh", "-c", SCRIPT, "look", depth.name()));
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
          "The files of the application could not be looked at: "
              + new RunResult(result.exitCode(), "", result.err()).tail());
    }
    return parse(result.out());
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
