// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.Storage;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lock that this process holds on a repository, in the way of restic: a file that says whose it
 * is, written first and then compared with the others, replaced by a newer one every few minutes.
 * Safe for use by many threads; all holds of one mode share one file.
 *
 * <p>Locks of others are honoured however old they are. Locks of this hostname that nobody has
 * refreshed for 15 minutes were left behind by a process that was killed, and are removed.
 */
final class Locks implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Locks.class);
  private static final Duration REFRESH = Duration.ofMinutes(2);
  private static final Duration OWN_STALE = Duration.ofMinutes(15);
  private static final Duration LOST = Duration.ofMinutes(12);
  private static final Duration FIRST_RETRY = Duration.ofMillis(500);
  private static final Duration LAST_RETRY = Duration.ofSeconds(10);

  private final Storage storage;
  private final SealedFiles files;
  private final boolean packed;
  private final RepositoryOptions options;
  private final Set<Id> own = new HashSet<>();
  private final ScheduledExecutorService refresher =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("repository-lock").factory());

  private @Nullable Id held;
  private LockMode mode = LockMode.SHARED;
  private int holds;
  private Instant refreshed = Instant.EPOCH;

  Locks(Storage storage, SealedFiles files, boolean packed, RepositoryOptions options) {
    this.storage = storage;
    this.files = files;
    this.packed = packed;
    this.options = options;
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
    Instant deadline = options.clock().instant().plus(options.lockWait());
    Duration pause = FIRST_RETRY;
    for (String conflict = tryAcquire(wanted); conflict != null; conflict = tryAcquire(wanted)) {
      if (!options.clock().instant().plus(pause).isBefore(deadline)) {
        throw new DrydockException(
            FailureReason.RepositoryLocked,
            "The repository at "
                + storage.location()
                + " is in use: there is "
                + conflict
                + ". Wait until that has ended; if it no longer runs, unlock the repository.");
      }
      pause(pause);
      pause = pause.compareTo(LAST_RETRY) < 0 ? pause.multipliedBy(2) : LAST_RETRY;
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

  /** Fails unless a lock is held and was refreshed in time. */
  synchronized void verifyHeld() {
    if (holds == 0) {
      throw new IllegalStateException("no lock is held");
    }
    if (refreshed.plus(LOST).isBefore(options.clock().instant())) {
      throw new DrydockException(
          FailureReason.RepositoryUnavailable,
          "The lock on the repository at "
              + storage.location()
              + " could not be refreshed since "
              + refreshed
              + "; others may have removed it. Try again.");
    }
  }

  /** Removes stale locks, or all. */
  synchronized int unlock(boolean all) {
    Instant now = options.clock().instant();
    List<Id> stale = new ArrayList<>();
    for (Id id : files.list(FileType.LOCK).keySet()) {
      if (own.contains(id)) {
        continue;
      }
      LockFile lock = all ? null : read(id);
      boolean isStale =
          all
              || (lock != null
                  && (lock.isOlderThan(LockFile.STALE, now)
                      || options.hostname().equals(lock.hostname())));
      if (isStale) {
        stale.add(id);
      }
    }
    files.remove(FileType.LOCK, stale);
    return stale.size();
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

  /** Takes the lock, or says what is in the way. */
  private @Nullable String tryAcquire(LockMode wanted) {
    String conflict = findConflict(wanted);
    if (conflict != null) {
      return conflict;
    }
    Id id = write(wanted);
    try {
      pause(options.lockSettle());
      conflict = findConflict(wanted);
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
    return null;
  }

  private @Nullable String findConflict(LockMode wanted) {
    Instant now = options.clock().instant();
    for (Id id : files.list(FileType.LOCK).keySet()) {
      LockFile lock = own.contains(id) ? null : read(id);
      if (lock == null) {
        continue;
      }
      if (options.hostname().equals(lock.hostname()) && lock.isOlderThan(OWN_STALE, now)) {
        files.remove(FileType.LOCK, List.of(id));
      } else if (lock.exclusive() || wanted == LockMode.EXCLUSIVE) {
        return lock.describe();
      }
    }
    return null;
  }

  /** A lock; null if it is gone, or empty, which an unfinished write of others can leave. */
  private @Nullable LockFile read(Id id) {
    try {
      if (storage.size(FileType.LOCK, id.hex()) == 0) {
        return null;
      }
      return Json.read(files.load(FileType.LOCK, id), LockFile.class, "locks/" + id);
    } catch (Storage.NotFoundException e) {
      return null;
    } catch (IOException e) {
      throw Failures.of("read locks/" + id, storage, e);
    }
  }

  private Id write(LockMode wanted) {
    Instant now = options.clock().instant();
    LockFile lock =
        new LockFile(
            now.toString(),
            wanted == LockMode.EXCLUSIVE,
            options.hostname(),
            options.username(),
            ProcessHandle.current().pid());
    Id id = files.save(FileType.LOCK, Json.write(lock), packed, options.compressionLevel());
    own.add(id);
    refreshed = now;
    return id;
  }

  /** Writes a newer lock, then removes the older one. A failure is tried again at the next time. */
  synchronized void refresh() {
    if (held == null) {
      return;
    }
    try {
      Id old = held;
      held = write(mode);
      drop(old);
    } catch (RuntimeException e) {
      // verifyHeld notices when this goes on for too long.
      return;
    }
  }

  /** Removes a lock of this process. What cannot be removed goes stale and is removed by others. */
  private void drop(Id id) {
    boolean interrupted = Thread.interrupted();
    try {
      files.remove(FileType.LOCK, List.of(id));
      own.remove(id);
    } catch (DrydockException e) {
      LOG.warn("Could not remove the lock {}: {}", id.brief(), e.getMessage());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void pause(Duration time) {
    try {
      if (new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("nobody counts down");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failures.cancelled(e);
    }
  }
}
