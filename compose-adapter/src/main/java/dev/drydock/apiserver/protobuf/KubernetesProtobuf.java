// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.drydock.apiserver.error.ApiException;
import dev.drydock.apiserver.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Decodes {@code application/vnd.kubernetes.protobuf}, which kubectl from 1.32 sends for built-in
 * kinds: the bytes {@code k8s\0}, then a {@code runtime.Unknown} that wraps the object. What is
 * empty is left out, as in JSON.
 */
public final class KubernetesProtobuf {
  private static final byte[] MAGIC = {'k', '8', 's', 0};
  private static final DateTimeFormatter SECONDS = format("");
  private static final DateTimeFormatter MICROSECONDS = format(".SSSSSS");
  private static final Map<String, Map<Integer, Field>> MESSAGES = load();

  private KubernetesProtobuf() {}

  /** The object in a body; refuses kinds that are not known with 415. */
  public static ObjectNode decode(byte[] bytes) {
    if (!new String(bytes, 0, Math.min(bytes.length, MAGIC.length), StandardCharsets.ISO_8859_1)
        .equals(new String(MAGIC, StandardCharsets.ISO_8859_1))) {
      throw ApiException.badRequest("the protobuf body does not start with k8s");
    }
    ByteBuffer wrapped = ByteBuffer.wrap(bytes, MAGIC.length, bytes.length - MAGIC.length);
    ObjectNode unknown = message("Unknown", wrapped);
    String kind = unknown.path("typeMeta").path("kind").asText();
    if (!MESSAGES.containsKey(kind) || !unknown.path("contentEncoding").asText("").isEmpty()) {
      throw ApiException.unsupportedMediaType(
          "protobuf bodies of kind \"" + kind + "\" are not accepted; send application/json");
    }
    byte[] raw = Base64.getDecoder().decode(unknown.path("raw").asText(""));
    ObjectNode object = Json.object();
    object.setAll((ObjectNode) unknown.path("typeMeta"));
    object.setAll(message(kind, ByteBuffer.wrap(raw)));
    return object;
  }

  private static ObjectNode message(String type, ByteBuffer bytes) {
    Map<Integer, Field> fields = Objects.requireNonNull(MESSAGES.get(type), type);
    ObjectNode message = Json.object();
    WireReader reader = new WireReader(bytes);
    while (reader.hasMore()) {
      Field field = fields.get(reader.field());
      if (field == null) {
        reader.skip();
        continue;
      }
      switch (field.shape()) {
        case SINGLE -> {
          JsonNode value = value(field.type(), reader);
          if (!value.isMissingNode()) {
            message.set(field.name(), value);
          }
        }
        case LIST -> {
          ArrayNode list =
              message.get(field.name()) instanceof ArrayNode existing
                  ? existing
                  : message.putArray(field.name());
          JsonNode value = value(field.type(), reader);
          list.add(value.isMissingNode() ? TextNode.valueOf("") : value);
        }
        case MAP -> entry(field, reader.bytes(), Json.child(message, field.name()));
      }
    }
    return message;
  }

  private static void entry(Field field, ByteBuffer bytes, ObjectNode map) {
    WireReader reader = new WireReader(bytes);
    String key = "";
    JsonNode value = MissingNode.getInstance();
    while (reader.hasMore()) {
      switch (reader.field()) {
        case 1 -> key = text(reader.bytes());
        case 2 -> value = value(field.type(), reader);
        default -> reader.skip();
      }
    }
    map.set(key, value.isMissingNode() ? TextNode.valueOf("") : value);
  }

  /** A value; missing when it is the empty one. */
  private static JsonNode value(String type, WireReader reader) {
    return switch (type) {
      case "string" -> orMissing(text(reader.bytes()));
      case "bytes" -> {
        ByteBuffer buffer = reader.bytes();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        yield orMissing(Base64.getEncoder().encodeToString(bytes));
      }
      case "int" -> {
        long number = reader.varint();
        yield number == (int) number
            ? JsonNodeFactory.instance.numberNode((int) number)
            : JsonNodeFactory.instance.numberNode(number);
      }
      case "bool" -> BooleanNode.valueOf(reader.varint() != 0);
      case "time" -> time(reader.bytes(), SECONDS);
      case "microtime" -> time(reader.bytes(), MICROSECONDS);
      default -> {
        ObjectNode message = message(type, reader.bytes());
        yield message.isEmpty() && !type.equals("ObjectMeta") ? MissingNode.getInstance() : message;
      }
    };
  }

  private static JsonNode time(ByteBuffer bytes, DateTimeFormatter format) {
    WireReader reader = new WireReader(bytes);
    long seconds = 0;
    long nanos = 0;
    while (reader.hasMore()) {
      switch (reader.field()) {
        case 1 -> seconds = reader.varint();
        case 2 -> nanos = reader.varint();
        default -> reader.skip();
      }
    }
    return seconds == 0 && nanos == 0
        ? MissingNode.getInstance()
        : TextNode.valueOf(format.format(Instant.ofEpochSecond(seconds, nanos)));
  }

  private static DateTimeFormatter format(String fraction) {
    return DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss" + fraction + "'Z'", Locale.ROOT)
        .withZone(ZoneOffset.UTC);
  }

  private static JsonNode orMissing(String text) {
    return text.isEmpty() ? MissingNode.getInstance() : TextNode.valueOf(text);
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes).toString();
  }

  private static Map<String, Map<Integer, Field>> load() {
    try (InputStream in = KubernetesProtobuf.class.getResourceAsStream("messages.yaml")) {
      String yaml =
          new String(
              Objects.requireNonNull(in, "messages.yaml is missing").readAllBytes(),
              StandardCharsets.UTF_8);
      Map<String, Map<Integer, Field>> messages = new HashMap<>();
      for (var message : Json.readYamlObjects(yaml).getFirst().properties()) {
        Map<Integer, Field> fields = new HashMap<>();
        for (var field : message.getValue().properties()) {
          fields.put(Integer.valueOf(field.getKey()), Field.parse(field.getValue().asText()));
        }
        messages.put(message.getKey(), fields);
      }
      return messages;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
