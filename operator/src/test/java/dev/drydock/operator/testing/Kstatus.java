// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.drydock.api.v1alpha1.Condition;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.List;
import java.util.Set;

/**
 * How an object stands, computed as kstatus does for kinds that it does not know: the generation
 * comes first, then whichever of Reconciling and Stalled is True, then Ready.
 */
public enum Kstatus {
  /** It is done. */
  Current,
  /** It goes on. */
  InProgress,
  /** It will not go on. */
  Failed,
  /** It is being deleted. */
  Terminating;

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Set<String> TYPES = Set.of("Ready", "Reconciling", "Stalled");

  /** How an object stands, as one sees it who knows nothing but JSON. */
  public static Kstatus of(CustomResource<?, ?> object) {
    JsonNode json = MAPPER.valueToTree(object);
    if (json.at("/metadata").hasNonNull("deletionTimestamp")) {
      return Terminating;
    }
    JsonNode observed = json.at("/status/observedGeneration");
    if (observed.isIntegralNumber()
        && observed.asLong() != json.at("/metadata/generation").asLong()) {
      return InProgress;
    }
    JsonNode conditions = json.at("/status/conditions");
    for (JsonNode condition : conditions) {
      if (condition.path("status").asText().equals("True")) {
        switch (condition.path("type").asText()) {
          case "Reconciling" -> {
            return InProgress;
          }
          case "Stalled" -> {
            return Failed;
          }
          default -> {
            // says nothing to kstatus
          }
        }
      }
    }
    for (JsonNode condition : conditions) {
      if (condition.path("type").asText().equals("Ready")) {
        return condition.path("status").asText().equals("True") ? Current : InProgress;
      }
    }
    return Current;
  }

  /** The conditions that say more than kstatus asks for. */
  public static List<Condition> others(List<Condition> conditions) {
    return conditions.stream().filter(c -> !TYPES.contains(c.type())).toList();
  }
}
