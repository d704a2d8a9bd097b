// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;

/**
 * A selection of Kubernetes objects.
 *
 * @param namespaces namespaces whose objects belong to the application
 * @param matchLabels labels that the objects must carry
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record KubernetesApplication(
    @Required @Size(min = 1, max = 64) List<@Size(max = 63) String> namespaces,
    @Size(max = 32) Map<String, @Size(max = 63) String> matchLabels) {

  public KubernetesApplication {
    namespaces = namespaces == null ? List.of() : List.copyOf(namespaces);
    matchLabels = matchLabels == null ? Map.of() : Map.copyOf(matchLabels);
  }
}
