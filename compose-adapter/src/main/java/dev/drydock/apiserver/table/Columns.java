// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.drydock.apiserver.json.Json;
import dev.drydock.apiserver.resource.Column;
import dev.drydock.apiserver.resource.ResourceType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The columns of each kind, as {@code kubectl get} of a cluster shows them. */
final class Columns {
  private static final String UNKNOWN = "<unknown>";

  private Columns() {}

  static List<TableColumn> of(ResourceType type) {
    if (type.custom()) {
      return custom(type);
    }
    return switch (type.plural()) {
      case "secrets" ->
          List.of(
              name(), text("Type", object -> object.path("type").asText()), data("data"), age());
      case "configmaps" -> List.of(name(), data("data", "binaryData"), age());
      case "namespaces" ->
          List.of(
              name(),
              text("Status", object -> object.path("status").path("phase").asText()),
              age());
      case "leases" ->
          List.of(
              name(),
              text("Holder", object -> object.path("spec").path("holderIdentity").asText()),
              age());
      case "customresourcedefinitions" ->
          List.of(
              name(),
              new TableColumn(
                  "Created At",
                  "date",
                  "",
                  "",
                  0,
                  (object, now) ->
                      TextNode.valueOf(
                          object.path("metadata").path("creationTimestamp").asText())));
      case "events" -> events();
      default -> List.of(name(), age());
    };
  }

  private static List<TableColumn> custom(ResourceType type) {
    List<TableColumn> columns = new ArrayList<>();
    columns.add(name());
    for (Column column : type.columns()) {
      SimplePath path = SimplePath.parse(column.jsonPath());
      columns.add(
          new TableColumn(
              column.name(),
              column.type(),
              column.format(),
              column.description(),
              column.priority(),
              (object, now) -> cell(column.type(), path.first(object), now)));
    }
    if (type.columns().isEmpty()) {
      columns.add(age());
    }
    return columns;
  }

  private static JsonNode cell(String type, JsonNode value, Instant now) {
    if (value.isMissingNode() || value.isNull()) {
      return NullNode.getInstance();
    }
    return switch (type) {
      case "integer" ->
          value.isNumber()
              ? JsonNodeFactory.instance.numberNode(value.asLong())
              : NullNode.getInstance();
      case "number", "boolean" -> value;
      case "date" -> TextNode.valueOf(since(value.asText(), now, "<invalid>"));
      default ->
          TextNode.valueOf(
              value.isValueNode()
                  ? value.asText()
                  : new String(Json.write(value), StandardCharsets.UTF_8));
    };
  }

  private static TableColumn name() {
    return new TableColumn(
        "Name",
        "string",
        "name",
        "Name must be unique within a namespace.",
        0,
        (object, now) -> TextNode.valueOf(object.path("metadata").path("name").asText()));
  }

  private static TableColumn age() {
    return new TableColumn(
        "Age",
        "string",
        "",
        "CreationTimestamp is a timestamp representing the server time when this object was"
            + " created.",
        0,
        (object, now) ->
            TextNode.valueOf(
                since(object.path("metadata").path("creationTimestamp").asText(""), now, UNKNOWN)));
  }

  private static TableColumn text(String name, Function<ObjectNode, String> value) {
    return new TableColumn(
        name, "string", "", "", 0, (object, now) -> TextNode.valueOf(value.apply(object)));
  }

  private static TableColumn wide(String name, Function<ObjectNode, String> value) {
    return new TableColumn(
        name, "string", "", "", 1, (object, now) -> TextNode.valueOf(value.apply(object)));
  }

  private static TableColumn data(String... fields) {
    return text(
        "Data",
        object -> {
          int size = 0;
          for (String field : fields) {
            size += object.path(field).size();
          }
          return Integer.toString(size);
        });
  }

  private static List<TableColumn> events() {
    return List.of(
        new TableColumn(
            "Last Seen",
            "string",
            "",
            "",
            0,
            (event, now) -> TextNode.valueOf(lastSeen(event, now))),
        text("Type", event -> event.path("type").asText()),
        text("Reason", event -> event.path("reason").asText()),
        text("Object", Columns::involved),
        wide("Subobject", event -> event.path("involvedObject").path("fieldPath").asText()),
        wide("Source", Columns::source),
        text("Message", event -> event.path("message").asText().strip()),
        new TableColumn(
            "First Seen",
            "string",
            "",
            "",
            1,
            (event, now) ->
                TextNode.valueOf(
                    since(firstOf(event, "firstTimestamp", "eventTime"), now, UNKNOWN))),
        wide("Count", event -> Integer.toString(Math.max(1, event.path("count").asInt(1)))),
        wide("Name", event -> event.path("metadata").path("name").asText()));
  }

  private static String lastSeen(ObjectNode event, Instant now) {
    String series = event.path("series").path("lastObservedTime").asText("");
    String seen =
        series.isEmpty() ? firstOf(event, "lastTimestamp", "firstTimestamp", "eventTime") : series;
    return since(seen, now, UNKNOWN);
  }

  private static String firstOf(ObjectNode event, String... fields) {
    for (String field : fields) {
      String value = event.path(field).asText("");
      if (!value.isEmpty()) {
        return value;
      }
    }
    return "";
  }

  private static String involved(ObjectNode event) {
    JsonNode object = event.path("involvedObject");
    String kind = object.path("kind").asText().toLowerCase(Locale.ROOT);
    String name = object.path("name").asText();
    return name.isEmpty() ? kind : kind + "/" + name;
  }

  private static String source(ObjectNode event) {
    String component = event.path("source").path("component").asText("");
    String host = event.path("source").path("host").asText("");
    if (component.isEmpty()) {
      component = event.path("reportingComponent").asText("");
    }
    return host.isEmpty() ? component : component + ", " + host;
  }

  private static String since(String timestamp, Instant now, String otherwise) {
    if (timestamp.isEmpty()) {
      return UNKNOWN;
    }
    try {
      return HumanDuration.of(Duration.between(OffsetDateTime.parse(timestamp).toInstant(), now));
    } catch (DateTimeParseException e) {
      return otherwise;
    }
  }
}
