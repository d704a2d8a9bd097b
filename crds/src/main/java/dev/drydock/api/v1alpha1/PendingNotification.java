// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A notification that not all of its receivers have yet.
 *
 * @param id tells it from all others; receivers get it too
 * @param event the occasion
 * @param object what it is about, such as BackupRun/shop-full-29384720
 * @param reason CamelCase, as in conditions
 * @param message what happened, in a sentence
 * @param time when it was noticed, RFC 3339
 * @param receivers Secrets that hold the addresses of those who do not have it yet
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PendingNotification(
    @Required String id,
    @Required NotificationEvent event,
    @Required String object,
    @Required String reason,
    @Nullable String message,
    @Timestamp @Required String time,
    @Size(max = 16) List<SecretKeyReference> receivers) {

  public PendingNotification {
    receivers = receivers == null ? List.of() : List.copyOf(receivers);
  }

  /** The same, with these receivers left. */
  public PendingNotification withReceivers(List<SecretKeyReference> left) {
    return new PendingNotification(id, event, object, reason, message, time, left);
  }
}
