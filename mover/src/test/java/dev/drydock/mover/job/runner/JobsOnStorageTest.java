// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.runner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.mover.job.JobResult;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.mover.job.RepositoryLocation;
import dev.drydock.mover.repository.BlobLocation;
import dev.drydock.mover.repository.BlobType;
import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.RepositoryOptions;
import dev.drydock.mover.snapshot.Progress;
import dev.drydock.mover.snapshot.RepairOperation;
import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.InMemoryStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What jobs do to a store, step by step. */
@SuppressWarnings("NullAway.Init")
final class JobsOnStorageTest {
  private static final Instant TIME = Instant.parse("2026-11-20T02:00:00Z");

  @TempDir private Path directory;
  private final WatchedStorage storage = new WatchedStorage();
  private RepositoryLocation place;
  private JobRunner runner;

  @BeforeEach
  void make() throws IOException {
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
  }

  @Test
  void one_lock_protects_all_components_of_a_job() {
    JobResult backup = backUp(1);
    assertThat(backup.components()).hasSize(2);
    assertThat(storage.locks).isEqualTo(1);

    storage.locks = 0;
    List<JobSpec.RestoreItem> items =
        backup.components().stream()
            .map(c -> (JobSpec.RestoreItem) restore(c.name(), c.snapshot()))
            .toList();
    assertThat(run(new JobSpec.Restore(place, items)).failure()).isNull();
    assertThat(storage.locks).isEqualTo(1);
  }

  @Test
  void a_run_that_is_forgotten_half_way_is_not_complete_any_more() {
    for (int i = 0; i < 4; i++) {
      assertThat(backUp(i).failure()).isNull();
    }
    storage.removals = 1;

    assertThat(
            run(new JobSpec.Retain(
                    place, "shop", "shop", Map.of("last", 1), null, List.of(), false))
                .failure())
        .isNotNull();

    List<JobResult.Run> left = run(new JobSpec.ListRuns(place, "shop", null, null, null)).runs();
    assertThat(left).hasSize(4);
    assertThat(left).filteredOn(JobResult.Run::complete).hasSize(1);
    assertThat(left).allSatisfy(r -> assertThat(r.snapshots()).containsKey("volume/v"));
  }

  @Test
  void a_run_of_which_a_repair_left_a_part_is_kept_but_not_complete() {
    JobResult made = backUp(1);
    backUp(2);
    repair("volume/v1", false);
    assertThat(run("run-1").complete()).isTrue();
    assertThat(run("run-1").snapshots()).containsValue(made.components().getFirst().snapshot());

    repair("volume/v1", true);
    run(new JobSpec.Retain(place, "shop", "shop", Map.of("last", 2), null, List.of(), false));

    assertThat(run("run-1").complete()).isFalse();
    assertThat(run("run-1").snapshots())
        .containsKey("volume/v")
        .doesNotContainValue(made.components().getFirst().snapshot());
    assertThat(run("run-2").complete()).isTrue();
  }

  private JobResult.Run run(String name) {
    return run(new JobSpec.ListRuns(place, "shop", null, null, null)).runs().stream()
        .filter(run -> run.run().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Makes sure that the pack that has some content is damaged, and repairs the repository. */
  private void repair(String content, boolean forget) {
    RepositoryOptions options =
        RepositoryOptions.of("test", Clock.systemUTC()).withLockSettle(Duration.ZERO);
    try (Repository repository =
        Repository.open(storage, "correct horse".getBytes(UTF_8), options)) {
      BlobLocation place = repository.index().find(BlobType.DATA, Id.hash(content.getBytes(UTF_8)));
      RepairOperation repair = new RepairOperation(repository, Progress.NONE);
      if (place != null) {
        byte[] bytes = storage.bytes(FileType.PACK, place.pack().hex()).clone();
        bytes[(int) place.entry().offset()] ^= 1;
        storage.put(FileType.PACK, place.pack().hex(), bytes);
        repair.repairPacks(Set.of(place.pack()), null);
      }
      assertThat(repair.repairSnapshots(forget, false).repaired()).hasSize(1);
    }
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

  private JobSpec.RestoreTree restore(String name, String snapshot) {
    String path = name.equals("configuration") ? "/configuration" : "/volumes/v";
    return new JobSpec.RestoreTree(
        name, snapshot, path, List.of(), directory.resolve(path.replace("/", "")).toString());
  }

  private JobResult run(JobSpec spec) {
    return runner.run(spec, message -> {});
  }

  /** Counts locks, and dies after some removals of snapshots. */
  private static final class WatchedStorage extends InMemoryStorage {
    private int locks;
    private int removals = Integer.MAX_VALUE;

    @Override
    public void save(FileType type, String name, List<ByteBuffer> content) throws IOException {
      if (type == FileType.LOCK) {
        locks++;
      }
      super.save(type, name, content);
    }

    @Override
    public void remove(FileType type, Collection<String> names) {
      if (type == FileType.SNAPSHOT && removals-- <= 0) {
        throw new IllegalStateException("killed");
      }
      super.remove(type, names);
    }
  }
}
