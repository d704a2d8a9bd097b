// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/**
 * Restore of the whole application into a sandbox.
 *
 * @param cron cron expression of five fields
 * @param checks what must hold in the restored application
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DrillSpec(
    @Cron @Required String cron, @KeyedBy("name") @Size(max = 64) List<ApplicationCheck> checks) {

  public DrillSpec {
    checks = checks == null ? List.of() : List.copyOf(checks);
  }
}
