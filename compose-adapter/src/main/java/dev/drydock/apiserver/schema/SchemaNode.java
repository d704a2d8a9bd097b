// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One node of a schema, read once so that objects are walked without looking at JSON. */
record SchemaNode(
    @Nullable String type,
    @Nullable String format,
    boolean nullable,
    boolean preserveUnknownFields,
    boolean embeddedResource,
    boolean intOrString,
    @Nullable JsonNode defaultValue,
    Map<String, SchemaNode> properties,
    @Nullable SchemaNode additionalProperties,
    @Nullable SchemaNode items,
    List<String> required,
    List<JsonNode> enumeration,
    ListType listType,
    List<String> listMapKeys,
    Limits limits,
    Junctors junctors,
    List<CelRule> rules) {

  enum ListType {
    ATOMIC,
    SET,
    MAP
  }

  /** Limits of a value; null where there is none. */
  record Limits(
      @Nullable Double minimum,
      boolean exclusiveMinimum,
      @Nullable Double maximum,
      boolean exclusiveMaximum,
      @Nullable Double multipleOf,
      @Nullable Long minLength,
      @Nullable Long maxLength,
      @Nullable Pattern pattern,
      @Nullable Long minItems,
      @Nullable Long maxItems,
      @Nullable Long minProperties,
      @Nullable Long maxProperties) {}

  /** Schemas of which all, any, one or none must hold. */
  record Junctors(
      List<SchemaNode> allOf,
      List<SchemaNode> anyOf,
      List<SchemaNode> oneOf,
      @Nullable SchemaNode not) {}

  static SchemaNode parse(JsonNode schema) {
    return new SchemaNode(
        text(schema, "type"),
        text(schema, "format"),
        schema.path("nullable").asBoolean(),
        schema.path("x-kubernetes-preserve-unknown-fields").asBoolean(),
        schema.path("x-kubernetes-embedded-resource").asBoolean(),
        schema.path("x-kubernetes-int-or-string").asBoolean(),
        schema.get("default"),
        properties(schema.path("properties")),
        schema.path("additionalProperties").isObject()
            ? parse(schema.get("additionalProperties"))
            : null,
        schema.path("items").isObject() ? parse(schema.get("items")) : null,
        texts(schema.path("required")),
        elements(schema.path("enum")),
        switch (schema.path("x-kubernetes-list-type").asText()) {
          case "map" -> ListType.MAP;
          case "set" -> ListType.SET;
          default -> ListType.ATOMIC;
        },
        texts(schema.path("x-kubernetes-list-map-keys")),
        limits(schema),
        new Junctors(
            schemas(schema.path("allOf")),
            schemas(schema.path("anyOf")),
            schemas(schema.path("oneOf")),
            schema.has("not") ? parse(schema.get("not")) : null),
        elements(schema.path("x-kubernetes-validations")).stream().map(CelRule::parse).toList());
  }

  /** Schema of a field, or null when the field is unknown. */
  @Nullable SchemaNode field(String name) {
    var property = properties.get(name);
    return property != null ? property : additionalProperties;
  }

  private static Limits limits(JsonNode schema) {
    var pattern = text(schema, "pattern");
    return new Limits(
        number(schema, "minimum"),
        schema.path("exclusiveMinimum").asBoolean(),
        number(schema, "maximum"),
        schema.path("exclusiveMaximum").asBoolean(),
        number(schema, "multipleOf"),
        count(schema, "minLength"),
        count(schema, "maxLength"),
        pattern == null ? null : Pattern.compile(pattern),
        count(schema, "minItems"),
        count(schema, "maxItems"),
        count(schema, "minProperties"),
        count(schema, "maxProperties"));
  }

  private static Map<String, SchemaNode> properties(JsonNode properties) {
    var parsed = new LinkedHashMap<String, SchemaNode>();
    properties.properties().forEach(entry -> parsed.put(entry.getKey(), parse(entry.getValue())));
    return parsed;
  }

  private static List<SchemaNode> schemas(JsonNode array) {
    return elements(array).stream().map(SchemaNode::parse).toList();
  }

  private static List<JsonNode> elements(JsonNode array) {
    var elements = new ArrayList<JsonNode>();
    array.forEach(elements::add);
    return List.copyOf(elements);
  }

  private static List<String> texts(JsonNode array) {
    return elements(array).stream().map(JsonNode::asText).toList();
  }

  private static @Nullable String text(JsonNode schema, String field) {
    return schema.hasNonNull(field) ? schema.get(field).asText() : null;
  }

  private static @Nullable Double number(JsonNode schema, String field) {
    return schema.hasNonNull(field) ? schema.get(field).asDouble() : null;
  }

  private static @Nullable Long count(JsonNode schema, String field) {
    return schema.hasNonNull(field) ? schema.get(field).asLong() : null;
  }
}
