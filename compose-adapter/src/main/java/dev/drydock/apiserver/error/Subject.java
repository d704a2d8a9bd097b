// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.error;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * What a refusal is about.
 *
 * @param group API group, empty for the core group
 * @param plural resource name
 * @param kind kind name
 * @param name the object's name
 */
public record Subject(String group, String plural, String kind, String name) {
  String quoted() {
    return (group.isEmpty() ? plural : plural + "." + group) + " \"" + name + "\"";
  }

  String kindQuoted() {
    return (group.isEmpty() ? kind : kind + "." + group) + " \"" + name + "\"";
  }

  ObjectNode details(List<Cause> causes) {
    return details(plural, causes);
  }

  ObjectNode kindDetails(List<Cause> causes) {
    return details(kind, causes);
  }

  private ObjectNode details(String kindOrPlural, List<Cause> causes) {
    ObjectNode details = JsonNodeFactory.instance.objectNode();
    details.put("name", name);
    if (!group.isEmpty()) {
      details.put("group", group);
    }
    details.put("kind", kindOrPlural);
    addCauses(details, causes);
    return details;
  }

  static void addCauses(ObjectNode details, List<Cause> causes) {
    if (causes.isEmpty()) {
      return;
    }
    ArrayNode array = details.putArray("causes");
    for (Cause cause : causes) {
      ObjectNode node = array.addObject();
      node.put("reason", cause.reason()).put("message", cause.message());
      if (!cause.field().isEmpty()) {
        node.put("field", cause.field());
      }
    }
  }
}
