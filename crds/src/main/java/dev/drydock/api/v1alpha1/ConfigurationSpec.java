// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/**
 * Which configuration is protected; all of it by default.
 *
 * @param include parts to take
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ConfigurationSpec(
    @Default("[\"compose\", \"environment\", \"secrets\", \"manifests\"]") @Size(max = 4)
        List<ConfigurationPart> include) {

  public ConfigurationSpec {
    include = include == null ? List.of() : List.copyOf(include);
  }
}
