// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.TestRepositories;
import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.InMemoryStorage;
import dev.drydock.mover.storage.StaleStorage;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Listings that are behind: nothing that is needed is removed. */
class StaleListingTest {
  private final InMemoryStorage storage = new InMemoryStorage();
  private final StaleStorage stale = new StaleStorage(storage);
  private final MemoryTree.Entry root = MemoryTree.root();

  @BeforeEach
  void makeFirstBackup() {
    try (Repository repository = TestRepositories.create(storage)) {
      change(1);
      Backups.make(repository, root);
    }
  }

  @Test
  void a_prune_removes_nothing_when_the_newest_snapshot_was_not_listed() throws IOException {
    Set<String> before = new HashSet<>(storage.names(FileType.SNAPSHOT));
    makeSecondBackup();
    stale.hide(FileType.SNAPSHOT, added(FileType.SNAPSHOT, before), 1);
    assertNothingRemoved();
  }

  @Test
  void a_prune_removes_nothing_when_the_newest_index_was_not_listed() throws IOException {
    Set<String> before = new HashSet<>(storage.names(FileType.INDEX));
    makeSecondBackup();
    stale.hide(FileType.INDEX, added(FileType.INDEX, before), 1);
    assertNothingRemoved();
  }

  @Test
  void a_prune_removes_nothing_when_both_were_not_listed() throws IOException {
    Set<String> snapshots = new HashSet<>(storage.names(FileType.SNAPSHOT));
    Set<String> indexes = new HashSet<>(storage.names(FileType.INDEX));
    makeSecondBackup();
    stale.hide(FileType.SNAPSHOT, added(FileType.SNAPSHOT, snapshots), 1);
    stale.hide(FileType.INDEX, added(FileType.INDEX, indexes), 1);
    assertNothingRemoved();
  }

  @Test
  void packs_that_are_not_listed_are_asked_for() throws IOException {
    Set<String> before = new HashSet<>(storage.names(FileType.PACK));
    makeSecondBackup();
    try (Repository repository = TestRepositories.open(stale)) {
      stale.hide(FileType.PACK, added(FileType.PACK, before), 1);
      assertThat(prune(repository).packsKept()).isPositive();
      stale.hide(FileType.PACK, Set.copyOf(storage.names(FileType.PACK)), 1);
      assertThat(new CheckOperation(repository, Progress.NONE).check(100).problems()).isEmpty();
    }
    assertSound(2);
  }

  @Test
  void what_was_removed_before_may_still_be_listed() throws IOException {
    makeSecondBackup();
    try (Repository repository = TestRepositories.open(stale)) {
      StoredSnapshot newest = new Snapshots(repository).list().getFirst();
      for (FileType type : List.of(FileType.SNAPSHOT, FileType.INDEX, FileType.PACK)) {
        stale.freeze(type, 2);
      }
      new ForgetOperation(repository).forget(List.of(newest.id()));
      prune(repository);
      prune(repository);
    }
    assertSound(1);
  }

  @Test
  void a_process_does_not_lose_sight_of_the_indexes_that_it_wrote() throws IOException {
    try (Repository repository = TestRepositories.open(stale)) {
      stale.freeze(FileType.INDEX, 3);
      change(2);
      Backups.make(repository, root);
      prune(repository);
      prune(repository);
    }
    assertSound(2);
  }

  private void assertNothingRemoved() {
    Set<String> packs = Set.copyOf(storage.names(FileType.PACK));
    Set<String> indexes = Set.copyOf(storage.names(FileType.INDEX));
    try (Repository repository = TestRepositories.open(stale)) {
      assertThatThrownBy(() -> prune(repository))
          .asInstanceOf(InstanceOfAssertFactories.type(DrydockException.class))
          .satisfies(e -> assertThat(e.reason()).isEqualTo(FailureReason.RepositoryUnavailable))
          .satisfies(e -> assertThat(e).hasMessageContaining("did not show"));
      assertThat(storage.names(FileType.PACK)).containsAll(packs);
      assertThat(storage.names(FileType.INDEX)).containsAll(indexes);
      prune(repository);
    }
    assertSound(2);
  }

  private void assertSound(int snapshots) {
    try (Repository repository = TestRepositories.open(storage)) {
      CheckResult check = new CheckOperation(repository, Progress.NONE).check(100);
      assertThat(check.problems()).isEmpty();
      assertThat(check.snapshots()).isEqualTo(snapshots);
    }
  }

  private static PruneResult prune(Repository repository) {
    return new PruneOperation(repository, Progress.NONE).prune(0, false);
  }

  private void makeSecondBackup() {
    try (Repository repository = TestRepositories.open(storage)) {
      change(2);
      Backups.make(repository, root);
    }
  }

  private Set<String> added(FileType type, Set<String> before) {
    Set<String> added = new HashSet<>(storage.names(type));
    added.removeAll(before);
    assertThat(added).isNotEmpty();
    return added;
  }

  private void change(int version) {
    byte[] bytes = new byte[100_000];
    new Random(version).nextBytes(bytes);
    root.file("file" + version, bytes);
  }
}
