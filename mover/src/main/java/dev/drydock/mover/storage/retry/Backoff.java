// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage.retry;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How often and how far apart to try again: the longest pause doubles up to a limit, and each is
 * drawn at random from zero to the longest, so that many who failed together do not come back
 * together ("full jitter", M. Brooker, Exponential Backoff and Jitter, 2015).
 *
 * @param attempts number of attempts in all, at least 1
 * @param first longest pause after the first attempt
 * @param limit longest pause ever
 */
public record Backoff(int attempts, Duration first, Duration limit) {
  /** Patient enough to outlast a restart of a server: two minutes on average, four at most. */
  public static final Backoff DEFAULT =
      new Backoff(14, Duration.ofMillis(500), Duration.ofSeconds(30));

  /** A server may ask for longer pauses than these, but not for any. */
  private static final Duration OBEDIENCE = Duration.ofMinutes(2);

  public Backoff {
    if (attempts < 1 || first.isNegative() || limit.compareTo(first) < 0) {
      throw new IllegalArgumentException("attempts, first or limit out of range");
    }
  }

  /**
   * The pause after the attempt of this number.
   *
   * @param attempt counted from 1
   * @param asked how long the server asks to be left alone at least; zero: it does not say
   */
  Duration pause(int attempt, Duration asked, RandomGenerator random) {
    Duration least = asked.compareTo(OBEDIENCE) > 0 ? OBEDIENCE : asked;
    return least.plus(jitter(attempt, random));
  }

  private Duration jitter(int attempt, RandomGenerator random) {
    long longest =
        Math.min(limit.toMillis(), first.toMillis() << Math.min(Math.max(attempt - 1, 0), 20));
    return Duration.ofMillis(random.nextLong(longest + 1));
  }
}
