// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.apiserver.json.Json;
import dev.drydock.apiserver.resource.ResourceType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** The schemas of the kinds and of the metadata that they share. */
final class Schemas {
  private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
  private static final ObjectNode COMMON = load();

  private Schemas() {}

  static String name(ResourceType type) {
    if (type.custom()) {
      List<String> labels = Arrays.asList(type.group().split("\\.", -1));
      Collections.reverse(labels);
      return String.join(".", labels) + "." + type.version() + "." + type.kind();
    }
    String group = type.group().isEmpty() ? "core" : type.group().replaceFirst("\\..*", "");
    return "io.k8s.api." + group + "." + type.version() + "." + type.kind();
  }

  static void addCommon(ObjectNode schemas) {
    schemas.setAll(COMMON.deepCopy());
  }

  static void add(ResourceType type, ObjectNode schemas) {
    ObjectNode schema = type.openApi().deepCopy();
    ObjectNode declared = Json.child(schema, "properties");
    ObjectNode properties = Json.object();
    properties
        .putObject("apiVersion")
        .put("type", "string")
        .put(
            "description",
            "APIVersion defines the versioned schema of this representation of an object.");
    properties
        .putObject("kind")
        .put("type", "string")
        .put(
            "description",
            "Kind is a string value representing the REST resource this object represents.");
    properties.set("metadata", reference("ObjectMeta", "Standard object's metadata."));
    declared.remove(List.of("apiVersion", "kind", "metadata"));
    properties.setAll(declared);
    schema.set("properties", properties);
    kind(schema, type, type.kind());
    schemas.set(name(type), schema);

    ObjectNode list = Json.object().put("type", "object");
    list.put("description", type.listKind() + " is a list of " + type.kind());
    ObjectNode listProperties = list.putObject("properties");
    listProperties.set("apiVersion", properties.get("apiVersion").deepCopy());
    listProperties.set("kind", properties.get("kind").deepCopy());
    listProperties.set("metadata", reference("ListMeta", "Standard list metadata."));
    ObjectNode items = listProperties.putObject("items").put("type", "array");
    items.putObject("items").put("$ref", "#/components/schemas/" + name(type));
    list.putArray("required").add("items");
    kind(list, type, type.listKind());
    schemas.set(name(type) + "List", list);
  }

  static ObjectNode gvk(ResourceType type, String kind) {
    return Json.object()
        .put("group", type.group())
        .put("kind", kind)
        .put("version", type.version());
  }

  private static void kind(ObjectNode schema, ResourceType type, String kind) {
    schema.putArray("x-kubernetes-group-version-kind").add(gvk(type, kind));
  }

  private static ObjectNode reference(String name, String description) {
    ObjectNode schema = Json.object().put("description", description);
    schema.putArray("allOf").addObject().put("$ref", "#/components/schemas/" + META + name);
    schema.putObject("default");
    return schema;
  }

  private static ObjectNode load() {
    try (InputStream in = Schemas.class.getResourceAsStream("common.yaml")) {
      String yaml =
          new String(
              Objects.requireNonNull(in, "common.yaml is missing").readAllBytes(),
              StandardCharsets.UTF_8);
      return Json.readYamlObjects(yaml).getFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
