// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.drydock.apiserver.error.ApiException;
import dev.drydock.apiserver.resource.ResourceType;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Reads built-in kinds as the types of the Kubernetes API do: a value of the wrong type is refused
 * rather than converted, null is the empty value, bytes are strict base64.
 */
final class BuiltinDecoder {
  private final ResourceType type;

  private BuiltinDecoder(ResourceType type) {
    this.type = type;
  }

  /** Decodes everything but the metadata. */
  static void decode(ResourceType type, ObjectNode object) {
    new BuiltinDecoder(type).fields(type.openApi(), object, type.kind());
  }

  private void fields(JsonNode schema, ObjectNode object, String path) {
    for (Map.Entry<String, JsonNode> field : List.copyOf(object.properties())) {
      JsonNode declared = schema.path("properties").path(field.getKey());
      JsonNode known = declared.isMissingNode() ? schema.path("additionalProperties") : declared;
      boolean metadata = path.equals(type.kind()) && field.getKey().equals("metadata");
      if (!known.isObject() || metadata) {
        continue;
      }
      if (!field.getValue().isNull()) {
        String fieldPath = declared.isMissingNode() ? path : path + "." + field.getKey();
        object.set(field.getKey(), value(known, field.getValue(), fieldPath));
      } else if (declared.isMissingNode() && known.path("type").asText().equals("string")) {
        object.put(field.getKey(), "");
      } else {
        object.remove(field.getKey());
      }
    }
  }

  private JsonNode value(JsonNode schema, JsonNode value, String path) {
    switch (schema.path("type").asText()) {
      case "string" -> {
        require(value.isTextual(), value, path, "string");
        return schema.path("format").asText().equals("byte") ? bytes(value.textValue()) : value;
      }
      case "boolean" -> require(value.isBoolean(), value, path, "bool");
      case "integer" ->
          require(value.canConvertToInt() && value.isIntegralNumber(), value, path, "int32");
      case "object" -> {
        require(value.isObject(), value, path, "map");
        fields(schema, (ObjectNode) value, path);
      }
      case "array" -> {
        require(value.isArray(), value, path, "array");
        ArrayNode array = (ArrayNode) value;
        for (int i = 0; i < array.size(); i++) {
          array.set(i, value(schema.path("items"), array.get(i), path));
        }
      }
      default -> {}
    }
    return value;
  }

  /** Line breaks do not count and padding is required; what is kept is in the usual form. */
  private TextNode bytes(String text) {
    String joined = text.replace("\r", "").replace("\n", "");
    int end = joined.length();
    try {
      if (end % 4 == 0) {
        byte[] decoded = Base64.getDecoder().decode(joined);
        return TextNode.valueOf(Base64.getEncoder().encodeToString(decoded));
      }
    } catch (IllegalArgumentException e) {
      throw refused("illegal base64 data: " + e.getMessage());
    }
    throw refused("illegal base64 data at input byte " + end);
  }

  private void require(boolean right, JsonNode value, String path, String wanted) {
    if (!right) {
      String actual =
          switch (value.getNodeType()) {
            case ARRAY -> "array";
            case OBJECT, POJO -> "object";
            case BOOLEAN -> "bool";
            case STRING, BINARY -> "string";
            case NUMBER -> "number";
            case NULL, MISSING -> "null";
          };
      throw refused(
          "json: cannot unmarshal "
              + actual
              + " into Go struct field "
              + path
              + " of type "
              + wanted);
    }
  }

  private ApiException refused(String why) {
    return ApiException.badRequest(
        "%s in version \"%s\" cannot be handled as a %s: %s"
            .formatted(type.kind(), type.version(), type.kind(), why));
  }
}
