// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.notification;

import dev.drydock.api.v1alpha1.SecretKeyReference;

/**
 * Sends notices. Returns at once and never fails; what comes of it is told when the same is asked
 * again, so whoever wants a notice delivered remembers it and asks until it is. Safe for use by
 * many threads.
 */
@FunctionalInterface
public interface Notifier {
  /**
   * Begins to send a notice to a receiver, unless that is done, under way, or failed a moment ago.
   * A new operator knows nothing of what the one before it delivered and sends again.
   *
   * @param receiver Secret that holds the address, in the namespace of the notice
   * @param notice the notice
   * @return how it stands
   */
  Delivery deliver(SecretKeyReference receiver, Notice notice);
}
