// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to restore.
 *
 * @param volumes names of volumes
 * @param databases names of databases
 * @param configuration true: compose files, environment, secrets
 * @param paths absolute paths within the chosen volumes
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value =
        "[has(self.volumes) && self.volumes.size() > 0, has(self.databases) && self.databases.size() > 0, has(self.paths) && self.paths.size() > 0, has(self.configuration) && self.configuration].exists(x, x)",
    message =
        "at least one of volumes, databases, configuration and paths must be chosen; leave include out to restore everything")
public record RestoreInclude(
    @Size(max = 256) List<@Size(max = 253) String> volumes,
    @Size(max = 64) List<@Size(max = 63) String> databases,
    @Nullable Boolean configuration,
    @Size(max = 256) List<@Pattern("^/") @Size(max = 4096) String> paths) {

  public RestoreInclude {
    volumes = volumes == null ? List.of() : List.copyOf(volumes);
    databases = databases == null ? List.of() : List.copyOf(databases);
    paths = paths == null ? List.of() : List.copyOf(paths);
  }
}
