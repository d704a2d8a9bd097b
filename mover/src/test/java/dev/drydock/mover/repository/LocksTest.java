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
  void honoursLocksOfOthersHoweverOld() {
    theirs.acquire(LockMode.EXCLUSIVE);
    clock.advance(Duration.ofDays(1));

    assertLocked(LockMode.SHARED);
  }

  @Test
  void removesLocksThatItsOwnPredecessorLeftBehind() {
    locks("ours").acquire(LockMode.EXCLUSIVE);
    assertLocked(LockMode.SHARED);

    clock.advance(Duration.ofMinutes(16));

    assertThat(ours.acquire(LockMode.EXCLUSIVE)).isTrue();
    assertThat(storage.names(FileType.LOCK)).hasSize(1);
  }

  @Test
  void unlocksWhatIsStaleOrItsOwn() {
    locks("ours").acquire(LockMode.SHARED);
    theirs.acquire(LockMode.SHARED);
    assertThat(ours.unlock(false)).isEqualTo(1);

    clock.advance(Duration.ofMinutes(31));
    assertThat(ours.unlock(false)).isEqualTo(1);
    assertThat(storage.names(FileType.LOCK)).isEmpty();
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
    return new Locks(storage, files, true, TestRepositories.options(hostname, clock));
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
