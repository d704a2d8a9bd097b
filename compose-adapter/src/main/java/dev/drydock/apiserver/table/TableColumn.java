// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.apiserver.json.Json;
import java.time.Instant;
import java.util.function.BiFunction;

/**
 * A column and how its cell is made of an object and the present time.
 *
 * @param priority 0 is always shown, more only with {@code -o wide}
 */
record TableColumn(
    String name,
    String type,
    String format,
    String description,
    int priority,
    BiFunction<ObjectNode, Instant, JsonNode> cell) {

  ObjectNode definition() {
    return Json.object()
        .put("name", name)
        .put("type", type)
        .put("format", format)
        .put("description", description)
        .put("priority", priority);
  }
}
