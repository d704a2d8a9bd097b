// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * The JSON merge patch that makes an object what a manifest says: what differs is set, and what the
 * manifest before it had said and it no longer says is removed. What others set stays.
 */
final class ThreeWayMerge {
  private ThreeWayMerge() {}

  static ObjectNode patch(JsonNode before, JsonNode wanted, JsonNode live) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> field : wanted.properties()) {
      String name = field.getKey();
      JsonNode value = field.getValue();
      JsonNode present = live.path(name);
      if (value.isObject() && present.isObject()) {
        ObjectNode inner = patch(before.path(name), value, present);
        if (!inner.isEmpty()) {
          patch.set(name, inner);
        }
      } else if (!value.isNull() && !value.equals(present)) {
        patch.set(name, value);
      }
    }
    for (Map.Entry<String, JsonNode> field : before.properties()) {
      if (!wanted.has(field.getKey()) && live.has(field.getKey())) {
        patch.putNull(field.getKey());
      }
    }
    return patch;
  }
}
