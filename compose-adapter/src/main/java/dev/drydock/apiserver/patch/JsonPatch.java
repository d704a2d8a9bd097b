// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.apiserver.error.ApiException;
import java.util.ArrayList;
import java.util.List;

/** JSON patch, RFC 6902. What cannot be applied is refused with 422, as a whole. */
public final class JsonPatch {
  private static final int MAX_OPERATIONS = 10_000;

  private JsonPatch() {}

  /** The patched document; neither argument is changed. */
  public static JsonNode apply(JsonNode target, JsonNode patch) {
    if (!(patch instanceof ArrayNode operations)) {
      throw ApiException.badRequest("a JSON patch is an array of operations");
    }
    if (operations.size() > MAX_OPERATIONS) {
      throw new ApiException(
          413, "RequestEntityTooLarge", "the allowed maximum operations in a JSON patch is 10000");
    }
    JsonNode document = target.deepCopy();
    for (JsonNode operation : operations) {
      document = operate(document, operation);
    }
    return document;
  }

  private static JsonNode operate(JsonNode document, JsonNode operation) {
    String op = operation.path("op").asText();
    List<String> path = pointer(operation, "path");
    return switch (op) {
      case "add" -> add(document, path, value(operation));
      case "remove" -> {
        remove(document, path);
        yield document;
      }
      case "replace" -> {
        if (path.isEmpty()) {
          yield value(operation);
        }
        remove(document, path);
        yield add(document, path, value(operation));
      }
      case "move" -> {
        List<String> from = pointer(operation, "from");
        JsonNode moved = find(document, from);
        remove(document, from);
        yield add(document, path, moved);
      }
      case "copy" -> add(document, path, find(document, pointer(operation, "from")).deepCopy());
      case "test" -> {
        JsonNode wanted = operation.has("value") ? operation.get("value") : null;
        if (wanted == null || !find(document, path).equals(wanted)) {
          throw refuse("testing path " + operation.path("path").asText() + " failed");
        }
        yield document;
      }
      default -> throw refuse("unknown operation \"" + op + "\"");
    };
  }

  private static JsonNode add(JsonNode document, List<String> path, JsonNode value) {
    if (path.isEmpty()) {
      return value;
    }
    JsonNode parent = find(document, path.subList(0, path.size() - 1));
    String last = path.getLast();
    switch (parent) {
      case ObjectNode object -> object.set(last, value);
      case ArrayNode array -> {
        if (last.equals("-")) {
          array.add(value);
        } else {
          array.insert(index(last, array.size()), value);
        }
      }
      default -> throw missing(path);
    }
    return document;
  }

  private static void remove(JsonNode document, List<String> path) {
    if (path.isEmpty()) {
      throw refuse("the whole document cannot be removed");
    }
    JsonNode parent = find(document, path.subList(0, path.size() - 1));
    String last = path.getLast();
    switch (parent) {
      case ObjectNode object -> {
        if (object.remove(last) == null) {
          throw missing(path);
        }
      }
      case ArrayNode array -> array.remove(index(last, array.size() - 1));
      default -> throw missing(path);
    }
  }

  private static JsonNode find(JsonNode document, List<String> path) {
    JsonNode node = document;
    for (String part : path) {
      node =
          switch (node) {
            case ObjectNode object when object.has(part) -> object.get(part);
            case ArrayNode array -> array.get(index(part, array.size() - 1));
            default -> throw missing(path);
          };
    }
    return node;
  }

  private static int index(String text, int max) {
    if (!text.matches("0|[1-9][0-9]{0,8}") || Integer.parseInt(text) > max) {
      throw refuse("invalid index referenced: " + text);
    }
    return Integer.parseInt(text);
  }

  private static List<String> pointer(JsonNode operation, String field) {
    String text = operation.path(field).asText();
    if (!operation.path(field).isTextual() || !(text.isEmpty() || text.startsWith("/"))) {
      throw refuse("an operation needs a \"" + field + "\" that starts with a slash");
    }
    List<String> parts = new ArrayList<>();
    if (!text.isEmpty()) {
      for (String part : text.substring(1).split("/", -1)) {
        parts.add(part.replace("~1", "/").replace("~0", "~"));
      }
    }
    return parts;
  }

  private static JsonNode value(JsonNode operation) {
    if (!operation.has("value")) {
      throw refuse("an operation lacks its value");
    }
    return operation.get("value").deepCopy();
  }

  private static ApiException missing(List<String> path) {
    return refuse("path /" + String.join("/", path) + " does not exist");
  }

  private static ApiException refuse(String why) {
    return ApiException.unprocessable(
        "the server rejected our request due to an error in our request: " + why);
  }
}
