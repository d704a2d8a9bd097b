// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/**
 * One receiver of notifications.
 *
 * @param webhook an HTTP endpoint that receives JSON
 * @param events occasions; all when empty
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record NotificationSpec(
    @Required WebhookSpec webhook, @Size(max = 8) List<NotificationEvent> events) {

  public NotificationSpec {
    events = events == null ? List.of() : List.copyOf(events);
  }
}
