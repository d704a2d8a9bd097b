// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import static dev.drydock.mover.snapshot.DamagedRepository.check;
import static dev.drydock.mover.snapshot.DamagedRepository.damagedPacks;

import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.LockMode;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.RepositoryLock;
import dev.drydock.mover.repository.TestRepositories;
import dev.drydock.mover.snapshot.DamagedRepository.Damage;
import dev.drydock.mover.storage.InMemoryStorage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Work in which a process may die.
 *
 * @param name for people
 * @param before the repository before
 * @param source the repository that is copied from; null for none
 * @param work what is done; can be done again, whatever became of it before
 * @param mayGo snapshots that the work removes
 * @param damaged whether the repository is damaged, and the work repairs it
 */
record CrashScenario(
    String name,
    InMemoryStorage before,
    @Nullable InMemoryStorage source,
    Work work,
    Set<Id> mayGo,
    boolean damaged) {

  /** What is done with a repository. */
  @FunctionalInterface
  interface Work {
    void run(Repository repository, @Nullable Repository source);
  }

  @Override
  public String toString() {
    return name;
  }

  /** Backup, forget, prune, both as retention does it, and copy. */
  static List<CrashScenario> sound(int files) {
    return List.of(backup(files), forget(files), prune(files), retain(files), copy(files));
  }

  /** Each repair of everything that it is for. */
  static List<CrashScenario> repairs() {
    List<CrashScenario> scenarios = new ArrayList<>();
    for (Damage damage : Damage.values()) {
      scenarios.add(repairIndex(damage, true));
    }
    scenarios.add(repairIndex(Damage.TRUNCATED_PACK, false));
    scenarios.add(repairPacks(Damage.FLIPPED_BIT_IN_DATA));
    scenarios.add(repairPacks(Damage.FLIPPED_BIT_IN_TREE));
    scenarios.add(repairPacks(Damage.FLIPPED_BIT_IN_HEADER));
    scenarios.add(repairSnapshots(Damage.FLIPPED_BIT_IN_DATA));
    scenarios.add(repairSnapshots(Damage.FLIPPED_BIT_IN_TREE));
    return scenarios;
  }

  private static CrashScenario backup(int files) {
    InMemoryStorage before = repository(files, 1);
    MemoryTree.Entry root = tree(files, 2);
    return new CrashScenario(
        "backup", before, null, (repository, source) -> backUp(repository, root), Set.of(), false);
  }

  private static CrashScenario forget(int files) {
    InMemoryStorage before = repository(files, 4);
    Set<Id> all = new TreeSet<>(snapshots(before));
    all.remove(snapshots(before).getFirst());
    return new CrashScenario(
        "forget",
        before,
        null,
        (repository, source) -> new ForgetOperation(repository).forget(all),
        all,
        false);
  }

  private static CrashScenario prune(int files) {
    InMemoryStorage before = repository(files, 4);
    try (Repository repository = TestRepositories.open(before)) {
      new ForgetOperation(repository).forget(snapshots(before).subList(2, 4));
    }
    return new CrashScenario(
        "prune",
        before,
        null,
        (repository, source) -> new PruneOperation(repository, Progress.NONE).prune(0, false),
        Set.of(),
        false);
  }

  private static CrashScenario retain(int files) {
    InMemoryStorage before = repository(files, 4);
    Set<Id> oldest = Set.copyOf(snapshots(before).subList(1, 4));
    return new CrashScenario(
        "forget and prune",
        before,
        null,
        (repository, source) -> {
          try (RepositoryLock lock = repository.lock(LockMode.EXCLUSIVE)) {
            new ForgetOperation(repository).forget(oldest);
            new PruneOperation(repository, Progress.NONE).prune(0, false);
          }
        },
        oldest,
        false);
  }

  private static CrashScenario copy(int files) {
    return new CrashScenario(
        "copy",
        repository(files, 1),
        repository(files, 3),
        (repository, source) -> {
          if (source == null) {
            throw new AssertionError("nothing to copy from");
          }
          new CopyOperation(source, repository, Progress.NONE).copy(new Snapshots(source).list());
        },
        Set.of(),
        false);
  }

  private static CrashScenario repairIndex(Damage damage, boolean readAllPacks) {
    DamagedRepository damaged = new DamagedRepository();
    damaged.suffer(damage);
    return repair(
        "repair of the index after " + damage + (readAllPacks ? ", all packs read" : ""),
        damaged,
        repair -> repair.repairIndex(readAllPacks));
  }

  private static CrashScenario repairPacks(Damage damage) {
    DamagedRepository damaged = new DamagedRepository();
    damaged.suffer(damage);
    Set<Id> packs = damagedPacksOf(damaged);
    return repair(
        "repair of packs after " + damage, damaged, repair -> repair.repairPacks(packs, null));
  }

  private static CrashScenario repairSnapshots(Damage damage) {
    DamagedRepository damaged = new DamagedRepository();
    damaged.suffer(damage);
    Set<Id> packs = damagedPacksOf(damaged);
    try (Repository repository = TestRepositories.open(damaged.storage)) {
      new RepairOperation(repository, Progress.NONE).repairPacks(packs, null);
    }
    return repair(
        "repair of snapshots after " + damage,
        damaged,
        repair -> repair.repairSnapshots(true, false));
  }

  private static Set<Id> damagedPacksOf(DamagedRepository damaged) {
    try (Repository repository = TestRepositories.open(damaged.storage)) {
      return damagedPacks(check(repository));
    }
  }

  private static CrashScenario repair(
      String name, DamagedRepository damaged, java.util.function.Consumer<RepairOperation> work) {
    return new CrashScenario(
        name,
        damaged.storage,
        null,
        (repository, source) -> work.accept(new RepairOperation(repository, Progress.NONE)),
        Set.of(),
        true);
  }

  /** A repository with some snapshots, each of which has something of the one before. */
  private static InMemoryStorage repository(int files, int snapshots) {
    InMemoryStorage storage = new InMemoryStorage();
    try (Repository repository = TestRepositories.create(storage)) {
      for (int i = 1; i <= snapshots; i++) {
        backUp(repository, tree(files, i));
      }
    }
    return storage;
  }

  /** Their ids, the latest first. */
  private static List<Id> snapshots(InMemoryStorage storage) {
    try (Repository repository = TestRepositories.open(storage)) {
      return new Snapshots(repository).list().stream().map(StoredSnapshot::id).toList();
    }
  }

  private static void backUp(Repository repository, MemoryTree.Entry root) {
    new BackupOperation(repository, Progress.NONE)
        .backUp(
            new BackupRequest(
                Instant.now(), "shop", null, List.of(), List.of(), false, null, false, false),
            List.of(new BackupTarget(CrashMatrix.PATH, root)));
  }

  /** So many files in a few directories, of which one in three is like in the version before. */
  private static MemoryTree.Entry tree(int files, int version) {
    MemoryTree.Entry root = MemoryTree.root();
    for (int i = 0; i < files; i++) {
      MemoryTree.Entry directory = i % 5 == 0 ? root.directory("below" + i / 5) : root;
      byte[] bytes = new byte[12_000 + 4_000 * (i % 4)];
      new Random(i % 3 == 0 ? i : i * 100L + version).nextBytes(bytes);
      directory.file("file" + i, bytes);
    }
    return root;
  }
}
