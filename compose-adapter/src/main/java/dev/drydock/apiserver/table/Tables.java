// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.table;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.apiserver.json.Json;
import dev.drydock.apiserver.resource.ResourceType;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Turns objects into {@code meta.k8s.io/v1} Tables. Thread-safe. */
public final class Tables {
  private final Clock clock;
  private final Map<String, List<TableColumn>> columns = new ConcurrentHashMap<>();

  /** Tables whose ages are as of a clock. */
  public Tables(Clock clock) {
    this.clock = clock;
  }

  /** How much of each object a row carries. */
  public enum Include {
    NONE,
    METADATA,
    OBJECT
  }

  /**
   * A table.
   *
   * @param metadata of the list
   * @param headers whether column definitions are wanted; a watch sends them once
   */
  public ObjectNode table(
      ResourceType type,
      List<ObjectNode> objects,
      ObjectNode metadata,
      Include include,
      boolean headers) {
    Instant now = clock.instant();
    List<TableColumn> wanted =
        columns.computeIfAbsent(type.resource(), ignored -> Columns.of(type));
    ObjectNode table = Json.object();
    table.put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
    table.set("metadata", metadata);
    ArrayNode definitions = table.putArray("columnDefinitions");
    if (headers) {
      wanted.forEach(column -> definitions.add(column.definition()));
    }
    ArrayNode rows = table.putArray("rows");
    for (ObjectNode object : objects) {
      ObjectNode row = rows.addObject();
      ArrayNode cells = row.putArray("cells");
      wanted.forEach(column -> cells.add(column.cell().apply(object, now)));
      switch (include) {
        case NONE -> row.putNull("object");
        case METADATA -> row.set("object", partial(object));
        case OBJECT -> row.set("object", object);
      }
    }
    return table;
  }

  /** An object's metadata alone. */
  public static ObjectNode partial(ObjectNode object) {
    ObjectNode partial = Json.object();
    partial.put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
    partial.set("metadata", object.path("metadata").deepCopy());
    return partial;
  }
}
