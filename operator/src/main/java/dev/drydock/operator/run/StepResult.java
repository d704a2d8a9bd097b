// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

import java.time.Duration;

/** What follows a look at a step. Whatever it is, the status is written first if it changed. */
sealed interface StepResult {
  /** The status says what comes next; go on at once. */
  record Go() implements StepResult {}

  /**
   * Nothing to do before this long.
   *
   * @param delay how long
   */
  record Wait(Duration delay) implements StepResult {}

  /** The run has ended. */
  record Ended() implements StepResult {}
}
