// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/**
 * Which volumes are protected; all persistent ones by default.
 *
 * @param include names of volumes to take, all when empty
 * @param exclude names of volumes to leave out
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record VolumesSpec(
    @Size(max = 256) List<@Size(max = 253) String> include,
    @Size(max = 256) List<@Size(max = 253) String> exclude) {

  public VolumesSpec {
    include = include == null ? List.of() : List.copyOf(include);
    exclude = exclude == null ? List.of() : List.copyOf(exclude);
  }
}
