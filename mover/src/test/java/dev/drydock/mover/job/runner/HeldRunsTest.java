// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.mover.job.JobResult;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.mover.job.RepositoryLocation;
import dev.drydock.mover.job.SnapshotLayout;
import dev.drydock.mover.repository.RepositoryOptions;
import dev.drydock.mover.storage.HoldingStorage;
import dev.drydock.mover.storage.InMemoryStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Retention in a store that does not let go: runs are kept or forgotten as a whole. */
@SuppressWarnings("NullAway.Init")
final class HeldRunsTest {
  private static final Instant TIME = Instant.parse("2026-11-20T02:00:00Z");

  @TempDir private Path directory;
  private final HoldingStorage storage = new HoldingStorage(new InMemoryStorage());
  private RepositoryLocation place;
  private JobRunner runner;

  @BeforeEach
  void backUpThrice() throws IOException {
    Path password = Files.writeString(directory.resolve("password"), "correct horse");
    place = new RepositoryLocation.Directory("/nowhere", password.toString());
    runner =
        new JobRunner(
            new Repositories(
                location -> storage,
                o -> o.withKeyCost(RepositoryOptions.KeyCost.TRIVIAL).withLockSettle(Duration.ZERO),
                Clock.systemUTC()),
            Patience.DEFAULT,
            Clock.systemUTC());
    for (int i = 1; i <= 3; i++) {
      assertThat(backUp(i).failure()).isNull();
    }
  }

  @Test
  void a_run_whose_mark_is_held_stays_whole_and_is_said() {
    JobResult.Run first = run("run-1");
    storage.hold(List.of(first.snapshots().get(SnapshotLayout.CONFIGURATION)));

    JobResult retained = retain();

    assertThat(retained.failure()).isNull();
    assertThat(retained.removed()).isEqualTo(2);
    assertThat(retained.kept()).isEqualTo(4);
    assertThat(retained.problems()).hasSize(2).first().asString().contains("1 files are held");
    assertThat(retained.problems().getLast())
        .contains("snapshots/" + first.snapshots().get(SnapshotLayout.CONFIGURATION));
    assertThat(retained.runs()).extracting(JobResult.Run::run).containsExactly("run-3", "run-1");
    assertThat(run("run-1")).isEqualTo(first);
  }

  @Test
  void what_is_held_goes_when_the_store_lets_it_go() {
    storage.hold(run("run-1").snapshots().values());
    assertThat(retain().problems()).isNotEmpty();
    storage.release();

    JobResult retained = retain();

    assertThat(retained.problems()).isEmpty();
    assertThat(retained.removed()).isEqualTo(2);
    assertThat(retained.runs()).extracting(JobResult.Run::run).containsExactly("run-3");
  }

  private JobResult retain() {
    return run(
        new JobSpec.Retain(place, "shop", "shop", Map.of("last", 1), null, List.of(), false));
  }

  private JobResult.Run run(String name) {
    return run(new JobSpec.ListRuns(place, "shop", null, null, null)).runs().stream()
        .filter(run -> run.run().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private JobResult backUp(int number) {
    return run(
        new JobSpec.Backup(
            place,
            "shop",
            "run-" + number,
            "shop",
            TIME.plus(Duration.ofDays(number)),
            false,
            List.of(
                component("volume/v", "/volumes/v", number),
                component("configuration", "/configuration", number)),
            Map.of()));
  }

  private static JobSpec.Tree component(String name, String path, int number) {
    return new JobSpec.Tree(name, path, null, List.of(), false, Map.of("file", name + number));
  }

  private JobResult run(JobSpec spec) {
    return runner.run(spec, message -> {});
  }
}
