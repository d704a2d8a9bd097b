// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.restore;

import com.github.dockerjava.api.model.Capability;
import dev.drydock.compose.docker.engine.ContainerSpec;
import dev.drydock.compose.docker.engine.DockerEngine;
import dev.drydock.compose.docker.engine.HostView;
import dev.drydock.compose.docker.engine.HostView.Depth;
import dev.drydock.compose.docker.engine.RunResult;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.DirectoryAttributes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes the directories that a restore needs and the host lacks, each with the owner and mode that
 * it had at the backup from the moment that it is there. What is there already is not touched: it
 * holds more than what is restored, and whoever made it has decided who may enter.
 */
final class TargetDirectories {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final String SCRIPT =
      """
      # arguments: PATH MODE OWNER:GROUP TIME of each, from the top; '-' for what is not known
      make() {
        while [ $# -gt 0 ]; do
          if [ ! -d "$1" ]; then
            new=${1%/*}/.drydock-made
            rmdir "$new" 2>/dev/null
            mkdir -m 0755 "$new" || return 1
            if [ "$2" != - ]; then
              chown "$3" "$new" && chmod "$2" "$new" || return 1
            fi
            mv -T "$new" "$1" || return 1
          fi
          shift 4
        done
      }
      stamp() {
        while [ $# -gt 0 ]; do
          [ "$4" = - ] || touch -d "@$4" "$1" || return 1
          shift 4
        done
      }
      make "$@" && stamp "$@"
      """;

  private final DockerEngine engine;
  private final String image;
  private final HostView host;

  TargetDirectories(DockerEngine engine, String image, HostView host) {
    this.engine = engine;
    this.image = image;
    this.host = host;
  }

  /**
   * Makes them.
   *
   * @param wanted absolute paths of directories
   * @param attributes attributes of these or of directories above them, where they are known
   */
  void make(Collection<String> wanted, Map<String, DirectoryAttributes> attributes) {
    Set<String> all = new TreeSet<>();
    wanted.forEach(path -> all.addAll(withParents(path)));
    Set<String> there = host.look(all, Depth.Kinds).keySet();
    List<String> missing = all.stream().filter(path -> !there.contains(path)).toList();
    if (missing.isEmpty()) {
      return;
    }
    RunResult result = engine.run(helper(missing, attributes), TIMEOUT);
    if (!result.succeeded()) {
      throw new DrydockException(
          FailureReason.TargetUnwritable,
          "The directories %s could not be made: %s"
              .formatted(String.join(", ", missing), result.tail()));
    }
  }

  /** A container that sees nothing but the directories in which something is missing. */
  private ContainerSpec helper(List<String> missing, Map<String, DirectoryAttributes> attributes) {
    ContainerSpec spec =
        new ContainerSpec(image)
            .capabilities(
                List.of(
                    Capability.CHOWN,
                    Capability.DAC_OVERRIDE,
                    Capability.FOWNER,
                    Capability.FSETID));
    List<String> command = new ArrayList<>(List.of("sh", "-c", SCRIPT, "make"));
    Map<String, String> seen = new LinkedHashMap<>();
    for (String path : missing) {
      String parent = parent(path);
      if (!missing.contains(parent) && !seen.containsKey(parent)) {
        String at = "/parents/" + seen.size();
        spec.bind(parent, at, false);
        seen.put(parent, at);
      }
      seen.put(path, seen.get(parent) + "/" + Path.of(path).getFileName());
      DirectoryAttributes known = attributes.get(path);
      command.add(String.valueOf(seen.get(path)));
      command.add(known == null ? "-" : known.mode());
      command.add(known == null ? "-" : known.uid() + ":" + known.gid());
      command.add(known == null ? "-" : Long.toString(known.modified()));
    }
    return spec.command(command);
  }

  private static List<String> withParents(String path) {
    List<String> all = new ArrayList<>();
    for (String at = path; !at.equals("/"); at = parent(at)) {
      all.add(at);
    }
    return all;
  }

  private static String parent(String path) {
    Path parent = Path.of(path).getParent();
    return parent == null ? "/" : parent.toString();
  }
}
