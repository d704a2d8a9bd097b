// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.restore;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drydock.compose.docker.engine.RunResult;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.ApplicationManifest.Volume;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Lets compose load a project from those of its files alone that a recovery would have. */
record ProjectLoader(ComposeRunner compose) {
  private static final Duration TIMEOUT = Duration.ofMinutes(1);
  private static final int NOT_STARTED = 125;

  /** Where the program itself lives: nothing of the host may be mounted over it. */
  private static final List<String> PROGRAM =
      List.of("/bin", "/sbin", "/lib", "/lib64", "/usr", "/proc", "/sys", "/dev");

  /**
   * Loads it.
   *
   * @throws DrydockException PlatformError when it could not be tried
   */
  Loading load(ApplicationManifest manifest) {
    RunResult result =
        compose.read(
            new ComposeRunner.Call(
                manifest.name(),
                manifest.directory(),
                manifest.composeFiles(),
                manifest.environmentFiles(),
                manifest.profiles(),
                mounts(manifest)),
            List.of("config", "--format", "json"),
            TIMEOUT);
    if (result.exitCode() >= NOT_STARTED) {
      throw new DrydockException(
          FailureReason.PlatformError, "docker compose could not be run: " + result.exitCode());
    }
    return result.succeeded()
        ? new Loading(Optional.empty(), built(result.out()))
        : new Loading(Optional.of(ComposeComplaint.of(result.err())), Set.of());
  }

  private static Set<String> built(String printed) {
    Set<String> built = new TreeSet<>();
    ComposeRunner.parsed(printed)
        .path("services")
        .fields()
        .forEachRemaining(
            service -> {
              JsonNode build = service.getValue().get("build");
              if (build != null && !build.isNull()) {
                built.add(service.getKey());
              }
            });
    return built;
  }

  /** Each file by itself, and directories whose content is backed up as a volume. */
  static Map<String, String> mounts(ApplicationManifest manifest) {
    Map<String, String> mounts = new LinkedHashMap<>();
    String directory = manifest.directory();
    manifest.volumes().stream()
        .filter(volume -> volume.kind() == VolumeKind.Bind && !volume.excluded())
        .map(Volume::source)
        .filter(source -> directory != null && related(source, directory))
        .forEach(source -> mounts.put(source, source));
    manifest.configurationFiles().forEach(file -> mounts.put(file, file));
    mounts.keySet().removeIf(path -> path.equals("/") || isProgram(path));
    return mounts;
  }

  private static boolean related(String source, String directory) {
    return Target.within(source, directory) || Target.within(directory, source);
  }

  private static boolean isProgram(String path) {
    return PROGRAM.stream().anyMatch(directory -> Target.within(path, directory));
  }
}
