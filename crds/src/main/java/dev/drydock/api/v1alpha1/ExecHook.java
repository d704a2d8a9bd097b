// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
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
    @Required String service,
    @Required @MaxItems(64) List<String> command,
    @Default("30s") @GoDuration String timeout,
    @Default("Fail") HookErrorPolicy onError) {

  public ExecHook {
    command = command == null ? List.of() : List.copyOf(command);
  }
}
