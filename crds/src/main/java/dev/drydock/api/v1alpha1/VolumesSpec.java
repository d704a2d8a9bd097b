// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * Which volumes are protected; all persistent ones by default.
 *
 * @param include names of volumes to take, all when empty
 * @param exclude names of volumes to leave out
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record VolumesSpec(List<String> include, List<String> exclude) {

  public VolumesSpec {
    include = include == null ? List.of() : List.copyOf(include);
    exclude = exclude == null ? List.of() : List.copyOf(exclude);
  }
}
