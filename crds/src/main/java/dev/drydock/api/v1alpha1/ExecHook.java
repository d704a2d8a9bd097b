// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/**
 * A command in a running workload.
 *
 * @param service compose service or workload
 * @param command program and arguments
 * @param timeout Go duration such as 30s
 * @param onError whether its failure fails the run
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ExecHook(
    @Required @Size(min = 1, max = 253) String service,
    @Required @Size(min = 1, max = 64) List<@Size(max = 4096) String> command,
    @Default("30s") @GoDuration String timeout,
    @Default("Fail") HookErrorPolicy onError) {

  public ExecHook {
    command = command == null ? List.of() : List.copyOf(command);
  }
}
