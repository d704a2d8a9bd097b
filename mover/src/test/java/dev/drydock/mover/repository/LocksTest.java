// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.mover.crypto.MasterKey;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.InMemoryStorage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LocksTest {
  private final InMemoryStorage storage = new InMemoryStorage();
  private final SealedFiles files = new SealedFiles(storage, MasterKey.random());
  private final ManualClock clock = new ManualClock();
  private Runnable onPause = () -> {};
  private boolean dead;
  private final Locks ours = locks("ours");
  private final Locks theirs = locks("theirs");

  @AfterEach
  void close() {
    ours.close();
    theirs.close();
  }

  @Test
  void letsSeveralShareARepository() {
    assertThat(ours.acquire(LockMode.SHARED)).isTrue();
    assertThat(theirs.acquire(LockMode.SHARED)).isTrue();

    assertThat(storage.names(FileType.LOCK)).hasSize(2);
  }

  @Test
  void letsNobodyInBesideAnExclusiveLock() {
    theirs.acquire(LockMode.EXCLUSIVE);

    assertLocked(LockMode.SHARED);
    assertLocked(LockMode.EXCLUSIVE);
    theirs.release();
    assertThat(ours.acquire(LockMode.EXCLUSIVE)).isTrue();
  }

  @Test
  void saysWhoseLockIsInTheWay() {
    theirs.acquire(LockMode.SHARED);

    assertThatThrownBy(() -> ours.acquire(LockMode.EXCLUSIVE))
        .hasMessageContaining("a shared lock of drydock on theirs")
        .hasMessageContaining("unlock");
    assertThat(storage.names(FileType.LOCK)).hasSize(1);
  }

  @Test
  void sharesOneFileAmongAllHolds() {
    ours.acquire(LockMode.SHARED);
    assertThat(ours.acquire(LockMode.SHARED)).isFalse();
    ours.release();
    assertThat(storage.names(FileType.LOCK)).hasSize(1);

    ours.release();
    assertThat(storage.names(FileType.LOCK)).isEmpty();
  }

  @Test
  void honoursLocksOfOthersHoweverOldTheyAreByTheClock() {
    theirs.acquire(LockMode.EXCLUSIVE);
    clock.advance(Duration.ofDays(1));

    assertLocked(LockMode.SHARED);
  }

  @Test
  void removesOldLocksThatNobodyRefreshedWhileItWaited() {
    locks("theirs").acquire(LockMode.EXCLUSIVE);
    clock.advance(Duration.ofMinutes(31));

    assertThat(patient().acquire(LockMode.SHARED)).isTrue();
    assertThat(storage.names(FileType.LOCK)).hasSize(1);
  }

  @Test
  void removesLocksOfDrydockThatNobodyRefreshedForAQuarterOfAnHour() {
    locks("theirs").acquire(LockMode.SHARED);
    clock.advance(Duration.ofMinutes(14));

    assertThat(patient().acquire(LockMode.EXCLUSIVE)).isTrue();
    assertThat(storage.names(FileType.LOCK)).hasSize(1);
  }

  @Test
  void honoursLocksOfResticForHalfAnHour() {
    LockFile restic =
        new LockFile(clock.instant().toString(), false, "drydock-host", "drydock", 7, null);
    files.save(FileType.LOCK, Json.write(restic), true, 3);
    clock.advance(Duration.ofMinutes(19));

    assertThatThrownBy(() -> patient().acquire(LockMode.EXCLUSIVE))
        .hasMessageContaining("a shared lock of drydock on drydock-host");
    clock.advance(Duration.ofMinutes(2));
    assertThat(patient().acquire(LockMode.EXCLUSIVE)).isTrue();
  }

  @Test
  void theHolderOfALockGivesItUpBeforeOthersTakeIt() {
    ours.acquire(LockMode.SHARED);
    clock.advance(LockFile.STALE_OF_DRYDOCK.minusMinutes(2));

    assertThatThrownBy(ours::verifyPresent).isInstanceOf(DrydockException.class);
  }

  @Test
  void honoursOldLocksThatAreRefreshedWhileItWaits() {
    theirs.acquire(LockMode.EXCLUSIVE);
    clock.advance(Duration.ofHours(5)); // theirs is wrong by that much
    onPause =
        () -> {
          if (clock.instant().getEpochSecond() % 100 < 10) {
            clock.advance(Duration.ofHours(-5));
            theirs.refresh();
            clock.advance(Duration.ofHours(5));
          }
        };

    assertThatThrownBy(() -> patient().acquire(LockMode.SHARED))
        .hasMessageContaining("an exclusive lock of drydock on theirs");
  }

  @Test
  void honoursYoungLocksHoweverLongItWaits() {
    locks("theirs").acquire(LockMode.EXCLUSIVE);

    assertThatThrownBy(() -> patient().acquire(LockMode.SHARED))
        .isInstanceOf(DrydockException.class);
  }

  @Test
  void neverRemovesTheLiveLockOfAnotherProcessOfTheSameHost() {
    Locks running = locks("ours");
    running.acquire(LockMode.SHARED);

    assertThat(ours.unlock(false)).isZero();
    clock.advance(Duration.ofMinutes(11));
    assertThat(ours.unlock(false)).isZero();
    running.verifyPresent();
  }

  @Test
  void unlocksWhatNobodyOfItsHostRefreshedForFifteenMinutes() {
    locks("ours").acquire(LockMode.SHARED);
    theirs.acquire(LockMode.SHARED);
    clock.advance(Duration.ofMinutes(16));

    assertThat(ours.unlock(false)).isEqualTo(1);
    assertThat(storage.names(FileType.LOCK)).hasSize(1);
  }

  @Test
  void unlocksAtOnceWhatADeadProcessOfItsHostLeft() {
    locks("ours").acquire(LockMode.SHARED);
    theirs.acquire(LockMode.SHARED);
    dead = true;

    assertThat(ours.unlock(false)).as("that of its own host only").isEqualTo(1);
  }

  @Test
  void unlocksWhatNobodyRefreshedForHalfAnHour() {
    theirs.acquire(LockMode.SHARED);
    clock.advance(Duration.ofMinutes(29));
    assertThat(ours.unlock(false)).isZero();

    clock.advance(Duration.ofMinutes(2));
    assertThat(ours.unlock(false)).isEqualTo(1);
  }

  @Test
  void removesTheYoungestLockOfAPredecessorAndNoOther() {
    locks("ours").acquire(LockMode.EXCLUSIVE);
    assertLocked(LockMode.SHARED);

    assertThat(theirs.removePredecessors()).isZero();
    assertThat(ours.removePredecessors()).isEqualTo(1);
    assertThat(ours.acquire(LockMode.EXCLUSIVE)).isTrue();
  }

  @Test
  void noticesThatItsLockWasRemoved() {
    ours.acquire(LockMode.SHARED);
    ours.verifyPresent();
    theirs.unlock(true);

    assertThatThrownBy(ours::verifyPresent).hasMessageContaining("removed by somebody else");
  }

  @Test
  void doesNotHideByARefreshThatItsLockWasRemoved() {
    ours.acquire(LockMode.SHARED);
    theirs.unlock(true);

    ours.refresh();

    assertThat(storage.names(FileType.LOCK)).isEmpty();
    assertThatThrownBy(ours::verifyHeld).hasMessageContaining("removed by somebody else");
    ours.release();
    ours.acquire(LockMode.SHARED);
    ours.verifyPresent();
  }

  @Test
  void noticesThatItIsNoLongerAlone() {
    ours.acquire(LockMode.EXCLUSIVE);
    ours.verifyAlone();
    new LockFiles(files, true, TestRepositories.options("theirs", clock))
        .write(LockMode.SHARED, clock.instant());

    assertThatThrownBy(ours::verifyAlone)
        .hasMessageContaining("a shared lock of drydock on theirs");
  }

  @Test
  void aDamagedLockIsInTheWayAndKeepsNobodyFromUnlockingTheOthers() {
    storage.put(FileType.LOCK, "0".repeat(64), new byte[] {1, 2, 3});
    theirs.removePredecessors();

    assertThatThrownBy(() -> ours.acquire(LockMode.SHARED)).hasMessageContaining("--remove-all");
    clock.advance(Duration.ofHours(1));
    assertThat(ours.unlock(false)).isZero();
    assertThat(ours.unlock(true)).isEqualTo(1);
  }

  @Test
  void unlocksAllWhenTold() {
    theirs.acquire(LockMode.EXCLUSIVE);

    assertThat(ours.unlock(true)).isEqualTo(1);
    assertThat(ours.acquire(LockMode.EXCLUSIVE)).isTrue();
    assertThat(ours.unlock(true)).as("never its own").isZero();
  }

  @Test
  void refreshesByANewLockBeforeTheOldOneGoes() {
    ours.acquire(LockMode.EXCLUSIVE);
    List<String> before = storage.names(FileType.LOCK);
    clock.advance(Duration.ofMinutes(10));

    ours.refresh();

    assertThat(storage.names(FileType.LOCK)).hasSize(1).doesNotContainAnyElementsOf(before);
    clock.advance(Duration.ofMinutes(10));
    ours.verifyHeld();
  }

  @Test
  void doesNotTrustALockThatCouldNotBeRefreshed() {
    ours.acquire(LockMode.EXCLUSIVE);
    clock.advance(Duration.ofMinutes(13));

    assertThatThrownBy(ours::verifyHeld)
        .isInstanceOf(DrydockException.class)
        .hasMessageContaining("could not be refreshed");
  }

  @Test
  void ignoresEmptyLocksThatAnUnfinishedWriteLeft() {
    storage.put(FileType.LOCK, "0".repeat(64), new byte[0]);

    assertThat(ours.acquire(LockMode.EXCLUSIVE)).isTrue();
  }

  private void assertLocked(LockMode mode) {
    assertThatThrownBy(() -> ours.acquire(mode))
        .isInstanceOfSatisfying(
            DrydockException.class,
            e -> assertThat(e.reason()).isEqualTo(FailureReason.RepositoryLocked));
  }

  private Locks locks(String hostname) {
    return locks(TestRepositories.options(hostname, clock));
  }

  private Locks patient() {
    return locks(TestRepositories.options("patient", clock).withLockWait(Duration.ofMinutes(10)));
  }

  private Locks locks(RepositoryOptions options) {
    return new Locks(
        storage,
        files,
        true,
        options,
        time -> {
          clock.advance(time);
          onPause.run();
        },
        pid -> dead);
  }

  private static final class ManualClock extends Clock {
    private Instant now = Instant.parse("2026-11-01T00:00:00Z");

    void advance(Duration time) {
      now = now.plus(time);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
