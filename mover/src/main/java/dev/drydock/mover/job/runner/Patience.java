// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.runner;

import java.time.Duration;

/**
 * How long a mover waits for what other processes are to do.
 *
 * @param peer for the program at the other end of a pipe to open it
 * @param dumpStatus for a program that dumps to say how it went, once it closed its pipe
 * @param loadStatus for a program that loads to do so: it may work long on what it has read
 * @param lock for locks of others to go away
 * @param creation for another process that is creating the repository right now
 */
public record Patience(
    Duration peer, Duration dumpStatus, Duration loadStatus, Duration lock, Duration creation) {
  /** What is right outside of tests. */
  public static final Patience DEFAULT =
      new Patience(
          Duration.ofMinutes(10),
          Duration.ofMinutes(2),
          Duration.ofHours(12),
          Duration.ofMinutes(10),
          Duration.ofSeconds(10));
}
