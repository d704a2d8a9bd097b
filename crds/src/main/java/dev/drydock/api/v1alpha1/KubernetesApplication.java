// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;

/**
 * A selection of Kubernetes objects.
 *
 * @param namespaces namespaces whose objects belong to the application; the policy's own
 * @param matchLabels labels that its workloads must carry, and with them what they use; all of the
 *     namespace when empty
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = NotSupportedYet.NAMESPACES,
    message = NotSupportedYet.NAMESPACES_MESSAGE,
    fieldPath = ".namespaces")
public record KubernetesApplication(
    @Required @Size(min = 1, max = 64) List<@Size(max = 63) String> namespaces,
    @Size(max = 32) Map<String, @Size(max = 63) String> matchLabels) {

  public KubernetesApplication {
    namespaces = namespaces == null ? List.of() : List.copyOf(namespaces);
    matchLabels = matchLabels == null ? Map.of() : Map.copyOf(matchLabels);
  }
}
