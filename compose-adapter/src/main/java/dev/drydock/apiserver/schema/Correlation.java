// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.jspecify.annotations.Nullable;

/** Finds which entry of an old list an entry of a new one continues. */
final class Correlation {
  private Correlation() {}

  /** What tells an entry apart from its siblings, or null when nothing does. */
  static @Nullable JsonNode identity(SchemaNode list, JsonNode item) {
    return switch (list.listType()) {
      case ATOMIC -> null;
      case SET -> item;
      case MAP -> {
        var keys = JsonNodeFactory.instance.objectNode();
        for (var key : list.listMapKeys()) {
          if (item.has(key)) {
            keys.set(key, item.get(key));
          }
        }
        // an entry without its keys lacks a required field, and is reported as such
        yield keys.isEmpty() ? null : keys;
      }
    };
  }

  static @Nullable JsonNode find(SchemaNode list, @Nullable JsonNode oldArray, JsonNode item) {
    if (oldArray == null) {
      return null;
    }
    var identity = identity(list, item);
    if (identity != null) {
      for (var candidate : oldArray) {
        if (identity.equals(identity(list, candidate))) {
          return candidate;
        }
      }
    }
    return null;
  }
}
