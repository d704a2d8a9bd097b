// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Reads JSON and YAML into trees and writes trees as JSON. Thread-safe. */
public final class Json {
  private static final int MAX_DEPTH = 200;
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final JsonFactory JSON = MAPPER.getFactory();
  private static final YAMLFactory YAML = new YAMLFactory();

  private Json() {}

  /**
   * A document and the paths of fields that it states more than once (the last one counts).
   *
   * @param node the document
   * @param duplicates paths such as {@code spec.suspend}
   */
  public record Parsed(JsonNode node, List<String> duplicates) {}

  /** An empty object. */
  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** An empty array. */
  public static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  /** Reads one JSON document; throws {@link IOException} when it is not one. */
  public static Parsed parse(byte[] bytes) throws IOException {
    return read(JSON.createParser(bytes), true);
  }

  /** Reads the first YAML document; throws {@link IOException} when it is not one. */
  public static Parsed parseYaml(byte[] bytes) throws IOException {
    return read(YAML.createParser(bytes), false);
  }

  /** Reads a JSON object that this program wrote itself. */
  public static ObjectNode readObject(byte[] bytes) {
    try {
      return (ObjectNode) MAPPER.readTree(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All documents of a YAML stream. */
  public static List<ObjectNode> readYamlObjects(String yaml) {
    List<ObjectNode> documents = new ArrayList<>();
    try (JsonParser parser = YAML.createParser(yaml)) {
      List<String> duplicates = new ArrayList<>();
      while (parser.nextToken() != null) {
        if (value(parser, "", duplicates, 0) instanceof ObjectNode object) {
          documents.add(object);
        }
      }
      return documents;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Compact JSON. */
  public static byte[] write(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The object at {@code field}, created when there is none. */
  public static ObjectNode child(ObjectNode parent, String field) {
    return parent.get(field) instanceof ObjectNode existing ? existing : parent.putObject(field);
  }

  private static Parsed read(JsonParser parser, boolean alone) throws IOException {
    try (parser) {
      if (parser.nextToken() == null) {
        throw new IOException("the body is empty");
      }
      List<String> duplicates = new ArrayList<>();
      JsonNode node = value(parser, "", duplicates, 0);
      if (alone && parser.nextToken() != null) {
        throw new IOException("there is more after the top-level value");
      }
      return new Parsed(node, duplicates);
    }
  }

  private static JsonNode value(JsonParser parser, String path, List<String> duplicates, int depth)
      throws IOException {
    if (depth > MAX_DEPTH) {
      throw new IOException("nested deeper than " + MAX_DEPTH + " levels");
    }
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return switch (parser.currentToken()) {
      case START_OBJECT -> objectValue(parser, path, duplicates, depth);
      case START_ARRAY -> {
        ArrayNode array = nodes.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          array.add(value(parser, path + "[" + array.size() + "]", duplicates, depth + 1));
        }
        yield array;
      }
      case VALUE_STRING -> nodes.textNode(parser.getText());
      case VALUE_NUMBER_INT ->
          switch (parser.getNumberType()) {
            case INT -> nodes.numberNode(parser.getIntValue());
            case LONG -> nodes.numberNode(parser.getLongValue());
            default -> nodes.numberNode(parser.getBigIntegerValue());
          };
      case VALUE_NUMBER_FLOAT -> nodes.numberNode(parser.getDoubleValue());
      case VALUE_TRUE -> nodes.booleanNode(true);
      case VALUE_FALSE -> nodes.booleanNode(false);
      case VALUE_NULL -> nodes.nullNode();
      default -> throw new IOException("unexpected " + parser.currentToken());
    };
  }

  private static ObjectNode objectValue(
      JsonParser parser, String path, List<String> duplicates, int depth) throws IOException {
    ObjectNode object = object();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String field = parser.currentName();
      String fieldPath = path.isEmpty() ? field : path + "." + field;
      if (object.has(field)) {
        duplicates.add(fieldPath);
      }
      parser.nextToken();
      object.set(field, value(parser, fieldPath, duplicates, depth + 1));
    }
    return object;
  }
}
