// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.TestRepositories;
import dev.drydock.mover.storage.CrashingStorage;
import dev.drydock.mover.storage.InMemoryStorage;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Whatever dies at whatever change: the repository stays sound, and every snapshot whole. */
class CrashTest {
  private static final SnapshotPath PATH = SnapshotPath.parse("/data");

  private final MemoryTree.Entry root = MemoryTree.root();

  @Test
  void survivesDyingAtAnyChangeOfABackup() {
    InMemoryStorage before = new InMemoryStorage();
    fill(1);
    try (Repository repository = TestRepositories.create(before)) {
      backUp(repository);
    }
    fill(2);

    int crashes = crashEverywhere(before, this::backUp);

    assertThat(crashes).isGreaterThan(5);
  }

  @Test
  void survivesDyingAtAnyChangeOfAPrune() {
    InMemoryStorage before = new InMemoryStorage();
    Id forgotten;
    try (Repository repository = TestRepositories.create(before)) {
      fill(1);
      forgotten = backUp(repository).stored().id();
      for (int i = 2; i < 5; i++) {
        fill(i);
        backUp(repository);
      }
      new ForgetOperation(repository).forget(List.of(forgotten));
    }

    int crashes = crashEverywhere(before, CrashTest::prune);

    assertThat(crashes).isGreaterThan(8);
  }

  @Test
  void survivesDyingAtAnyChangeOfForgetting() {
    InMemoryStorage before = new InMemoryStorage();
    try (Repository repository = TestRepositories.create(before)) {
      for (int i = 1; i < 5; i++) {
        fill(i);
        backUp(repository);
      }
    }
    int crashes =
        crashEverywhere(
            before,
            repository ->
                new ForgetOperation(repository)
                    .forget(
                        new Snapshots(repository)
                            .list().stream().skip(1).map(StoredSnapshot::id).toList()));

    assertThat(crashes).isGreaterThan(3);
  }

  /** Dies at each change in turn, and each time looks at what is left; returns how often. */
  private int crashEverywhere(InMemoryStorage before, Consumer<Repository> action) {
    int crashes = 0;
    while (true) {
      InMemoryStorage storage = before.copy();
      CrashingStorage crashing = new CrashingStorage(storage, crashes);
      Repository repository =
          Repository.open(crashing, TestRepositories.PASSWORD, TestRepositories.options());
      try {
        action.accept(repository);
        // A change may be left that does not matter, such as the removal of the lock.
        if (!crashing.isDead()) {
          repository.close();
          assertSound(storage);
          return crashes;
        }
      } catch (DrydockException e) {
        assertThat(crashing.isDead()).as("%s", e).isTrue();
      }
      repository.close();
      assertSound(storage);
      crashes++;
    }
  }

  private static void assertSound(InMemoryStorage storage) {
    try (Repository repository = TestRepositories.open(storage)) {
      repository.unlock(true);
      CheckResult check = new CheckOperation(repository, Progress.NONE).check(100);
      assertThat(check.problems()).isEmpty();
      for (StoredSnapshot stored : new Snapshots(repository).list()) {
        MemorySink sink = new MemorySink();
        RestoreResult result =
            new RestoreOperation(repository, Progress.NONE)
                .restore(stored.snapshot(), PATH, List.of(), sink);
        assertThat(result.problems()).isEmpty();
        assertThat(sink.files).isNotEmpty();
      }
      // What was left behind goes away, and nothing else.
      prune(repository);
      assertThat(new CheckOperation(repository, Progress.NONE).check(100).problems()).isEmpty();
      assertThat(new CheckOperation(repository, Progress.NONE).check(0).notes()).isEmpty();
    }
  }

  private static void prune(Repository repository) {
    new PruneOperation(repository, Progress.NONE).prune(0, false);
  }

  private BackupResult backUp(Repository repository) {
    return new BackupOperation(repository, Progress.NONE)
        .backUp(
            new BackupRequest(
                Instant.now(), "shop", null, List.of(), List.of(), false, null, false, false),
            List.of(new BackupTarget(PATH, root)));
  }

  /** Files of which some are as before and some are new. */
  private void fill(int version) {
    Random random = new Random(version);
    MemoryTree.Entry directory = root.directory("v" + version % 3);
    for (int i = 0; i < 4; i++) {
      int number = random.nextInt(12);
      byte[] bytes = new byte[30_000];
      new Random(number).nextBytes(bytes);
      directory.file("file" + number, bytes);
    }
  }
}
