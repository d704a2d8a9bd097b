// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.apiserver.error.ApiException;
import dev.drydock.apiserver.error.Cause;
import dev.drydock.apiserver.error.Subject;
import dev.drydock.apiserver.resource.ResourceType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Brings an object into the shape of its kind, and refuses what breaks the rules. */
final class Admission {
  private Admission() {}

  /** Checks that an object says that it is of the kind that its endpoint takes. */
  static void requireKind(ResourceType type, ObjectNode object) {
    String apiVersion = object.path("apiVersion").asText("");
    String kind = object.path("kind").asText("");
    if (apiVersion.isEmpty() && kind.isEmpty() && !type.custom()) {
      object.put("apiVersion", type.apiVersion()).put("kind", type.kind());
      return;
    }
    if (kind.isEmpty()) {
      throw ApiException.badRequest("Object 'Kind' is missing in the body");
    }
    if (!apiVersion.equals(type.apiVersion())) {
      throw ApiException.badRequest(
          "the API version in the data ("
              + apiVersion
              + ") does not match the expected API version ("
              + type.apiVersion()
              + ")");
    }
    if (!kind.equals(type.kind()) && type.custom()) {
      throw ApiException.invalid(
          new Subject(type.group(), type.plural(), kind, Meta.text(object, "name")),
          List.of(
              new Cause(
                  "FieldValueInvalid",
                  "kind",
                  "Invalid value: \"" + kind + "\": must be " + type.kind())));
    }
    if (!kind.equals(type.kind())) {
      throw ApiException.badRequest(
          "the kind in the data ("
              + kind
              + ") does not match the expected kind ("
              + type.kind()
              + ")");
    }
  }

  /** Drops unknown fields and applies defaults; returns what a strict decoder would complain of. */
  static List<String> decode(ResourceType type, ObjectNode object, List<String> duplicates) {
    List<String> complaints = new ArrayList<>();
    duplicates.forEach(path -> complaints.add("duplicate field \"" + path + "\""));
    ObjectNode metadata = Meta.of(object);
    MetadataRules.prune(metadata).forEach(path -> complaints.add("unknown field \"" + path + "\""));
    MetadataRules.requireTypes(metadata);
    if (!type.custom()) {
      BuiltinDecoder.decode(type, object);
    }
    object.remove("metadata");
    type.schema().prune(object).forEach(path -> complaints.add("unknown field \"" + path + "\""));
    object.set("metadata", metadata);
    return complaints;
  }

  /** The same for what a patch made; what cannot be decoded is the patch's fault. */
  static List<String> decodePatched(
      ResourceType type, ObjectNode object, List<String> duplicates, String patch) {
    try {
      return decode(type, object, duplicates);
    } catch (ApiException e) {
      throw e.code() == 400 ? invalidPatch(patch, String.valueOf(e.getMessage())) : e;
    }
  }

  /** Does with a strict decoder's complaints what the request wants. */
  static void complain(
      ResourceType type, List<String> complaints, WriteOptions options, @Nullable String patch) {
    if (complaints.isEmpty()) {
      return;
    }
    switch (options.fieldValidation()) {
      case IGNORE -> {}
      case WARN -> complaints.forEach(options.warnings());
      case STRICT -> {
        String strict = "strict decoding error: " + String.join(", ", complaints);
        if (patch != null) {
          throw invalidPatch(patch, strict);
        }
        throw ApiException.badRequest(
            type.kind()
                + " in version \""
                + type.version()
                + "\" cannot be handled as a "
                + type.kind()
                + ": "
                + strict);
      }
    }
  }

  /** Fills in what the server decides. */
  static void prepare(ResourceType type, ObjectNode object) {
    BuiltinRules.prepare(type, object);
    JsonNode metadata = object.remove("metadata");
    type.schema().applyDefaults(object);
    ObjectNode rest = object.deepCopy();
    object.removeAll();
    for (String first : List.of("apiVersion", "kind")) {
      if (rest.has(first)) {
        object.set(first, rest.remove(first));
      }
    }
    object.set("metadata", metadata);
    object.setAll(rest);
  }

  /** Refuses an object that breaks the rules of its kind. */
  static void validate(ResourceType type, ObjectNode object, @Nullable ObjectNode old) {
    List<Cause> causes = new ArrayList<>(MetadataRules.validate(type, Meta.of(object)));
    if (old != null) {
      causes.addAll(MetadataRules.validateFinalizers(old, object));
    }
    boolean incomplete =
        type.custom()
            && causes.stream().anyMatch(cause -> cause.reason().equals("FieldValueRequired"));
    type.schema()
        .validate(object, old, incomplete)
        .forEach(error -> causes.add(new Cause(error.reason(), error.field(), error.message())));
    causes.addAll(BuiltinRules.validate(type, object, old));
    if (!causes.isEmpty()) {
      throw ApiException.invalid(type.subject(Meta.text(object, "name")), causes);
    }
  }

  private static ApiException invalidPatch(String patch, String why) {
    return ApiException.unprocessable(
        " \"\" is invalid: patch: Invalid value: " + quote(patch) + ": " + why);
  }

  private static String quote(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
