// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.mover.repository.HeldFiles;
import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.TestRepositories;
import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.HoldingStorage;
import dev.drydock.mover.storage.InMemoryStorage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A store that keeps what was to be removed: said once, no harm done, tried again the next time.
 */
class HeldFilesTest {
  private final InMemoryStorage memory = new InMemoryStorage();
  private final HoldingStorage storage = new HoldingStorage(memory);
  private final MemoryTree.Entry root = MemoryTree.root();
  private final List<Id> snapshots = new ArrayList<>();

  @BeforeEach
  void backUpThrice() {
    try (Repository repository = TestRepositories.create(storage)) {
      for (int version = 0; version < 3; version++) {
        byte[] bytes = new byte[100_000];
        new Random(version).nextBytes(bytes);
        root.file("file", bytes);
        root.file("file" + version, new byte[] {(byte) version});
        snapshots.add(Backups.make(repository, root).id());
      }
    }
  }

  @AfterEach
  void everythingIsSound() {
    try (Repository repository = TestRepositories.open(memory)) {
      assertThat(new CheckOperation(repository, Progress.NONE).check(100).problems()).isEmpty();
      for (StoredSnapshot stored : new Snapshots(repository).list()) {
        RestoreResult result =
            new RestoreOperation(repository, Progress.NONE)
                .restore(stored.snapshot(), Backups.PATH, List.of(), new MemorySink());
        assertThat(result.problems()).isEmpty();
      }
    }
  }

  @Test
  void a_held_snapshot_stays_whole_and_the_others_go() {
    storage.hold(List.of(snapshots.getFirst().hex()));
    try (Repository repository = TestRepositories.open(storage)) {
      HeldFiles held = new ForgetOperation(repository).forget(snapshots.subList(0, 2));
      assertThat(held.names()).containsExactly("snapshots/" + snapshots.getFirst());
      assertThat(held.reasons()).containsExactly("1 files are held");
      assertThat(prune(repository).held().isEmpty()).isTrue();
    }
    assertThat(memory.names(FileType.SNAPSHOT))
        .containsExactlyInAnyOrder(snapshots.getFirst().hex(), snapshots.getLast().hex());
  }

  @Test
  void held_packs_are_reported_by_each_prune_until_they_go() {
    Set<String> packs = Set.copyOf(memory.names(FileType.PACK));
    storage.hold(packs);
    try (Repository repository = TestRepositories.open(storage)) {
      new ForgetOperation(repository).forget(snapshots.subList(0, 2));
      PruneResult first = prune(repository);
      PruneResult second = prune(repository);

      assertThat(first.held().names()).isNotEmpty().allMatch(name -> name.startsWith("data/"));
      assertThat(first.packsRemoved()).isZero();
      assertThat(first.bytesFreed()).isNotPositive();
      assertThat(second.held().names()).containsExactlyInAnyOrderElementsOf(first.held().names());
      String one = first.held().names().getFirst().substring("data/".length());
      assertThat(storage.asked().stream().filter(one::equals)).hasSize(2);
      assertThat(memory.names(FileType.PACK)).containsAll(packs);
      CheckResult check = new CheckOperation(repository, Progress.NONE).check(0);
      assertThat(check.notes()).anyMatch(note -> note.contains("are in no index"));

      storage.release();
      PruneResult third = prune(repository);
      assertThat(third.held().isEmpty()).isTrue();
      assertThat(third.packsRemoved()).isEqualTo(first.held().names().size());
      assertThat(third.bytesFreed()).isPositive();
    }
  }

  @Test
  void packs_stay_as_long_as_an_index_that_is_held_names_them() {
    storage.hold(memory.names(FileType.INDEX));
    Set<String> packs = Set.copyOf(memory.names(FileType.PACK));
    try (Repository repository = TestRepositories.open(storage)) {
      new ForgetOperation(repository).forget(snapshots.subList(0, 2));
      PruneResult result = prune(repository);
      assertThat(result.held().names()).isNotEmpty().allMatch(name -> name.startsWith("index/"));
      assertThat(memory.names(FileType.PACK)).containsAll(packs);

      storage.release();
      assertThat(prune(repository).packsRemoved()).isPositive();
    }
    Set<String> left = new HashSet<>(packs);
    left.removeAll(memory.names(FileType.PACK));
    assertThat(left).isNotEmpty();
  }

  private static PruneResult prune(Repository repository) {
    return new PruneOperation(repository, Progress.NONE).prune(0, false);
  }
}
