// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * Fills in what the schema says is meant when nothing is said.
 *
 * <p>As in the API server, a null where the schema allows none counts as nothing said.
 */
final class Defaulter {
  private Defaulter() {}

  static void apply(SchemaNode schema, JsonNode value) {
    if (value instanceof ObjectNode object) {
      schema.properties().forEach((name, property) -> property(object, name, property));
      var additional = schema.additionalProperties();
      if (additional != null) {
        object.properties().stream()
            .filter(entry -> !schema.properties().containsKey(entry.getKey()))
            .map(Map.Entry::getValue)
            .forEach(entry -> apply(additional, entry));
      }
    } else if (value.isArray() && schema.items() != null) {
      var items = schema.items();
      value.forEach(item -> apply(items, item));
    }
  }

  private static void property(ObjectNode object, String name, SchemaNode schema) {
    var value = object.get(name);
    if (value != null && value.isNull() && !schema.nullable()) {
      object.remove(name);
      value = null;
    }
    if (value == null && schema.defaultValue() != null) {
      value = schema.defaultValue().deepCopy();
      object.set(name, value);
    }
    if (value != null) {
      apply(schema, value);
    }
  }
}
