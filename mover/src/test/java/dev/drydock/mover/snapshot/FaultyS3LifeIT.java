// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.RepositoryLocation;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.TestRepositories;
import dev.drydock.mover.storage.Storage;
import dev.drydock.mover.storage.retry.Backoff;
import dev.drydock.mover.storage.retry.RetryingStorage;
import dev.drydock.mover.storage.s3.EmbeddedS3;
import dev.drydock.mover.storage.s3.FaultPlan;
import dev.drydock.mover.storage.s3.FaultPlan.Fault;
import dev.drydock.mover.storage.s3.FaultyProxy;
import dev.drydock.mover.storage.s3.S3Clients;
import dev.drydock.mover.storage.s3.S3Storage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole life of a repository on an S3 server whose answers are not to be trusted. */
@SuppressWarnings("NullAway.Init")
final class FaultyS3LifeIT {
  private static final SnapshotPath PATH = SnapshotPath.parse("/data");
  private static final int ROUNDS = 4;
  private static final int ATTEMPTS = 8;

  @TempDir private Path directory;
  private EmbeddedS3 server;
  private final MemoryTree.Entry root = MemoryTree.root();
  private final Map<StoredSnapshot, Map<String, String>> expected = new HashMap<>();

  @BeforeEach
  void start() throws Exception {
    server = new EmbeddedS3(directory);
    server.makeBucket("backups");
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void nothing_wrong_is_accepted_and_what_can_be_retried_is() throws Exception {
    Set<Fault> trusted = EnumSet.copyOf(FaultPlan.LOUD);
    trusted.add(Fault.FLIP_ANSWER);
    FaultPlan plan = new FaultPlan(20261128, 0.35, trusted);
    try (FaultyProxy proxy = new FaultyProxy(server.endpoint(), plan);
        Repository repository = TestRepositories.create(store(proxy.endpoint()))) {
      for (int round = 0; round < ROUNDS; round++) {
        change(round);
        expected.put(backUp(repository), contents());
      }
      StoredSnapshot forgotten = expected.keySet().iterator().next();
      new ForgetOperation(repository).forget(List.of(forgotten.id()));
      expected.remove(forgotten);
      new PruneOperation(repository, Progress.NONE).prune(0, false);
      assertThat(new CheckOperation(repository, Progress.NONE).check(100).problems()).isEmpty();
      restoreAll(repository);
      assertThat(plan.missing()).as("faults that never happened").isEmpty();
    }
    assertSoundWithoutFaults();
  }

  @Test
  void a_prune_removes_nothing_that_a_stale_listing_did_not_show_as_used() throws Exception {
    FaultPlan plan = new FaultPlan(1128, 0.3, Set.of(Fault.STALE_LISTING));
    try (FaultyProxy proxy = new FaultyProxy(server.endpoint(), plan)) {
      Storage creating = store(server.endpoint());
      TestRepositories.create(creating).close();
      for (int round = 0; round < 2 * ROUNDS; round++) {
        change(round);
        try (Repository repository = TestRepositories.open(store(proxy.endpoint()))) {
          expected.put(patiently(() -> backUp(repository)), contents());
          if (round % 2 == 1) {
            StoredSnapshot forgotten = expected.keySet().iterator().next();
            patiently(
                () -> {
                  new ForgetOperation(repository).forget(List.of(forgotten.id()));
                  return true;
                });
            expected.remove(forgotten);
            patiently(() -> new PruneOperation(repository, Progress.NONE).prune(0, false));
          }
        }
      }
      assertThat(plan.counts().getOrDefault(Fault.STALE_LISTING, 0)).isGreaterThan(5);
    }
    assertSoundWithoutFaults();
  }

  /** What a stale listing breaks off says so, and succeeds when it is tried again. */
  private static <T> T patiently(Supplier<T> operation) {
    for (int attempt = 1; ; attempt++) {
      try {
        return operation.get();
      } catch (DrydockException e) {
        assertThat(e.reason())
            .as(e.getMessage())
            .isIn(FailureReason.RepositoryUnavailable, FailureReason.RepositoryLocked);
        assertThat(attempt).as(e.getMessage()).isLessThan(ATTEMPTS);
      }
    }
  }

  private void assertSoundWithoutFaults() {
    try (Repository repository = TestRepositories.open(store(server.endpoint()))) {
      repository.unlock(true);
      assertThat(new CheckOperation(repository, Progress.NONE).check(100).problems()).isEmpty();
      assertThat(new Snapshots(repository).list())
          .containsExactlyInAnyOrderElementsOf(expected.keySet());
      restoreAll(repository);
    }
  }

  private void restoreAll(Repository repository) {
    expected.forEach(
        (stored, files) -> {
          MemorySink sink = new MemorySink();
          RestoreResult result =
              new RestoreOperation(repository, Progress.NONE)
                  .restore(stored.snapshot(), PATH, List.of(), sink);
          assertThat(result.problems()).isEmpty();
          assertThat(sink.texts()).isEqualTo(files);
        });
  }

  private Storage store(String endpoint) {
    RepositoryLocation.S3 location = server.location("backups", "shop", endpoint);
    return new RetryingStorage(
        new S3Storage(S3Clients.connect(location), location),
        new Backoff(20, Duration.ofMillis(500), Duration.ofSeconds(30)),
        pause -> Thread.sleep(1),
        new Random(1));
  }

  private StoredSnapshot backUp(Repository repository) {
    return new BackupOperation(repository, Progress.NONE)
        .backUp(
            new BackupRequest(
                Instant.now(), "shop", null, List.of(), List.of(), false, null, true, false),
            List.of(new BackupTarget(PATH, root)))
        .stored();
  }

  private final Map<String, byte[]> files = new HashMap<>();

  /** Some files are new, some are changed, some stay. */
  private void change(int round) {
    Random random = new Random(round);
    for (int i = 0; i < 5; i++) {
      byte[] bytes = new byte[20_000 + random.nextInt(20_000)];
      random.nextBytes(bytes);
      String name = "file" + random.nextInt(15);
      root.file(name, bytes);
      files.put(name, bytes);
    }
  }

  private Map<String, String> contents() {
    MemorySink sink = new MemorySink();
    files.forEach((name, bytes) -> sink.files.put("/" + name, bytes));
    return sink.texts();
  }
}
