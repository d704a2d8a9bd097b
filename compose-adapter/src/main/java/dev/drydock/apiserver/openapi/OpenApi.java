// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.apiserver.json.Json;
import dev.drydock.apiserver.resource.ResourceType;
import dev.drydock.apiserver.resource.ResourceTypes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * OpenAPI v3 documents, one per group version, as {@code kubectl explain} and kubectl's check for
 * server-side validation read them. Immutable.
 */
public final class OpenApi {
  private static final String ROOT = "/openapi/v3";

  private final Map<String, ObjectNode> documents = new LinkedHashMap<>();
  private final byte[] gnostic;

  /** Documents of these kinds. */
  public OpenApi(ResourceTypes types) {
    gnostic = Gnostic.document(types);
    for (ResourceType type : types.all()) {
      String path = type.group().isEmpty() ? "api/" + type.version() : "apis/" + type.apiVersion();
      ObjectNode document = documents.computeIfAbsent(path, ignored -> skeleton());
      Schemas.add(type, (ObjectNode) document.path("components").path("schemas"));
      Paths.add(type, (ObjectNode) document.path("paths"));
    }
  }

  /** The index at {@code /openapi/v3}, or the document of a group version below it. */
  public Optional<ObjectNode> document(String path) {
    if (path.equals(ROOT)) {
      ObjectNode index = Json.object();
      ObjectNode paths = index.putObject("paths");
      documents.forEach(
          (name, document) ->
              paths
                  .putObject(name)
                  .put(
                      "serverRelativeURL",
                      ROOT + "/" + name + "?hash=" + Integer.toHexString(document.hashCode())));
      return Optional.of(index);
    }
    return path.startsWith(ROOT + "/")
        ? Optional.ofNullable(documents.get(path.substring(ROOT.length() + 1)))
        : Optional.empty();
  }

  /** The version 2 document in gnostic's protobuf form; it says only what can be dry-run. */
  public byte[] gnosticV2() {
    return gnostic.clone();
  }

  /** A version 2 document that describes nothing. */
  public static ObjectNode emptyV2() {
    ObjectNode document = Json.object().put("swagger", "2.0");
    document.putObject("info").put("title", "Drydock").put("version", "v1");
    document.putObject("paths");
    document.putObject("definitions");
    return document;
  }

  private static ObjectNode skeleton() {
    ObjectNode document = Json.object().put("openapi", "3.0.0");
    document.putObject("info").put("title", "Drydock").put("version", "v1");
    document.putObject("paths");
    ObjectNode schemas = document.putObject("components").putObject("schemas");
    Schemas.addCommon(schemas);
    return document;
  }
}
