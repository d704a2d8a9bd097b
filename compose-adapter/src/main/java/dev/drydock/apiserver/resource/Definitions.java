// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.apiserver.json.Json;
import dev.drydock.apiserver.schema.StructuralSchema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Makes resource types of CRD manifests and of the list of built-in kinds. */
final class Definitions {
  private static final Set<String> ALL_VERBS =
      new LinkedHashSet<>(
          Arrays.asList(
              "create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"));

  private Definitions() {}

  static List<ResourceType> builtin() {
    try (InputStream in = Definitions.class.getResourceAsStream("builtin.yaml")) {
      String yaml =
          new String(
              Objects.requireNonNull(in, "builtin.yaml is missing").readAllBytes(),
              StandardCharsets.UTF_8);
      return Json.readYamlObjects(yaml).stream().map(Definitions::builtin).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ResourceType custom(ObjectNode crd) {
    JsonNode spec = crd.path("spec");
    JsonNode version = servedVersion(crd);
    return type(
        spec.path("group").asText(),
        version.path("name").asText(),
        spec.path("names"),
        spec.path("scope").asText().equals("Namespaced"),
        version.path("subresources").has("status"),
        true,
        ALL_VERBS,
        columns(version.path("additionalPrinterColumns")),
        selectableFields(version.path("selectableFields")),
        (ObjectNode) version.path("schema").path("openAPIV3Schema"));
  }

  private static JsonNode servedVersion(ObjectNode crd) {
    for (JsonNode version : crd.path("spec").path("versions")) {
      if (version.path("storage").asBoolean() && version.path("served").asBoolean()) {
        return version;
      }
    }
    throw new IllegalArgumentException(
        "CRD "
            + crd.path("metadata").path("name").asText()
            + " has no version that is served and stored");
  }

  private static ResourceType builtin(ObjectNode definition) {
    return type(
        definition.path("group").asText(),
        definition.path("version").asText(),
        definition.path("names"),
        definition.path("scope").asText().equals("Namespaced"),
        definition.path("status").asBoolean(),
        false,
        new LinkedHashSet<>(strings(definition.path("verbs"))),
        List.of(),
        selectableLabels(definition.path("selectableFields")),
        (ObjectNode) definition.path("schema"));
  }

  private static ResourceType type(
      String group,
      String version,
      JsonNode names,
      boolean namespaced,
      boolean status,
      boolean custom,
      Set<String> verbs,
      List<Column> columns,
      Map<String, List<String>> selectableFields,
      ObjectNode schema) {
    String kind = names.path("kind").asText();
    return new ResourceType(
        group,
        version,
        kind,
        names.path("plural").asText(),
        names.path("singular").asText(kind.toLowerCase(Locale.ROOT)),
        strings(names.path("shortNames")),
        strings(names.path("categories")),
        namespaced,
        status,
        custom,
        verbs,
        columns,
        selectableFields,
        schema,
        StructuralSchema.of(schema));
  }

  private static List<Column> columns(JsonNode nodes) {
    List<Column> columns = new ArrayList<>();
    for (JsonNode node : nodes) {
      columns.add(
          new Column(
              node.path("name").asText(),
              node.path("type").asText("string"),
              node.path("format").asText(""),
              node.path("description").asText(""),
              node.path("priority").asInt(0),
              node.path("jsonPath").asText()));
    }
    return columns;
  }

  private static Map<String, List<String>> selectableFields(JsonNode nodes) {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    for (JsonNode node : nodes) {
      String path = node.path("jsonPath").asText().replaceFirst("^\\.", "");
      fields.put(path, List.of(path));
    }
    return fields;
  }

  private static Map<String, List<String>> selectableLabels(JsonNode nodes) {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    for (JsonNode node : nodes) {
      if (node.isTextual()) {
        fields.put(node.asText(), List.of(node.asText()));
      }
      node.properties().forEach(entry -> fields.put(entry.getKey(), strings(entry.getValue())));
    }
    return fields;
  }

  private static List<String> strings(JsonNode nodes) {
    List<String> strings = new ArrayList<>();
    nodes.forEach(node -> strings.add(node.asText()));
    return strings;
  }
}
