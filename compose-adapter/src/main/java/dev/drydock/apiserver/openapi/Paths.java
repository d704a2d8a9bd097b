// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.apiserver.json.Json;
import dev.drydock.apiserver.resource.ResourceType;
import java.util.List;

/**
 * The paths of a kind, with what kubectl looks for: the kind of each operation, and which
 * parameters it takes. Strategic merge patch is left out, so that kubectl uses the structures that
 * it was compiled with.
 */
final class Paths {
  private static final List<String> PATCHES =
      List.of("application/json-patch+json", "application/merge-patch+json");

  private Paths() {}

  static void add(ResourceType type, ObjectNode paths) {
    String collection = ofCollection(type);
    if (type.namespaced() && type.verbs().contains("list")) {
      operation(type, paths.putObject(base(type) + "/" + type.plural()), "get", "list");
    }
    ObjectNode all = paths.putObject(collection);
    if (type.verbs().contains("list")) {
      operation(type, all, "get", "list");
    }
    if (type.verbs().contains("create")) {
      writing(operation(type, all, "post", "post"));
    }
    if (type.verbs().contains("deletecollection")) {
      operation(type, all, "delete", "deletecollection");
    }
    if (!type.verbs().contains("get")) {
      return;
    }
    object(type, paths.putObject(ofObject(type)));
    if (type.statusSubresource()) {
      object(type, paths.putObject(ofObject(type) + "/status"));
    }
  }

  static String ofObject(ResourceType type) {
    return ofCollection(type) + "/{name}";
  }

  private static String ofCollection(ResourceType type) {
    return base(type) + (type.namespaced() ? "/namespaces/{namespace}/" : "/") + type.plural();
  }

  private static String base(ResourceType type) {
    return type.group().isEmpty() ? "/api/" + type.version() : "/apis/" + type.apiVersion();
  }

  private static void object(ResourceType type, ObjectNode path) {
    operation(type, path, "get", "get");
    if (type.verbs().contains("update")) {
      writing(operation(type, path, "put", "put"));
    }
    if (type.verbs().contains("patch")) {
      ObjectNode patch = writing(operation(type, path, "patch", "patch"));
      parameter(patch, "force");
      ObjectNode content = patch.putObject("requestBody").putObject("content");
      PATCHES.forEach(
          mediaType -> content.putObject(mediaType).putObject("schema").put("type", "object"));
    }
    if (type.verbs().contains("delete")) {
      parameter(operation(type, path, "delete", "delete"), "dryRun");
    }
  }

  private static ObjectNode operation(
      ResourceType type, ObjectNode path, String method, String action) {
    ObjectNode operation = path.putObject(method);
    operation.putArray("tags").add(type.apiVersion());
    operation.put("x-kubernetes-action", action);
    operation.set("x-kubernetes-group-version-kind", Schemas.gvk(type, type.kind()));
    String schema = Schemas.name(type) + (action.equals("list") ? "List" : "");
    operation
        .putObject("responses")
        .putObject("200")
        .put("description", "OK")
        .putObject("content")
        .putObject("application/json")
        .putObject("schema")
        .put("$ref", "#/components/schemas/" + schema);
    return operation;
  }

  private static ObjectNode writing(ObjectNode operation) {
    for (String name : List.of("dryRun", "fieldManager", "fieldValidation")) {
      parameter(operation, name);
    }
    return operation;
  }

  private static void parameter(ObjectNode operation, String name) {
    ArrayNode parameters =
        operation.get("parameters") instanceof ArrayNode existing
            ? existing
            : operation.putArray("parameters");
    ObjectNode parameter = Json.object().put("name", name).put("in", "query");
    parameter
        .putObject("schema")
        .put("type", name.equals("force") ? "boolean" : "string")
        .put("uniqueItems", true);
    parameters.add(parameter);
  }
}
