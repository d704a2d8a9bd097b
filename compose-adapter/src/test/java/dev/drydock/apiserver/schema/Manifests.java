// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The committed CRDs, and manifests held against them as the API server does. */
final class Manifests {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final Map<String, StructuralSchema> SCHEMAS =
      Stream.of("backuppolicies", "backupruns", "restorerequests")
          .map(plural -> crd("/dev/drydock/crds/" + plural + ".drydock.dev.yaml"))
          .collect(
              Collectors.toMap(
                  crd -> crd.at("/spec/names/kind").asText(),
                  crd -> StructuralSchema.of(crd.at("/spec/versions/0/schema/openAPIV3Schema"))));

  private Manifests() {}

  /** All documents of a YAML text that are objects. */
  static List<ObjectNode> read(String yaml) {
    try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(yaml)) {
      var objects = new ArrayList<ObjectNode>();
      while (documents.hasNext()) {
        if (documents.next() instanceof ObjectNode object) {
          objects.add(object);
        }
      }
      return objects;
    } catch (IOException e) {
      throw new UncheckedIOException(yaml, e);
    }
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What strict creation, or the update of an old object, would say. */
  static List<String> errors(ObjectNode object, @Nullable ObjectNode old) {
    var kind = object.path("kind").asText();
    var schema = SCHEMAS.get(kind);
    if (schema == null || !object.path("apiVersion").asText().equals("drydock.dev/v1alpha1")) {
      return List.of("no such kind: " + object.path("apiVersion").asText() + " " + kind);
    }
    var unknown = schema.prune(object);
    if (!unknown.isEmpty()) {
      return unknown.stream().map(path -> "unknown field \"" + path + '"').toList();
    }
    schema.applyDefaults(object);
    if (old != null) {
      schema.applyDefaults(old);
    }
    return schema.validate(object, old).stream().map(FieldError::toString).toList();
  }

  private static JsonNode crd(String resource) {
    try (var in = Manifests.class.getResourceAsStream(resource)) {
      return YAML.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
