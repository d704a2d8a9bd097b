// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Size;
import java.util.Map;

/**
 * Namespaces to create.
 *
 * @param namespaceMapping new name for each namespace of the application
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record KubernetesTarget(
    @Size(max = 64) Map<String, @Size(max = 63) String> namespaceMapping) {

  public KubernetesTarget {
    namespaceMapping = namespaceMapping == null ? Map.of() : Map.copyOf(namespaceMapping);
  }
}
