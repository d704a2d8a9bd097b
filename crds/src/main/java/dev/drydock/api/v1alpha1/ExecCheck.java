// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
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
    @Required @Size(min = 1, max = 253) String service,
    @Required @Size(min = 1, max = 64) List<@Size(max = 4096) String> command,
    @Default("30s") @GoDuration String timeout) {

  public ExecCheck {
    command = command == null ? List.of() : List.copyOf(command);
  }
}
