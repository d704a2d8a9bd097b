// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.mover.job.JobResult;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.mover.job.RepositoryLocation;
import dev.drydock.mover.repository.RepositoryOptions;
import dev.drydock.mover.storage.InMemoryStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two hosts that back up under the same names into the same repository. */
@SuppressWarnings("NullAway.Init")
final class SharedNamesTest {
  private static final Instant DAY = Instant.parse("2026-11-20T02:00:00Z");

  @TempDir private Path directory;
  private final InMemoryStorage storage = new InMemoryStorage();
  private RepositoryLocation place;
  private Instant now = DAY;

  @BeforeEach
  void make() throws IOException {
    Path password = Files.writeString(directory.resolve("password"), "correct horse");
    place = new RepositoryLocation.Directory("/nowhere", password.toString());
  }

  @Test
  void runs_of_the_same_name_are_not_mixed() {
    JobResult here = backUp("here", "run-1", 1);
    JobResult there = backUp("there", "run-1", 1);

    List<JobResult.Run> runs = list(null, null).runs();
    assertThat(runs).extracting(JobResult.Run::owner).containsExactlyInAnyOrder("here", "there");
    assertThat(runs).extracting(JobResult.Run::run).containsOnly("run-1");
    assertThat(snapshots(runs, "here")).isEqualTo(made(here));
    assertThat(snapshots(runs, "there")).isEqualTo(made(there));
    assertThat(list("run-1", made(here).get("configuration")).file()).isEqualTo("of here 1");
    assertThat(list("run-1", made(there).get("configuration")).file()).isEqualTo("of there 1");
  }

  @Test
  void a_backup_tells_the_newest_run_of_each_other_owner() {
    backUp(null, "of-an-old-version", 0);
    backUp("there", "run-1", 1);
    backUp("there", "run-2", 2);
    backUp("elsewhere", "run-3", 1);
    assertThat(backUp("here", "run-4", 3).runs())
        .extracting(r -> r.owner() + " " + r.run())
        .containsExactlyInAnyOrder("there run-2", "elsewhere run-3");
    assertThat(backUp(null, "run-5", 3).runs()).isEmpty();
  }

  @Test
  void retention_leaves_alone_what_another_owner_made_who_may_live() {
    backUp(null, "of-an-old-version", 0);
    for (int day = 1; day < 4; day++) {
      backUp("there", "run-" + day, day);
      backUp("here", "run-" + day, day);
    }
    now = DAY.plus(Duration.ofDays(4));

    retain("here", false, List.of());

    assertThat(left())
        .containsExactlyInAnyOrder("here run-3", "there run-1", "there run-2", "there run-3");
  }

  @Test
  void a_protected_run_is_kept_by_name() {
    for (int day = 1; day < 4; day++) {
      backUp("here", "run-" + day, day);
    }
    retain("here", false, List.of("run-1"));
    assertThat(left()).containsExactlyInAnyOrder("here run-3", "here run-1");
  }

  @Test
  void what_a_host_left_that_is_gone_is_taken_over_after_a_while() {
    backUp("gone", "run-1", 1);
    backUp("gone", "run-2", 2);
    backUp("here", "run-3", 3);
    now = DAY.plus(Duration.ofDays(2)).plus(JobSpec.Retain.SILENCE);
    retain("here", false, List.of());
    assertThat(left()).hasSize(3);

    now = now.plusSeconds(1);
    retain("here", false, List.of());
    assertThat(left()).containsExactly("here run-3");
  }

  @Test
  void forgetting_everything_of_a_policy_leaves_what_another_made_who_may_live() {
    backUp("there", "run-1", 1);
    backUp("here", "run-1", 1);
    now = DAY.plus(Duration.ofDays(2));

    assertThat(retain("here", true, List.of()).runs())
        .extracting(JobResult.Run::owner)
        .containsExactly("there");
    assertThat(left()).containsExactly("there run-1");
  }

  private List<String> left() {
    return list(null, null).runs().stream().map(r -> r.owner() + " " + r.run()).toList();
  }

  private static Map<String, String> snapshots(List<JobResult.Run> runs, String owner) {
    return runs.stream().filter(r -> owner.equals(r.owner())).findFirst().orElseThrow().snapshots();
  }

  private static Map<String, String> made(JobResult backup) {
    return backup.components().stream()
        .collect(
            java.util.stream.Collectors.toMap(
                JobResult.ComponentResult::name, c -> String.valueOf(c.snapshot())));
  }

  private JobResult list(@Nullable String run, @Nullable String snapshot) {
    String file = run == null ? null : "/configuration/file";
    return run(new JobSpec.ListRuns(place, "shop", file, null, run, snapshot));
  }

  private JobResult retain(String owner, boolean all, List<String> protectedRuns) {
    return run(
        new JobSpec.Retain(
            place, "shop", "shop", Map.of("last", 1), null, protectedRuns, all, owner));
  }

  private JobResult backUp(@Nullable String owner, String run, int day) {
    return run(
        new JobSpec.Backup(
            place,
            "shop",
            run,
            "shop",
            DAY.plus(Duration.ofDays(day)),
            false,
            List.of(
                component("volume/v", "/volumes/v", owner + " " + day),
                component("configuration", "/configuration", "of " + owner + " " + day)),
            Map.of(),
            owner,
            null));
  }

  private static JobSpec.Tree component(String name, String path, String content) {
    return new JobSpec.Tree(name, path, null, List.of(), false, Map.of("file", content));
  }

  private JobResult run(JobSpec spec) {
    Clock clock = Clock.fixed(now, ZoneOffset.UTC);
    JobResult result =
        new JobRunner(
                new Repositories(
                    location -> storage,
                    o ->
                        o.withKeyCost(RepositoryOptions.KeyCost.TRIVIAL)
                            .withLockSettle(Duration.ZERO),
                    Clock.systemUTC()),
                Patience.DEFAULT,
                clock)
            .run(spec, message -> {});
    assertThat(result.failure()).isNull();
    return result;
  }
}
