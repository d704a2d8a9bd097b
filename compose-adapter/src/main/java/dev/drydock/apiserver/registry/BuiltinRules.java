// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.apiserver.error.Cause;
import dev.drydock.apiserver.json.Json;
import dev.drydock.apiserver.resource.ResourceType;
import dev.drydock.apiserver.selector.Names;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Secrets, ConfigMaps and Namespaces require beyond their schema. */
final class BuiltinRules {
  private static final int MAX_DATA_BYTES = 1024 * 1024;

  private BuiltinRules() {}

  /** Fills in what the server decides. */
  static void prepare(ResourceType type, ObjectNode object) {
    if (type.custom()) {
      return;
    }
    switch (type.plural()) {
      case "secrets" -> foldStringData(object);
      case "namespaces" -> {
        Json.child(Json.child(object, "metadata"), "labels")
            .put("kubernetes.io/metadata.name", Meta.text(object, "name"));
        if (!Meta.terminating(object)) {
          Json.child(object, "spec").putArray("finalizers").add("kubernetes");
          Json.child(object, "status").put("phase", "Active");
        }
      }
      default -> {}
    }
  }

  static List<Cause> validate(ResourceType type, ObjectNode object, @Nullable ObjectNode old) {
    List<Cause> causes = new ArrayList<>();
    if (type.custom()) {
      return causes;
    }
    switch (type.plural()) {
      case "secrets" -> {
        data(object, List.of("data"), causes);
        secretType(object, causes);
        if (old != null && !old.path("type").equals(object.path("type"))) {
          causes.add(
              MetadataRules.invalid("type", object.path("type").asText(), "field is immutable"));
        }
        immutable(object, old, List.of("data"), causes);
      }
      case "configmaps" -> {
        data(object, List.of("data", "binaryData"), causes);
        immutable(object, old, List.of("data", "binaryData"), causes);
      }
      default -> {}
    }
    return causes;
  }

  private static void foldStringData(ObjectNode secret) {
    if (secret.remove("stringData") instanceof ObjectNode texts) {
      ObjectNode data = Json.child(secret, "data");
      for (Map.Entry<String, JsonNode> text : texts.properties()) {
        byte[] bytes = text.getValue().asText().getBytes(StandardCharsets.UTF_8);
        data.put(text.getKey(), Base64.getEncoder().encodeToString(bytes));
      }
    }
    if (secret.path("type").asText("").isEmpty()) {
      secret.put("type", "Opaque");
    }
  }

  private static void data(ObjectNode object, List<String> fields, List<Cause> causes) {
    long size = 0;
    for (String field : fields) {
      boolean binary = field.equals("binaryData") || object.path("kind").asText().equals("Secret");
      for (Map.Entry<String, JsonNode> entry : object.path(field).properties()) {
        String path = field + "[" + entry.getKey() + "]";
        if (!Names.isDataKey(entry.getKey())) {
          causes.add(
              MetadataRules.invalid(
                  path,
                  entry.getKey(),
                  "a valid config key must consist of alphanumeric characters, '-', '_' or '.'"));
        }
        String value = entry.getValue().asText();
        size +=
            binary
                ? Base64.getDecoder().decode(value).length
                : value.getBytes(StandardCharsets.UTF_8).length;
      }
    }
    if (size > MAX_DATA_BYTES) {
      causes.add(
          new Cause(
              "FieldValueTooLong",
              fields.getFirst(),
              "Too long: may not be more than " + MAX_DATA_BYTES + " bytes"));
    }
  }

  private static void secretType(ObjectNode secret, List<Cause> causes) {
    List<String> required =
        switch (secret.path("type").asText()) {
          case "kubernetes.io/tls" -> List.of("tls.crt", "tls.key");
          case "kubernetes.io/ssh-auth" -> List.of("ssh-privatekey");
          case "kubernetes.io/dockerconfigjson" -> List.of(".dockerconfigjson");
          case "kubernetes.io/dockercfg" -> List.of(".dockercfg");
          default -> List.of();
        };
    for (String key : required) {
      if (!secret.path("data").has(key)) {
        causes.add(new Cause("FieldValueRequired", "data[" + key + "]", "Required value"));
      }
    }
    if (secret.path("type").asText().equals("kubernetes.io/basic-auth")
        && !secret.path("data").has("username")
        && !secret.path("data").has("password")) {
      causes.add(new Cause("FieldValueRequired", "data[username]", "Required value"));
      causes.add(new Cause("FieldValueRequired", "data[password]", "Required value"));
    }
  }

  private static void immutable(
      ObjectNode object, @Nullable ObjectNode old, List<String> fields, List<Cause> causes) {
    if (old == null || !old.path("immutable").asBoolean()) {
      return;
    }
    List<String> guarded = new ArrayList<>(fields);
    guarded.add("immutable");
    for (String field : guarded) {
      if (!old.path(field).equals(object.path(field))) {
        causes.add(
            new Cause(
                "FieldValueForbidden",
                field,
                "Forbidden: field is immutable when `immutable` is set"));
      }
    }
  }
}
