// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
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
public record RestoreInclude(
    List<String> volumes,
    List<String> databases,
    @Nullable Boolean configuration,
    List<String> paths) {

  public RestoreInclude {
    volumes = volumes == null ? List.of() : List.copyOf(volumes);
    databases = databases == null ? List.of() : List.copyOf(databases);
    paths = paths == null ? List.of() : List.copyOf(paths);
  }
}
