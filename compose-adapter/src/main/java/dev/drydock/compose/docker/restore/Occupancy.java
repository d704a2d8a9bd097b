// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.restore;

import com.github.dockerjava.api.model.Capability;
import dev.drydock.compose.docker.engine.ContainerSpec;
import dev.drydock.compose.docker.engine.DockerEngine;
import dev.drydock.compose.docker.engine.RunResult;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import dev.drydock.operator.platform.JobRequest.Mount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds places where something is: a file, or a directory with any entry. What Drydock itself puts
 * beside data counts for nothing. Looks through one helper, which sees only what is mounted.
 */
final class Occupancy {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final String SCRIPT =
      """
      # arguments: directories that do not count, one a line; then NAME PATH of each
      others=$1; shift
      holds() {
        for entry in "$1"/* "$1"/.[!.]* "$1"/..?*; do
          case ${entry##*/} in lost+found | .drydock-*) continue ;; esac
          case $others in
            *"
      $entry
      "*) continue ;;
            *"
      $entry/"*) if holds "$entry"; then return 0; else continue; fi ;;
          esac
          if [ -e "$entry" ] || [ -L "$entry" ]; then return 0; fi
        done
        return 1
      }
      while [ $# -gt 0 ]; do
        if [ -d "$2" ]; then
          if holds "$2"; then echo "$1"; fi
        elif [ -e "$2" ] || [ -L "$2" ]; then echo "$1"; fi
        shift 2
      done
      """;

  private final DockerEngine engine;
  private final ContainerSpec spec;
  private final StringBuilder others = new StringBuilder("\n");
  private final List<String> asked = new ArrayList<>();

  Occupancy(DockerEngine engine, String image) {
    this.engine = engine;
    this.spec = new ContainerSpec(image).capabilities(List.of(Capability.DAC_READ_SEARCH));
  }

  Occupancy mounting(Mount mount) {
    if (mount.kind() == VolumeKind.Bind) {
      spec.bind(mount.source(), mount.path(), true);
    } else {
      spec.volume(mount.source(), mount.path(), true);
    }
    return this;
  }

  /** A directory that does not count, nor what is in it. */
  void leavingOut(String path) {
    others.append(path).append("\n");
  }

  /** A place to look at, by the name that the answer gives it. */
  void asking(String name, String path) {
    asked.add(name);
    asked.add(path);
  }

  /** Names of the places where something is. */
  List<String> find() {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("sh", "-c", SCRIPT, "look", others.toString()));
    command.addAll(asked);
    RunResult result = engine.run(spec.command(command), TIMEOUT);
    if (!result.succeeded()) {
      throw new DrydockException(
          FailureReason.PlatformError,
          "The target of the restore could not be looked at: " + result.tail());
    }
    return result.out().lines().distinct().sorted().toList();
  }
}
