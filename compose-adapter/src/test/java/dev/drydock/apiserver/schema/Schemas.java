// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.util.List;

/** Schemas and objects written down in YAML. */
final class Schemas {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private Schemas() {}

  static JsonNode yaml(String yaml) {
    try {
      return YAML.readTree(yaml);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(yaml, e);
    }
  }

  static ObjectNode object(String yaml) {
    return (ObjectNode) yaml(yaml);
  }

  /** A schema whose only field {@code f} is the given one. */
  static StructuralSchema ofField(String schema) {
    var root = object("{type: object}");
    root.putObject("properties").set("f", yaml(schema));
    return StructuralSchema.of(root);
  }

  static List<String> errors(StructuralSchema schema, String object) {
    return schema.validate(object(object), null).stream().map(FieldError::toString).toList();
  }

  static List<String> errors(StructuralSchema schema, String object, String old) {
    return schema.validate(object(object), object(old)).stream().map(FieldError::toString).toList();
  }
}
