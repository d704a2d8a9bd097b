// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobResult;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.mover.job.RepositoryLocation;
import dev.drydock.mover.repository.RepositoryOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens on a disk of four megabytes. */
@SuppressWarnings("NullAway.Init")
final class FullDiskIT {
  @TempDir private Path directory;
  private Path disk;
  private Path volume;
  private Path password;
  private boolean mounted;
  private final JobRunner runner =
      new JobRunner(
          new Repositories(
              o -> o.withKeyCost(RepositoryOptions.KeyCost.TRIVIAL), Clock.systemUTC()),
          Patience.DEFAULT,
          Clock.systemUTC());

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectory(directory.resolve("disk"));
    volume = Files.createDirectory(directory.resolve("volume"));
    password = Files.writeString(directory.resolve("password"), "correct horse");
    byte[] large = new byte[12_000_000];
    new Random(1).nextBytes(large);
    Files.write(volume.resolve("large"), large);
    Process mount =
        new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=4m", "drydock-test", disk.toString())
            .start();
    mounted = mount.waitFor() == 0;
    Assumptions.assumeTrue(mounted, "a small disk can only be mounted by root with all rights");
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      assertThat(new ProcessBuilder("umount", disk.toString()).start().waitFor()).isZero();
    }
  }

  @Test
  void a_repository_without_space_says_so_and_stays_sound() throws Exception {
    JobResult result = backup(disk);
    assertThat(result.failure()).isNotNull();
    assertThat(result.failure().reason()).isEqualTo(FailureReason.NoSpace);
    assertThat(result.failure().message()).contains("no space is left");
    Files.delete(volume.resolve("large"));
    Files.writeString(volume.resolve("small"), "small");
    assertThat(backup(disk).failure()).isNull();
    var place = new RepositoryLocation.Directory(disk.resolve("r").toString(), password.toString());
    assertThat(runner.run(new JobSpec.Check(place, 100), m -> {}).problems()).isEmpty();
  }

  @Test
  void a_target_without_space_says_so() throws Exception {
    JobResult backup = backup(directory);
    assertThat(backup.failure()).isNull();
    var place =
        new RepositoryLocation.Directory(directory.resolve("r").toString(), password.toString());
    var tree =
        new JobSpec.RestoreTree(
            "volume/v",
            backup.components().getFirst().snapshot(),
            "/volumes/v",
            List.of(),
            disk.toString());
    JobResult result = runner.run(new JobSpec.Restore(place, List.of(tree)), m -> {});
    assertThat(result.failure()).isNotNull();
    assertThat(result.failure().reason()).isEqualTo(FailureReason.NoSpace);
  }

  private JobResult backup(Path where) {
    return runner.run(
        new JobSpec.Backup(
            new RepositoryLocation.Directory(where.resolve("r").toString(), password.toString()),
            "shop",
            "run",
            "shop",
            Instant.parse("2026-11-20T02:00:00Z"),
            false,
            List.of(
                new JobSpec.Tree(
                    "volume/v", "/volumes/v", volume.toString(), List.of(), false, Map.of())),
            Map.of()),
        m -> {});
  }
}
