// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import static dev.drydock.mover.snapshot.DamagedRepository.check;
import static dev.drydock.mover.snapshot.DamagedRepository.damagedPacks;
import static dev.drydock.mover.snapshot.DamagedRepository.repairAll;
import static dev.drydock.mover.snapshot.DamagedRepository.restorable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.repository.BlobLocation;
import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.IndexRepair;
import dev.drydock.mover.repository.LockMode;
import dev.drydock.mover.repository.PackRepair;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.RepositoryLock;
import dev.drydock.mover.repository.TestRepositories;
import dev.drydock.mover.snapshot.DamagedRepository.Damage;
import dev.drydock.mover.storage.FileType;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever happened to a repository: afterwards it is sound, and has all that was not touched. */
class RepairTest {
  private final DamagedRepository damaged = new DamagedRepository();

  @ParameterizedTest
  @EnumSource
  void keepsAllThatIsNotLost(Damage damage) {
    Map<String, String> expected = restorable(damaged.storage);
    assertThat(expected).hasSize(10);
    TreeSet<String> lost = damaged.suffer(damage);
    assertThat(find(Damage.DUPLICATE_INDEX == damage)).isNotEmpty();

    repairAll(damaged.storage);

    assertThat(find(true)).isEmpty();
    expected.keySet().removeAll(lost);
    assertThat(restorable(damaged.storage)).isEqualTo(expected);
    assertThat(snapshots()).singleElement().satisfies(stored -> verify(stored, lost.isEmpty()));
    assertThat(repairAll(damaged.storage).repaired()).isEmpty();
  }

  private void verify(StoredSnapshot stored, boolean whole) {
    if (whole) {
      assertThat(stored.id()).isEqualTo(damaged.snapshot.id());
      return;
    }
    assertThat(stored.snapshot().isRepaired()).isTrue();
    assertThat(stored.snapshot().original()).isEqualTo(damaged.snapshot.id());
    assertThat(stored.snapshot().tags()).containsExactly("a", "repaired");
    assertThat(stored.snapshot().time()).isEqualTo(damaged.snapshot.snapshot().time());
    assertThat(stored.snapshot().summary()).isEqualTo(damaged.snapshot.snapshot().summary());
  }

  @ParameterizedTest
  @EnumSource
  void readingTheHeadersOfAllPacksComesToTheSame(Damage damage) {
    damaged.suffer(damage);
    IndexRepair.Result result;
    try (Repository repository = open()) {
      result = repair(repository).repairIndex(true);
      assertThat(repair(repository).repairIndex(false).changed()).isFalse();
    }
    assertThat(result.packs()).isPositive();
    boolean untouched =
        damage == Damage.FLIPPED_BIT_IN_DATA || damage == Damage.FLIPPED_BIT_IN_TREE;
    assertThat(result.changed()).isNotEqualTo(untouched);
    assertThat(result.lostBlobs() > 0)
        .isEqualTo(damage == Damage.TRUNCATED_PACK || damage.name().contains("MISSING_PACK"));
    repairAll(damaged.storage);
    assertThat(find(true)).isEmpty();
  }

  @Test
  void salvagesOfAPackThatIsCutOffBeforeTheIndexForgetsIt() {
    TreeSet<String> lost = damaged.suffer(Damage.TRUNCATED_PACK);
    try (Repository repository = open()) {
      IndexRepair.Result result = repair(repository).repairIndex(false);

      assertThat(result.damaged()).hasSize(1);
      assertThat(result.salvagedBlobs()).isPositive();
      assertThat(result.lostBlobs()).isEqualTo(lost.size());
    }
    Map<String, String> left = restorable(damaged.storage);
    assertThat(left).hasSize(10 - lost.size()).doesNotContainKeys(lost.toArray(String[]::new));
  }

  @Test
  void anIndexThatContradictsAHeaderIsFoundByReadingAllOfThem() {
    String name = damaged.storage.names(FileType.INDEX).getFirst();
    String json = damaged.indexJson(name);
    String blob = damaged.placeOf("/data/file3").entry().id().hex();
    damaged.addIndex(json.replace(blob, "ab".repeat(32)));
    damaged.storage.remove(FileType.INDEX, Set.of(name));
    try (Repository repository = open()) {
      assertThat(repair(repository).repairIndex(false).changed()).isFalse();
      assertThat(repair(repository).repairIndex(true).corrected()).hasSize(1);
      assertThat(check(repository).problems()).isEmpty();
    }
  }

  @Test
  void nothingIsLostThatIsSoundElsewhere() {
    BlobLocation place = damaged.placeOf("/data/file3");
    byte[] pack = damaged.storage.bytes(FileType.PACK, place.pack().hex());
    damaged.storage.remove(FileType.PACK, Set.of(place.pack().hex()));
    damaged.backUp(); // stores again what was in it
    damaged.storage.put(FileType.PACK, place.pack().hex(), pack);
    damaged.flip(place);
    try (Repository repository = open()) {
      PackRepair.Result result = repair(repository).repairPacks(Set.of(place.pack()), null);

      assertThat(result.removed()).containsExactly(place.pack());
      assertThat(result.lostBlobs()).isEmpty();
      assertThat(check(repository).problems()).isEmpty();
      assertThat(check(repository).notes()).isEmpty();
    }
  }

  @Test
  void leavesACopyOfAPackThatItGivesUp(@TempDir Path directory) {
    damaged.suffer(Damage.FLIPPED_BIT_IN_DATA);
    try (Repository repository = open()) {
      Id pack = damagedPacks(check(repository)).getFirst();
      byte[] bytes = damaged.storage.bytes(FileType.PACK, pack.hex());

      PackRepair.Result result = repair(repository).repairPacks(Set.of(pack), directory);

      assertThat(result.lostBlobs()).hasSize(1);
      assertThat(directory.resolve("pack-" + pack)).hasBinaryContent(bytes);
      assertThat(damaged.storage.names(FileType.PACK)).doesNotContain(pack.hex());
    }
  }

  @Test
  void changesNothingWhenTheCopyCannotBeWritten(@TempDir Path directory) {
    damaged.suffer(Damage.FLIPPED_BIT_IN_DATA);
    Map<String, Integer> before = files();
    try (Repository repository = open()) {
      Set<Id> packs = damagedPacks(check(repository));

      assertFails(
          FailureReason.TargetUnwritable,
          () -> repair(repository).repairPacks(packs, directory.resolve("absent")));
    }
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void asksThePackItselfWhenNoIndexSaysWhatItHolds() {
    Map<String, String> expected = restorable(damaged.storage);
    Id pack = damaged.placeOf("/data/file3").pack();
    damaged.suffer(Damage.MISSING_INDEX);
    try (Repository repository = open()) {
      PackRepair.Result result = repair(repository).repairPacks(Set.of(pack), null);
      assertThat(result.removed()).containsExactly(pack);
      assertThat(result.salvagedBlobs()).isGreaterThan(1);
    }
    repairAll(damaged.storage);
    assertThat(find(true)).isEmpty();
    assertThat(restorable(damaged.storage)).isEqualTo(expected);
  }

  @Test
  void leavesAPackAloneOfWhichNothingIsKnown() {
    Id pack = Id.hash(new byte[] {1});
    damaged.storage.put(FileType.PACK, pack.hex(), new byte[100]);
    Map<String, Integer> before = files();
    try (Repository repository = open()) {
      PackRepair.Result result = repair(repository).repairPacks(Set.of(pack), null);

      assertThat(result.unknown()).containsExactly(pack);
      assertThat(result.removed()).isEmpty();
    }
    assertThat(files()).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource(
      names = {"MISSING_INDEX", "DAMAGED_INDEX", "MISSING_PACK", "TRUNCATED_PACK", "WRONG_INDEX"})
  void takesNothingForLostBeforeTheIndexIsRepaired(Damage damage) {
    damaged.suffer(damage);
    Map<String, Integer> before = files();
    try (Repository repository = open()) {
      assertFails(
          FailureReason.RepositoryCorrupt, () -> repair(repository).repairSnapshots(true, false));
    }
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void doesNotRepairWhatADamagedIndexHides() {
    damaged.suffer(Damage.DAMAGED_INDEX);
    Set<Id> packs = Set.of(Id.parse(damaged.storage.names(FileType.PACK).getFirst()));
    Map<String, Integer> before = files();
    try (Repository repository = open()) {
      assertFails(
          FailureReason.RepositoryCorrupt, () -> repair(repository).repairPacks(packs, null));
    }
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void needsTheRepositoryForItselfAlone() {
    try (Repository other =
            Repository.open(
                damaged.storage,
                TestRepositories.PASSWORD,
                TestRepositories.options("other", Clock.systemUTC()));
        RepositoryLock lock = other.lock(LockMode.SHARED);
        Repository repository = open()) {
      assertThat(lock).isNotNull();
      RepairOperation repair = repair(repository);
      assertFails(FailureReason.RepositoryLocked, () -> repair.repairIndex(false));
      assertFails(FailureReason.RepositoryLocked, () -> repair.repairPacks(Set.of(), null));
      assertFails(FailureReason.RepositoryLocked, () -> repair.repairSnapshots(false, true));
    }
  }

  private static void assertFails(FailureReason reason, Runnable action) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(
            DrydockException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private static RepairOperation repair(Repository repository) {
    return new RepairOperation(repository, Progress.NONE);
  }

  private Repository open() {
    return TestRepositories.open(damaged.storage);
  }

  /** What a check finds. */
  private TreeSet<String> find(boolean withNotes) {
    try (Repository repository = open()) {
      CheckResult result = check(repository);
      TreeSet<String> found = new TreeSet<>(result.problems());
      if (withNotes) {
        // That packs are not needed any more is no damage.
        result.notes().stream().filter(note -> !note.contains("in no index")).forEach(found::add);
      }
      return found;
    }
  }

  private List<StoredSnapshot> snapshots() {
    try (Repository repository = open()) {
      return new Snapshots(repository).list();
    }
  }

  /** All files but locks, with a hash of their bytes. */
  private Map<String, Integer> files() {
    Map<String, Integer> files = new TreeMap<>();
    for (FileType type : Set.of(FileType.PACK, FileType.INDEX, FileType.SNAPSHOT)) {
      for (String name : damaged.storage.names(type)) {
        files.put(type + name, Arrays.hashCode(damaged.storage.bytes(type, name)));
      }
    }
    return files;
  }
}
