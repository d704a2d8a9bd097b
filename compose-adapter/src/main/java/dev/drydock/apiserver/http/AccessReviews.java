// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.apiserver.json.Json;
import dev.drydock.apiserver.resource.ResourceType;

/** Answers "what may I do": whoever is known here may do everything. */
final class AccessReviews {
  private AccessReviews() {}

  static ObjectNode review(ResourceType type, ObjectNode request) {
    ObjectNode answer = Json.object();
    answer.put("kind", type.kind()).put("apiVersion", type.apiVersion());
    answer.set("metadata", Json.child(request, "metadata"));
    answer.set("spec", Json.child(request, "spec"));
    ObjectNode status = answer.putObject("status");
    if (type.plural().equals("selfsubjectaccessreviews")) {
      status.put("allowed", true);
      return answer;
    }
    ObjectNode rule = status.putArray("resourceRules").addObject();
    rule.putArray("verbs").add("*");
    rule.putArray("apiGroups").add("*");
    rule.putArray("resources").add("*");
    ObjectNode paths = status.putArray("nonResourceRules").addObject();
    paths.putArray("verbs").add("*");
    paths.putArray("nonResourceURLs").add("*");
    status.put("incomplete", false);
    return answer;
  }
}
