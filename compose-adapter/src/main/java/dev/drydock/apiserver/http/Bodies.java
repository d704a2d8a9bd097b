// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.apiserver.error.ApiException;
import dev.drydock.apiserver.json.Json;
import dev.drydock.apiserver.protobuf.KubernetesProtobuf;
import dev.drydock.apiserver.registry.Body;
import java.io.IOException;
import java.util.List;

/** Reads bodies by their media type. */
final class Bodies {
  private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";

  private Bodies() {}

  static Body object(Call call) throws IOException {
    byte[] bytes = call.body();
    if (call.contentType().equals(PROTOBUF)) {
      return new Body(KubernetesProtobuf.decode(bytes), List.of());
    }
    Json.Parsed parsed =
        switch (call.contentType()) {
          case "", "application/json" -> json(bytes);
          case "application/yaml", "application/x-yaml", "text/yaml" -> yaml(bytes);
          default ->
              throw ApiException.unsupportedMediaType(
                  "the body of the request was in an unknown format - accepted media types include:"
                      + " application/json, application/yaml, application/vnd.kubernetes.protobuf");
        };
    if (parsed.node() instanceof ObjectNode object) {
      return new Body(object, parsed.duplicates());
    }
    throw ApiException.badRequest("the body is not an object");
  }

  /** The options of a delete, an empty object when there is no body. */
  static JsonNode deleteOptions(Call call) throws IOException {
    byte[] bytes = call.body();
    if (bytes.length == 0) {
      return Json.object();
    }
    return switch (call.contentType()) {
      case PROTOBUF -> KubernetesProtobuf.decode(bytes);
      case "application/yaml" -> yaml(bytes).node();
      default -> json(bytes).node();
    };
  }

  static Json.Parsed json(byte[] bytes) {
    try {
      return Json.parse(bytes);
    } catch (IOException e) {
      throw undecodable(e);
    }
  }

  static Json.Parsed yaml(byte[] bytes) {
    try {
      return Json.parseYaml(bytes);
    } catch (IOException e) {
      throw undecodable(e);
    }
  }

  private static ApiException undecodable(IOException e) {
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return ApiException.badRequest("couldn't get version/kind; json parse error: " + message);
  }
}
