// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.storage.Storage;
import dev.drydock.mover.storage.retry.Pause;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lock that this process holds on a repository, in the way of restic: a file that says whose it
 * is, written first and then compared with the others, replaced by a newer one every few minutes.
 * Safe for use by many threads; all holds of one mode share one file.
 *
 * <p>Locks of others are honoured, unless they are old and were not refreshed while this process
 * waited for them. That others honour this one is not taken for granted: whoever unlocks a
 * repository by force may remove it, so it is looked for before anything is made final.
 */
final class Locks implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Locks.class);
  private static final Duration REFRESH = Duration.ofMinutes(2);
  private static final Duration OWN_STALE = LockFile.STALE_OF_DRYDOCK;
  private static final Duration LOST = Duration.ofMinutes(12);
  private static final Duration WITHDRAWAL = Duration.ofSeconds(3);

  private final Storage storage;
  private final LockFiles files;
  private final RepositoryOptions options;
  private final Pause pause;
  private final LongPredicate isDead;
  private final Set<Id> own = new HashSet<>();
  private final ScheduledExecutorService refresher =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("repository-lock").factory());

  private @Nullable Id held;
  private LockMode mode = LockMode.SHARED;
  private int holds;
  private Instant refreshed = Instant.EPOCH;
  private boolean taken;

  Locks(Storage storage, SealedFiles files, boolean packed, RepositoryOptions options) {
    this(storage, files, packed, options, Pause.REAL, Processes::isKnownDead);
  }

  Locks(
      Storage storage,
      SealedFiles files,
      boolean packed,
      RepositoryOptions options,
      Pause pause,
      LongPredicate isDead) {
    this.storage = storage;
    this.files = new LockFiles(files, packed, options);
    this.options = options;
    this.pause = pause;
    this.isDead = isDead;
    refresher.scheduleWithFixedDelay(
        this::refresh, REFRESH.toSeconds(), REFRESH.toSeconds(), TimeUnit.SECONDS);
  }

  /** Takes the lock, or one more hold on it; returns whether it was taken anew. */
  synchronized boolean acquire(LockMode wanted) {
    if (holds > 0) {
      if (mode != wanted && wanted == LockMode.EXCLUSIVE) {
        throw new DrydockException(
            FailureReason.RepositoryLocked,
            "This process holds a shared lock and cannot make it exclusive.");
      }
      holds++;
      return false;
    }
    Instant deadline = now().plus(options.lockWait());
    LockWatch watch = new LockWatch();
    for (String conflict = tryAcquire(wanted, watch);
        conflict != null;
        conflict = tryAcquire(wanted, watch)) {
      Duration next = watch.next();
      if (!now().plus(next).isBefore(deadline)) {
        throw new DrydockException(
            FailureReason.RepositoryLocked,
            "The repository at "
                + storage.location()
                + " is in use: there is "
                + conflict
                + ". Wait until that has ended; if it no longer runs, unlock the repository.");
      }
      pause(next);
    }
    holds = 1;
    return true;
  }

  /** Gives up one hold; the last one removes the lock. */
  synchronized void release() {
    holds--;
    if (holds == 0 && held != null) {
      Id id = held;
      held = null;
      drop(id);
    }
  }

  /** Fails unless a lock is held and was refreshed in time, as far as is known here. */
  synchronized void verifyHeld() {
    if (holds == 0) {
      throw new IllegalStateException("no lock is held");
    }
    if (taken) {
      throw takenAway();
    }
    if (refreshed.plus(LOST).isBefore(now())) {
      throw new DrydockException(
          FailureReason.RepositoryUnavailable,
          "The lock on the repository at "
              + storage.location()
              + " could not be refreshed since "
              + refreshed
              + "; others may have removed it. Try again.");
    }
  }

  /** Fails unless the lock is held and its file is still there. */
  synchronized void verifyPresent() {
    verifyHeld();
    if (held == null || !files.exists(held)) {
      taken = true;
      throw takenAway();
    }
  }

  /** Fails unless the lock is there and is the only one. */
  synchronized void verifyAlone() {
    verifyPresent();
    if (!files.others(own).isEmpty()) {
      // Who came at the same time as this one withdraws within moments.
      pause(WITHDRAWAL);
      for (OtherLock other : files.others(own)) {
        throw new DrydockException(
            FailureReason.RepositoryLocked,
            "While this process held the repository at "
                + storage.location()
                + " for itself alone, there appeared "
                + other.describe()
                + ". Nothing more was removed. Try again when that has ended.");
      }
      verifyPresent();
    }
  }

  /**
   * Removes all locks, or those that nobody can hold any more: of any host when not refreshed for
   * 30 minutes; of this one when not refreshed for 15, or when their process is known to be dead.
   */
  synchronized int unlock(boolean all) {
    if (all) {
      return remove(files.ids(own));
    }
    Instant now = now();
    return remove(
        lock ->
            lock.isOlderThan(LockFile.STALE, now)
                || (lock.isOf(options.hostname()) && isDeadHere(lock, now)));
  }

  /** Removes the locks that carry this hostname, which no other living process does. */
  synchronized int removePredecessors() {
    return remove(lock -> lock.isOf(options.hostname()));
  }

  @Override
  public synchronized void close() {
    refresher.shutdownNow();
    holds = 0;
    if (held != null) {
      Id id = held;
      held = null;
      drop(id);
    }
  }

  private boolean isDeadHere(OtherLock lock, Instant now) {
    return lock.isOlderThan(OWN_STALE, now)
        || (lock.content() != null && isDead.test(lock.content().pid()));
  }

  private int remove(Predicate<OtherLock> which) {
    return remove(files.others(own).stream().filter(which).map(OtherLock::id).toList());
  }

  private int remove(List<Id> ids) {
    files.remove(ids);
    return ids.size();
  }

  /** Takes the lock, or says what is in the way. */
  private @Nullable String tryAcquire(LockMode wanted, LockWatch watch) {
    String conflict = findConflict(wanted, watch);
    if (conflict != null) {
      return conflict;
    }
    Id id = write(wanted);
    try {
      pause(options.lockSettle());
      conflict = findConflict(wanted, watch);
    } catch (RuntimeException e) {
      drop(id);
      throw e;
    }
    if (conflict != null) {
      drop(id);
      return conflict;
    }
    held = id;
    mode = wanted;
    taken = false;
    return null;
  }

  private @Nullable String findConflict(LockMode wanted, LockWatch watch) {
    for (OtherLock lock : files.others(own)) {
      if (!lock.conflictsWith(wanted)) {
        continue;
      }
      if (!watch.isAbandoned(lock, now())) {
        return lock.describe();
      }
      LOG.warn("Removing {}: nobody refreshes it", lock.describe());
      files.remove(List.of(lock.id()));
    }
    return null;
  }

  private Id write(LockMode wanted) {
    Instant now = now();
    Id id = files.write(wanted, now);
    own.add(id);
    refreshed = now;
    return id;
  }

  /** Writes a newer lock, then removes the older one. A failure is tried again at the next time. */
  synchronized void refresh() {
    if (held == null || taken) {
      return;
    }
    try {
      if (!files.exists(held)) {
        taken = true; // a new one would hide that others were free to do anything meanwhile
        LOG.error("The lock {} was removed by somebody else", held.brief());
        return;
      }
      Id old = held;
      held = write(mode);
      drop(old);
    } catch (RuntimeException e) {
      // verifyHeld notices when this goes on for too long.
      return;
    }
  }

  private DrydockException takenAway() {
    return new DrydockException(
        FailureReason.RepositoryLocked,
        "The lock of this process on the repository at "
            + storage.location()
            + " was removed by somebody else, by an unlock on another host, for example: what was"
            + " written may be gone again. It does not count; try again.");
  }

  /** Removes a lock of this process. What cannot be removed goes stale and is removed by others. */
  private void drop(Id id) {
    boolean interrupted = Thread.interrupted();
    try {
      files.remove(List.of(id));
      own.remove(id);
    } catch (DrydockException e) {
      LOG.warn("Could not remove the lock {}: {}", id.brief(), e.getMessage());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Instant now() {
    return options.clock().instant();
  }

  private void pause(Duration time) {
    try {
      pause.await(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failures.cancelled(e);
    }
  }
}
