// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import static dev.drydock.mover.snapshot.DamagedRepository.check;
import static dev.drydock.mover.snapshot.DamagedRepository.repairAll;
import static dev.drydock.mover.snapshot.DamagedRepository.restorable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.LockMode;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.RepositoryOptions;
import dev.drydock.mover.repository.TestRepositories;
import dev.drydock.mover.storage.CrashingStorage;
import dev.drydock.mover.storage.CrashingStorage.Death;
import dev.drydock.mover.storage.CrashingStorage.Moment;
import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.InMemoryStorage;
import dev.drydock.mover.storage.Storage;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Lets processes die at the operations on their store, before, half-way and after. Each time, what
 * is left must be sound, what was complete must be restored, and the next run must succeed, though
 * the lock of the dead one is there.
 */
public final class CrashMatrix {
  static final SnapshotPath PATH = SnapshotPath.parse("/data");
  private static final Duration STALE = Duration.ofMinutes(31);
  private static final Duration TIDIED = Duration.ofDays(2);

  private final CrashPlace place;
  private final CrashScenario scenario;
  private final Set<Map<String, String>> complete = new HashSet<>();
  private final Map<Id, Map<String, String>> old = new TreeMap<>();
  private final Map<String, String> salvaged = new TreeMap<>();
  private final Map<String, String> salvageable = new TreeMap<>();
  private final Death counter = Death.never();

  private CrashMatrix(CrashPlace place, CrashScenario scenario) throws IOException {
    this.place = place;
    this.scenario = scenario;
    if (scenario.damaged()) {
      salvaged.putAll(restorable(scenario.before().copy()));
    } else {
      old.putAll(contents(scenario.before().copy()));
    }
    place.load(scenario.before());
    work(counter);
    if (scenario.damaged()) {
      repairAll(shared());
      salvageable.putAll(restorable(shared()));
    } else {
      complete.addAll(contents(shared()).values());
    }
  }

  /** Dies everywhere; returns at how many points. */
  static int exhaust(CrashPlace place, CrashScenario scenario) throws IOException {
    CrashMatrix matrix = new CrashMatrix(place, scenario);
    int points = 0;
    for (int n = 0; ; n++) {
      Death before = matrix.die(Moment.BEFORE, n);
      if (!before.happened()) {
        break;
      }
      boolean halfWay = before.wasSaving() && matrix.die(Moment.HALF_WAY, n).happened();
      points += 1 + (halfWay ? 1 : 0) + (matrix.die(Moment.AFTER, n).happened() ? 1 : 0);
    }
    for (int n = 0; matrix.die(Moment.READING, n).happened(); n++) {
      points++;
    }
    return points;
  }

  /** Dies at some points that chance chooses; returns at how many. */
  static int sample(CrashPlace place, CrashScenario scenario, int number, long seed)
      throws IOException {
    CrashMatrix matrix = new CrashMatrix(place, scenario);
    Random random = new Random(seed);
    int points = 0;
    for (int i = 0; i < number; i++) {
      Moment moment = Moment.values()[i % Moment.values().length];
      int bound = moment == Moment.READING ? matrix.counter.reads() : matrix.counter.changes();
      points += matrix.die(moment, random.nextInt(bound)).happened() ? 1 : 0;
    }
    return points;
  }

  private Death die(Moment moment, int after) throws IOException {
    Death death = new Death(moment, after);
    try {
      place.load(scenario.before());
      InMemoryStorage source = work(death);
      if (scenario.damaged()) {
        judgeRepair(after);
      } else {
        judge(source, after);
      }
      return death;
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          "%s, dying at %s %d: %s".formatted(scenario, moment, after, e.getMessage()), e);
    }
  }

  /** Works until it dies; returns what it copied from. */
  private @Nullable InMemoryStorage work(Death death) {
    InMemoryStorage source = scenario.source() == null ? null : scenario.source().copy();
    Storage crashing = new CrashingStorage(place.store(), death, place);
    try (Repository repository =
        Repository.open(crashing, TestRepositories.PASSWORD, TestRepositories.options())) {
      if (source == null) {
        scenario.work().run(repository, null);
      } else {
        CrashingStorage other = new CrashingStorage(source, death, new CrashingStorage.Wreck() {});
        try (Repository from =
            Repository.open(other, TestRepositories.PASSWORD, TestRepositories.options())) {
          scenario.work().run(repository, from);
        }
      }
    } catch (DrydockException e) {
      assertThat(death.happened()).as("%s", e).isTrue();
    }
    return source;
  }

  private void judge(@Nullable InMemoryStorage source, int number) throws IOException {
    try (Repository next = nextRun(shared(), number)) {
      assertThat(check(next).problems()).isEmpty();
      Map<Id, Map<String, String>> left = contents(next);
      old.forEach(
          (id, content) -> {
            if (left.containsKey(id) || !scenario.mayGo().contains(id)) {
              assertThat(left.get(id)).isEqualTo(content);
            }
          });
      assertThat(left.entrySet())
          .allMatch(e -> old.containsKey(e.getKey()) || complete.contains(e.getValue()));
      if (source == null) {
        scenario.work().run(next, null);
      } else {
        try (Repository from = nextRun(source, number)) {
          scenario.work().run(next, from);
        }
      }
    }
    tidy();
    try (Repository last = TestRepositories.open(shared())) {
      assertThat(new HashSet<>(contents(last).values())).isEqualTo(complete);
    }
  }

  private void judgeRepair(int number) throws IOException {
    nextRun(shared(), number).close();
    assertThat(restorable(shared())).containsAllEntriesOf(salvaged);
    repairAll(shared());
    assertThat(restorable(shared())).isEqualTo(salvageable);
    tidy();
    assertThat(restorable(shared())).isEqualTo(salvageable);
  }

  /** Prunes days later: what the dead one left behind goes away, and nothing else. */
  private void tidy() throws IOException {
    try (Repository later =
        Repository.open(shared(), TestRepositories.PASSWORD, options("test", TIDIED))) {
      new PruneOperation(later, Progress.NONE).prune(0, false);
      CheckResult result = check(later);
      assertThat(result.problems()).isEmpty();
      assertThat(result.notes()).isEmpty();
    }
    place.assertTidy();
  }

  /**
   * Opens the repository as whoever comes next: another run of the same owner at once, or anybody
   * when the lock of the dead one is old; before that, it keeps others from removing anything.
   */
  private static Repository nextRun(Storage storage, int number) throws IOException {
    boolean locked = !storage.list(FileType.LOCK).isEmpty();
    if (number % 2 == 0) {
      Repository sameOwner = TestRepositories.open(storage);
      assertThat(sameOwner.removeLocksOfPredecessors()).isEqualTo(locked ? 1 : 0);
      return sameOwner;
    }
    if (locked) {
      try (Repository early =
          Repository.open(storage, TestRepositories.PASSWORD, options("other", Duration.ZERO))) {
        assertThat(early.unlock(false)).isZero();
        assertThatThrownBy(() -> early.lock(LockMode.EXCLUSIVE))
            .isInstanceOfSatisfying(
                DrydockException.class,
                e -> assertThat(e.reason()).isEqualTo(FailureReason.RepositoryLocked));
      }
    }
    Repository late = Repository.open(storage, TestRepositories.PASSWORD, options("other", STALE));
    assertThat(late.unlock(false)).isEqualTo(locked ? 1 : 0);
    return late;
  }

  private static RepositoryOptions options(String hostname, Duration later) {
    return TestRepositories.options(hostname, Clock.offset(Clock.systemUTC(), later));
  }

  /** The store, which nobody closes. */
  private Storage shared() {
    return new CrashingStorage(place.store(), Death.never(), place);
  }

  private static Map<Id, Map<String, String>> contents(Storage storage) {
    try (Repository repository = TestRepositories.open(storage)) {
      return contents(repository);
    }
  }

  /** The files of all snapshots, each of which must be whole. */
  private static Map<Id, Map<String, String>> contents(Repository repository) {
    Map<Id, Map<String, String>> contents = new TreeMap<>();
    for (StoredSnapshot stored : new Snapshots(repository).list()) {
      MemorySink sink = new MemorySink();
      RestoreResult result =
          new RestoreOperation(repository, Progress.NONE)
              .restore(stored.snapshot(), PATH, List.of(), sink);
      assertThat(result.problems()).isEmpty();
      Map<String, String> files = new TreeMap<>();
      sink.files.forEach((path, bytes) -> files.put(path, Id.hash(bytes).hex()));
      assertThat(files).isNotEmpty();
      contents.put(stored.id(), files);
    }
    return contents;
  }
}
