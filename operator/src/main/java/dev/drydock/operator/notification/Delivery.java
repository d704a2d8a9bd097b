// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.notification;

import java.time.Duration;

/** How the delivery of a notice to a receiver stands. */
public sealed interface Delivery {
  /** The receiver has it. */
  record Done() implements Delivery {}

  /** It is being sent. */
  record UnderWay() implements Delivery {}

  /**
   * The receiver did not take it.
   *
   * @param again when it can be sent again
   */
  record Failing(Duration again) implements Delivery {}
}
