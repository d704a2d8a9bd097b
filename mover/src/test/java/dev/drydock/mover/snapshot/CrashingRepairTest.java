// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import static dev.drydock.mover.snapshot.DamagedRepository.check;
import static dev.drydock.mover.snapshot.DamagedRepository.damagedPacks;
import static dev.drydock.mover.snapshot.DamagedRepository.repairAll;
import static dev.drydock.mover.snapshot.DamagedRepository.restorable;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.TestRepositories;
import dev.drydock.mover.snapshot.DamagedRepository.Damage;
import dev.drydock.mover.storage.CrashingStorage;
import dev.drydock.mover.storage.InMemoryStorage;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A repair that dies at whatever change makes nothing worse, and the next one succeeds. */
class CrashingRepairTest {
  private final DamagedRepository damaged = new DamagedRepository();

  @ParameterizedTest
  @EnumSource
  void survivesDyingAtAnyChangeOfARepairOfTheIndex(Damage damage) {
    damaged.suffer(damage);

    int crashes = crashEverywhere(repair -> repair.repairIndex(true));

    assertThat(crashes).isGreaterThan(0);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLIPPED_BIT_IN_DATA", "FLIPPED_BIT_IN_TREE", "FLIPPED_BIT_IN_HEADER"})
  void survivesDyingAtAnyChangeOfARepairOfPacks(Damage damage) {
    damaged.suffer(damage);
    Set<Id> packs;
    try (Repository repository = TestRepositories.open(damaged.storage)) {
      packs = damagedPacks(check(repository));
    }

    int crashes = crashEverywhere(repair -> repair.repairPacks(packs, null));

    // The lock, new packs and their index, the new index, the old one, the pack.
    assertThat(crashes).isGreaterThan(4);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLIPPED_BIT_IN_DATA", "FLIPPED_BIT_IN_TREE"})
  void survivesDyingAtAnyChangeOfARepairOfSnapshots(Damage damage) {
    damaged.suffer(damage);
    repairPacks();

    int crashes = crashEverywhere(repair -> repair.repairSnapshots(true, false));

    // The lock, the trees and their index, the new snapshot, the old one.
    assertThat(crashes).isGreaterThan(4);
  }

  @Test
  void survivesDyingWhileItSalvagesOfAPackThatIsCutOff() {
    damaged.suffer(Damage.TRUNCATED_PACK);

    int crashes = crashEverywhere(repair -> repair.repairIndex(false));

    assertThat(crashes).isGreaterThan(3);
  }

  private void repairPacks() {
    try (Repository repository = TestRepositories.open(damaged.storage)) {
      new RepairOperation(repository, Progress.NONE)
          .repairPacks(damagedPacks(check(repository)), null);
    }
  }

  /** Dies at each change in turn, and each time looks at what is left; returns how often. */
  private int crashEverywhere(Consumer<RepairOperation> action) {
    Map<String, String> before = restorable(damaged.storage);
    InMemoryStorage ideal = damaged.storage.copy();
    repairAll(ideal);
    Map<String, String> possible = restorable(ideal);
    int crashes = 0;
    while (true) {
      InMemoryStorage storage = damaged.storage.copy();
      CrashingStorage crashing = new CrashingStorage(storage, crashes);
      boolean survived = false;
      try (Repository repository =
          Repository.open(crashing, TestRepositories.PASSWORD, TestRepositories.options())) {
        action.accept(new RepairOperation(repository, Progress.NONE));
        survived = !crashing.isDead();
      } catch (DrydockException e) {
        assertThat(crashing.isDead()).as("%s", e).isTrue();
      }
      assertThat(restorable(storage)).as("after %s changes", crashes).containsAllEntriesOf(before);
      repairAll(storage);
      assertThat(restorable(storage)).as("after %s changes", crashes).isEqualTo(possible);
      try (Repository repository = TestRepositories.open(storage)) {
        assertThat(check(repository).problems()).as("after %s changes", crashes).isEmpty();
        new PruneOperation(repository, Progress.NONE).prune(0, false);
      }
      assertThat(new TreeMap<>(restorable(storage))).isEqualTo(possible);
      if (survived) {
        return crashes;
      }
      crashes++;
    }
  }
}
