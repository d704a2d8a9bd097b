// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import java.time.Duration;

/**
 * How patient a restore is.
 *
 * @param poll how often what is under way is looked at
 * @param longestPause longest pause between two attempts; pauses double from {@code poll} on
 * @param attempts how often a step is tried before the restore fails
 * @param startTimeout how long the application may take to become healthy
 * @param checkGrace how long checks may fail after the start before their failure counts, since not
 *     every application can tell when it is ready
 * @param shortJob how long a job may take that only lists or renames
 * @param longJob how long a job may take that moves data
 */
public record RestoreSettings(
    Duration poll,
    Duration longestPause,
    int attempts,
    Duration startTimeout,
    Duration checkGrace,
    Duration shortJob,
    Duration longJob) {

  /** What suits real applications. */
  public static RestoreSettings defaults() {
    return new RestoreSettings(
        Duration.ofSeconds(1),
        Duration.ofSeconds(30),
        6,
        Duration.ofMinutes(10),
        Duration.ofMinutes(1),
        Duration.ofMinutes(30),
        Duration.ofHours(24));
  }

  /** These with another grace for checks. */
  public RestoreSettings withCheckGrace(Duration grace) {
    return new RestoreSettings(
        poll, longestPause, attempts, startTimeout, grace, shortJob, longJob);
  }

  /** The pause after a failed attempt. */
  Duration pauseAfter(long attempt) {
    var doubled = poll.multipliedBy(1L << Math.min(attempt, 20));
    return doubled.compareTo(longestPause) < 0 ? doubled : longestPause;
  }
}
