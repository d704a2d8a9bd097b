// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.apiserver.error.ApiException;
import dev.drydock.apiserver.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Strategic merge patch for the built-in kinds, whose few mergeable lists are known by path. The
 * directives {@code $patch}, {@code $retainKeys}, {@code $setElementOrder} and {@code
 * $deleteFromPrimitiveList} are understood.
 */
public final class StrategicMergePatch {
  private static final Map<String, String> MERGE_KEYS =
      Map.of("metadata.ownerReferences", "uid", "status.conditions", "type");
  private static final Set<String> SETS = Set.of("metadata.finalizers");
  private static final String DIRECTIVE = "$patch";
  private static final String RETAIN = "$retainKeys";
  private static final String ORDER = "$setElementOrder/";
  private static final String DELETE = "$deleteFromPrimitiveList/";

  private StrategicMergePatch() {}

  /** The patched object; neither argument is changed. */
  public static ObjectNode apply(ObjectNode target, ObjectNode patch) {
    return merge(target, patch, "");
  }

  private static ObjectNode merge(ObjectNode target, ObjectNode patch, String path) {
    switch (patch.path(DIRECTIVE).asText("merge")) {
      case "replace" -> {
        ObjectNode replacement = patch.deepCopy();
        replacement.remove(DIRECTIVE);
        return replacement;
      }
      case "delete" -> {
        return Json.object();
      }
      case "merge" -> {}
      default ->
          throw ApiException.badRequest(
              "unrecognized type of $patch: " + patch.path(DIRECTIVE).asText());
    }
    ObjectNode result = target.deepCopy();
    if (patch.get(RETAIN) instanceof ArrayNode retain) {
      result.retain(strings(retain));
    }
    for (var field : patch.properties()) {
      String name = field.getKey();
      if (name.startsWith(DELETE)) {
        removeAll(result, name.substring(DELETE.length()), field.getValue());
      } else if (!name.startsWith("$")) {
        mergeField(result, name, field.getValue(), path.isEmpty() ? name : path + "." + name);
      }
    }
    for (var field : patch.properties()) {
      if (field.getKey().startsWith(ORDER)) {
        String name = field.getKey().substring(ORDER.length());
        order(
            result,
            name,
            field.getValue(),
            MERGE_KEYS.get(path.isEmpty() ? name : path + "." + name));
      }
    }
    return result;
  }

  private static void mergeField(ObjectNode result, String name, JsonNode patch, String path) {
    switch (patch) {
      case ObjectNode object ->
          result.set(
              name,
              merge(
                  result.get(name) instanceof ObjectNode old ? old : Json.object(), object, path));
      case ArrayNode array -> result.set(name, mergeList(result.path(name), array, path));
      default -> {
        if (patch.isNull()) {
          result.remove(name);
        } else {
          result.set(name, patch.deepCopy());
        }
      }
    }
  }

  private static ArrayNode mergeList(JsonNode target, ArrayNode patch, String path) {
    String key = MERGE_KEYS.get(path);
    if (!(target instanceof ArrayNode old) || (key == null && !SETS.contains(path))) {
      return withoutDirectives(patch);
    }
    ArrayNode result = old.deepCopy();
    for (JsonNode item : patch) {
      if (key == null) {
        if (indexOf(result, null, item) < 0) {
          result.add(item.deepCopy());
        }
        continue;
      }
      if (item.path(DIRECTIVE).asText().equals("replace") && !item.has(key)) {
        return withoutDirectives(patch);
      }
      int at = indexOf(result, key, item);
      if (item.path(DIRECTIVE).asText().equals("delete")) {
        if (at >= 0) {
          result.remove(at);
        }
      } else if (at >= 0 && result.get(at) instanceof ObjectNode before) {
        result.set(at, merge(before, (ObjectNode) item, path));
      } else {
        result.add(item.deepCopy());
      }
    }
    return result;
  }

  private static ArrayNode withoutDirectives(ArrayNode patch) {
    ArrayNode result = Json.array();
    for (JsonNode item : patch) {
      if (!item.has(DIRECTIVE)) {
        result.add(item.deepCopy());
      }
    }
    return result;
  }

  private static void removeAll(ObjectNode result, String name, JsonNode values) {
    if (result.get(name) instanceof ArrayNode list) {
      for (JsonNode value : values) {
        int at = indexOf(list, null, value);
        if (at >= 0) {
          list.remove(at);
        }
      }
    }
  }

  private static void order(ObjectNode result, String name, JsonNode order, @Nullable String key) {
    if (!(result.get(name) instanceof ArrayNode list)) {
      return;
    }
    ArrayNode ordered = Json.array();
    for (JsonNode wanted : order) {
      int at = indexOf(list, key, wanted);
      if (at >= 0) {
        ordered.add(list.remove(at));
      }
    }
    ordered.addAll(list);
    result.set(name, ordered);
  }

  private static int indexOf(ArrayNode list, @Nullable String key, JsonNode item) {
    for (int i = 0; i < list.size(); i++) {
      if (key == null ? list.get(i).equals(item) : list.get(i).path(key).equals(item.path(key))) {
        return i;
      }
    }
    return -1;
  }

  private static List<String> strings(ArrayNode nodes) {
    List<String> strings = new ArrayList<>();
    nodes.forEach(node -> strings.add(node.asText()));
    return strings;
  }
}
