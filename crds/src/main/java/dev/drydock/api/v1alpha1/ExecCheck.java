// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import java.util.List;

/**
 * A command that must end with status 0.
 *
 * @param service compose service or workload
 * @param command program and arguments
 * @param timeout Go duration such as 30s
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ExecCheck(
    @Required String service,
    @Required @MaxItems(64) List<String> command,
    @Default("30s") @GoDuration String timeout) {

  public ExecCheck {
    command = command == null ? List.of() : List.copyOf(command);
  }
}
