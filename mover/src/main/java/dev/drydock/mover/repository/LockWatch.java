// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How a process waits for the locks of others, and what it sees of them meanwhile. Clocks of other
 * hosts may be wrong, and its own may jump; that a lock was not replaced for longer than anybody
 * takes to refresh one (restic: 5 minutes) shows by the pauses alone.
 */
final class LockWatch {
  private static final Duration UNCHANGED = Duration.ofMinutes(7);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final Map<Id, Duration> firstSeen = new HashMap<>();
  private Duration pause = FIRST_PAUSE;
  private Duration waited = Duration.ZERO;

  /** How long to wait next: twice as long as before, less a bit, so that many do not meet again. */
  Duration next() {
    long millis = pause.toMillis();
    Duration next =
        Duration.ofMillis(millis - ThreadLocalRandom.current().nextLong(millis / 2 + 1));
    pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
    waited = waited.plus(next);
    return next;
  }

  /** Whether a lock is old by what it says, and was not refreshed while we looked. */
  boolean isAbandoned(OtherLock lock, Instant now) {
    Duration since = firstSeen.computeIfAbsent(lock.id(), id -> waited);
    return waited.minus(since).compareTo(UNCHANGED) >= 0 && lock.isStale(now);
  }
}
