// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.engine;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Capability;
import dev.drydock.compose.docker.engine.HostFiles.Entry;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at files of the Docker host through one helper container, which starts with the first look:
 * starting one takes several times as long as looking. It ends when the watch is closed, and after
 * {@link #LIFE} whatever became of this process. For one thread.
 */
final class HostWatch implements HostView.Watch {
  private static final Logger log = LoggerFactory.getLogger(HostWatch.class);

  static final Duration LIFE = Duration.ofMinutes(5);

  /** A process of PID 1 that names no handler of SIGTERM never gets it. */
  private static final String WAIT =
      "trap 'exit 0' TERM; sleep %d & wait".formatted(LIFE.toSeconds());

  private static final int OUTPUT_LIMIT = 8 << 20;
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
  private @Nullable String container;

  HostWatch(DockerEngine engine, String image) {
    this.engine = engine;
    this.image = image;
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
    String used = container == null ? begin() : container;
    RunResult result =
        tried(used, command)
            .or(() -> tried(begin(), command))
            .orElseThrow(
                () ->
                    failed(
                        "the helper container ended each time, twice now. If something on this host"
                            + " removes containers, have it leave those with the label "
                            + Labels.ROLE
                            + " alone; otherwise see what the engine says (journalctl -u docker)."));
    if (!result.succeeded()) {
      throw failed(new RunResult(result.exitCode(), "", result.err()).tail());
    }
    return HostFiles.parse(result.out());
  }

  /** What a look told; empty when the container has ended. */
  private Optional<RunResult> tried(String used, List<String> command) {
    Optional<RunResult> result;
    try {
      result = engine.exec(used, command, TIMEOUT, OUTPUT_LIMIT);
    } catch (DockerException e) {
      if (engine.runs(used)) {
        throw e;
      }
      log.debug("{} ended before a look", used, e);
      return Optional.empty();
    }
    if (result.isEmpty()) {
      close(); // what hangs in it would go on
      throw new DrydockException(
          FailureReason.DeadlineExceeded,
          "Looking at the files of the application took longer than %d s. Does a file system of the host hang (df)?"
              .formatted(TIMEOUT.toSeconds()));
    }
    return result.filter(ended -> ended.succeeded() || engine.runs(used));
  }

  private String begin() {
    String begun =
        engine.create(
            new ContainerSpec(image)
                .command(List.of("sh", "-c", WAIT))
                .label(Labels.ROLE, Labels.HELPER)
                .bind("/", "/host", true)
                .capabilities(List.of(Capability.DAC_READ_SEARCH))
                .unlogged()
                .removedAtItsEnd());
    container = begun;
    try {
      engine.start(begun);
    } catch (RuntimeException e) {
      container = null;
      engine.remove(begun);
      throw e;
    }
    return begun;
  }

  private static DrydockException failed(String why) {
    return new DrydockException(
        FailureReason.PlatformError, "The files of the application could not be looked at: " + why);
  }

  @Override
  public void close() {
    String used = container;
    container = null;
    if (used == null) {
      return;
    }
    try {
      engine.terminate(used);
    } catch (RuntimeException e) {
      log.debug("{} is left to end by itself", used, e);
    }
  }
}
