// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobResult;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.mover.job.RepositoryLocation;
import dev.drydock.mover.repository.LockMode;
import dev.drydock.mover.repository.RepositoryOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What jobs do about the locks of others: of those that were killed, and of those that work. */
@SuppressWarnings("NullAway.Init")
final class KilledJobsTest {
  private static final Patience PATIENCE =
      new Patience(
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ZERO,
          Duration.ZERO);

  @TempDir private Path directory;
  private RepositoryLocation.Directory place;
  private Repositories repositories;
  private JobRunner runner;

  @BeforeEach
  void make() throws IOException {
    Path password = Files.writeString(directory.resolve("password"), "correct horse");
    place =
        new RepositoryLocation.Directory(
            directory.resolve("repository").toString(), password.toString());
    Clock clock = Clock.systemUTC();
    repositories =
        new Repositories(
            o ->
                o.withLockWait(PATIENCE.lock())
                    .withLockSettle(Duration.ZERO)
                    .withKeyCost(RepositoryOptions.KeyCost.TRIVIAL),
            clock);
    runner = new JobRunner(repositories, PATIENCE, clock);
    assertThat(run(backup("first", null)).failure()).isNull();
  }

  @Test
  void the_next_attempt_of_a_run_is_not_kept_waiting_by_the_one_that_was_killed() {
    killed("uid-1");

    assertThat(run(retain("uid-1")).failure()).isNull();
    assertThat(locks()).isEmptyDirectory();
  }

  @Test
  void another_run_of_the_same_names_does_not_touch_the_lock_of_one_that_may_be_alive() {
    killed("uid-1");

    JobResult retained = run(retain("uid-2"));
    assertThat(retained.failure()).isNotNull();
    assertThat(retained.failure().reason()).isEqualTo(FailureReason.RepositoryLocked);
    assertThat(run(backup("second", "uid-2")).failure()).isNull();
    assertThat(run(retain(null)).failure()).isNotNull();
    assertThat(run(new JobSpec.Check(place, 0)).failure()).isNull();
    assertThat(locks().toFile().list()).hasSize(1);
  }

  /** A backup that holds its lock and never gives it back. */
  private void killed(String owner) {
    var lock =
        repositories
            .open(place, Hostnames.of("backup", "shop", owner))
            .repository()
            .lock(LockMode.SHARED);
    assertThat(lock).isNotNull();
  }

  private Path locks() {
    return directory.resolve("repository/locks");
  }

  private JobResult run(JobSpec spec) {
    return runner.run(spec, message -> {});
  }

  private JobSpec retain(@Nullable String owner) {
    return new JobSpec.Retain(
        place, "shop", "shop", Map.of("last", 1), null, List.of(), false, owner);
  }

  private JobSpec backup(String run, @Nullable String owner) {
    var configuration =
        new JobSpec.Tree(
            "configuration", "/configuration", null, List.of(), false, Map.of("a", "b"));
    return new JobSpec.Backup(
        place,
        "shop",
        run,
        "shop",
        Instant.parse("2026-11-20T02:00:00Z"),
        false,
        List.of(configuration),
        Map.of(),
        owner,
        null);
  }
}
