// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.database;

import com.github.dockerjava.api.model.Capability;
import dev.drydock.compose.docker.engine.ContainerSpec;
import dev.drydock.compose.docker.engine.ContainerView;
import dev.drydock.compose.docker.engine.TarFile;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.platform.JobRequest;
import dev.drydock.operator.platform.JobRequest.DatabaseProgram;
import dev.drydock.operator.platform.mover.DatabaseScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Databases that a policy dumps and restores by commands of its own. A dump joins the running
 * container and sees what it sees. A load joins nothing: it gets an empty directory of the target's
 * volume, makes the files there, and cannot reach any server, least of all the one in production.
 */
final class CommandPrograms {
  private CommandPrograms() {}

  static ContainerSpec dump(
      DatabaseProgram program, @Nullable ContainerView container, String image) {
    Map<String, String> known = container == null ? Map.of() : container.environment();
    List<String> environment = new ArrayList<>(DatabaseContainers.pipe(program));
    environment.add("DIRECTION=dump");
    ContainerSpec spec =
        spec(image, "dumpCommand", program.dumpCommand(), program, exports(known))
            .environment(environment);
    if (container == null) {
      return spec;
    }
    if (container.status().equals("running")) {
      spec.network("container:" + container.id());
    }
    for (ContainerView.MountView mount : container.mounts()) {
      if (mount.volume() == null) {
        spec.bind(mount.source(), mount.path(), true);
      } else {
        spec.volume(mount.volume(), mount.path(), true);
      }
    }
    return spec;
  }

  static ContainerSpec load(DatabaseProgram program, String image) {
    JobRequest.Mount volume =
        Objects.requireNonNull(program.volume(), "a program that loads needs a volume");
    List<String> environment = new ArrayList<>(DatabaseContainers.pipe(program));
    environment.add("DIRECTION=load");
    environment.addAll(DatabaseContainers.place(program));
    return DatabaseContainers.receiving(
        spec(image, "restoreCommand", program.restoreCommand(), program, "")
            .environment(environment)
            .capabilities(List.of(Capability.KILL)),
        volume);
  }

  private static ContainerSpec spec(
      String image, String field, List<String> words, DatabaseProgram program, String exports) {
    if (words.isEmpty()) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "Database %s has engine Command but no %s. Give it one under spec.databases of the BackupPolicy."
              .formatted(program.database().name(), field));
    }
    List<String> command =
        new ArrayList<>(List.of("sh", "/" + DatabaseContainers.PROGRAM + "run.sh"));
    command.addAll(words);
    return new ContainerSpec(image)
        .command(command)
        .capabilities(DatabaseContainers.LOAD)
        .files(
            "/",
            List.of(
                TarFile.directory(DatabaseContainers.PROGRAM),
                DatabaseContainers.script("common.sh", DatabaseScript.COMMON),
                DatabaseContainers.script("run.sh", DatabaseScript.COMMAND),
                TarFile.secret(DatabaseContainers.PROGRAM + "environment.sh", exports)));
  }

  /** In a file that only root of the container reads, since the environment holds passwords. */
  private static String exports(Map<String, String> environment) {
    StringBuilder exports = new StringBuilder();
    environment.forEach(
        (name, value) -> {
          if (name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            exports
                .append("export ")
                .append(name)
                .append("='")
                .append(value.replace("'", "'\\''"))
                .append("'\n");
          }
        });
    return exports.toString();
  }
}
