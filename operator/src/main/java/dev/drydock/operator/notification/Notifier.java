// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.notification;

import dev.drydock.api.v1alpha1.NotificationSpec;
import java.util.List;

/** Sends notices. Returns at once and never fails. Safe for use by many threads. */
@FunctionalInterface
public interface Notifier {
  /**
   * Sends a notice to those receivers that want its event.
   *
   * @param receivers all receivers of the policy
   * @param notice the notice
   */
  void send(List<NotificationSpec> receivers, Notice notice);
}
