// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

import java.time.Duration;

/**
 * How patient runs are.
 *
 * @param attempts how often a mover is started at most
 * @param retryDelay wait before the second attempt; three times as long before each further one
 * @param moverDeadline after this long a mover is stopped
 * @param poll how often a mover is looked at
 * @param progressInterval shortest time between two writes of progress
 * @param platformPatience how long an unreachable platform is waited for before a run fails
 * @param resumePatience how long workloads that do not come back keep a run from ending
 */
public record RunSettings(
    int attempts,
    Duration retryDelay,
    Duration moverDeadline,
    Duration poll,
    Duration progressInterval,
    Duration platformPatience,
    Duration resumePatience) {
  /** What suits a machine in production. */
  public static RunSettings standard() {
    return new RunSettings(
        5,
        Duration.ofSeconds(10),
        Duration.ofHours(24),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofMinutes(2),
        Duration.ofMinutes(10));
  }

  /** These with another deadline for movers. */
  public RunSettings withMoverDeadline(Duration deadline) {
    return new RunSettings(
        attempts, retryDelay, deadline, poll, progressInterval, platformPatience, resumePatience);
  }

  Duration delayBefore(long attempt) {
    Duration delay = retryDelay;
    for (long i = 2; i < attempt; i++) {
      delay = delay.multipliedBy(3);
    }
    return delay;
  }
}
