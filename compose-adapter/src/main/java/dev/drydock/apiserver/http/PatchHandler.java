// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.apiserver.error.ApiException;
import dev.drydock.apiserver.json.Json;
import dev.drydock.apiserver.patch.JsonPatch;
import dev.drydock.apiserver.patch.MergePatch;
import dev.drydock.apiserver.patch.StrategicMergePatch;
import dev.drydock.apiserver.registry.Registry;
import dev.drydock.apiserver.registry.WriteOptions;
import dev.drydock.apiserver.resource.ResourceType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;

/** Patches by their media type. */
final class PatchHandler {
  private final Registry registry;

  PatchHandler(Registry registry) {
    this.registry = registry;
  }

  interface Answer {
    void send(int code, ObjectNode object) throws IOException;
  }

  void patch(
      Call call,
      ResourceType type,
      RequestPath path,
      boolean status,
      WriteOptions options,
      Answer answer)
      throws IOException {
    byte[] bytes = call.body();
    String contentType = call.contentType();
    if (contentType.equals("application/apply-patch+yaml")) {
      throw ApiException.unsupportedMediaType(
          "server-side apply is not available on this server; apply without --server-side");
    }
    Json.Parsed parsed = Bodies.json(bytes);
    JsonNode patch = parsed.node();
    UnaryOperator<ObjectNode> change =
        switch (contentType) {
          case "application/json-patch+json" -> object -> asObject(JsonPatch.apply(object, patch));
          case "application/merge-patch+json" ->
              object -> asObject(MergePatch.apply(object, asObject(patch)));
          case "application/strategic-merge-patch+json" -> {
            if (type.custom()) {
              throw unknownFormat(type);
            }
            yield object -> StrategicMergePatch.apply(object, asObject(patch));
          }
          default -> throw unknownFormat(type);
        };
    ObjectNode patched =
        registry.patch(
            type,
            path.namespace(),
            path.name(),
            change,
            new String(bytes, StandardCharsets.UTF_8),
            contentType.equals("application/json-patch+json") ? List.of() : parsed.duplicates(),
            status,
            options);
    answer.send(200, patched);
  }

  private static ApiException unknownFormat(ResourceType type) {
    return ApiException.unsupportedMediaType(
        "the body of the request was in an unknown format - accepted media types include:"
            + " application/json-patch+json, application/merge-patch+json"
            + (type.custom() ? "" : ", application/strategic-merge-patch+json"));
  }

  private static ObjectNode asObject(JsonNode node) {
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw ApiException.badRequest("the patch does not make an object");
  }
}
