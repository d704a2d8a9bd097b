// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage.retry;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How often and how far apart to try again: pauses double up to a limit, and each is drawn at
 * random from its upper half, so that many who failed together do not come back together.
 *
 * @param attempts number of attempts in all, at least 1
 * @param first longest pause after the first attempt
 * @param limit longest pause ever
 */
public record Backoff(int attempts, Duration first, Duration limit) {
  /** Patient enough to outlast a restart of a server: ten attempts within about three minutes. */
  public static final Backoff DEFAULT =
      new Backoff(10, Duration.ofMillis(500), Duration.ofSeconds(30));

  public Backoff {
    if (attempts < 1 || first.isNegative() || limit.compareTo(first) < 0) {
      throw new IllegalArgumentException("attempts, first or limit out of range");
    }
  }

  /** The pause after the attempt of this number, counted from 1. */
  Duration pause(int attempt, RandomGenerator random) {
    long longest =
        Math.min(limit.toMillis(), first.toMillis() << Math.min(Math.max(attempt - 1, 0), 20));
    return longest == 0
        ? Duration.ZERO
        : Duration.ofMillis(longest - random.nextLong(longest / 2 + 1));
  }
}
