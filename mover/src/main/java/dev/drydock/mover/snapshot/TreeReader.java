// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.drydock.mover.repository.Id;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decodes trees, whoever wrote them; fields that are not known are ignored. */
final class TreeReader {
  private static final JsonFactory JSON = new JsonFactory();

  private String name = "";
  private @Nullable NodeType type;
  private long mode;
  private Instant modified = Instant.EPOCH;
  private Instant accessed = Instant.EPOCH;
  private Instant changed = Instant.EPOCH;
  private long uid;
  private long gid;
  private @Nullable String user;
  private @Nullable String group;
  private long inode;
  private long device;
  private long links;
  private long size;
  private @Nullable String target;
  private byte @Nullable [] rawTarget;
  private long specialDevice;
  private List<ExtendedAttribute> attributes = List.of();
  private @Nullable List<Id> content;
  private @Nullable Id subtree;

  private TreeReader() {}

  /** The nodes of a tree, in the order in which they are there. */
  static List<Node> decode(byte[] tree) throws IOException {
    List<Node> nodes = new ArrayList<>();
    try (JsonParser json = JSON.createParser(tree)) {
      json.nextToken();
      expect(json, JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean isNodes = json.currentName().equals("nodes");
        if (json.nextToken() == JsonToken.START_ARRAY && isNodes) {
          while (json.nextToken() == JsonToken.START_OBJECT) {
            nodes.add(new TreeReader().readNode(json));
          }
          expect(json, JsonToken.END_ARRAY);
        } else if (isNodes) {
          expect(json, JsonToken.VALUE_NULL);
        } else {
          json.skipChildren();
        }
      }
      expect(json, JsonToken.END_OBJECT);
    } catch (IllegalArgumentException e) {
      throw new IOException("it holds a value of the wrong kind: " + e.getMessage(), e);
    }
    return nodes;
  }

  private Node readNode(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      if (json.nextToken() == JsonToken.VALUE_NULL) {
        continue;
      }
      switch (field) {
        case "name" -> name = text(json);
        case "type" -> type = type(text(json));
        case "mode" -> mode = json.getLongValue();
        case "mtime" -> modified = GoTimes.parseInstant(text(json));
        case "atime" -> accessed = GoTimes.parseInstant(text(json));
        case "ctime" -> changed = GoTimes.parseInstant(text(json));
        case "uid" -> uid = json.getLongValue();
        case "gid" -> gid = json.getLongValue();
        case "user" -> user = text(json);
        case "group" -> group = text(json);
        case "inode" -> inode = unsigned(json);
        case "device_id" -> device = unsigned(json);
        case "links" -> links = unsigned(json);
        case "size" -> size = unsigned(json);
        case "linktarget" -> target = text(json);
        case "linktarget_raw" -> rawTarget = json.getBinaryValue();
        case "device" -> specialDevice = unsigned(json);
        case "extended_attributes" -> attributes = readAttributes(json);
        case "content" -> content = readContent(json);
        case "subtree" -> subtree = Id.parse(text(json));
        default -> json.skipChildren();
      }
    }
    expect(json, JsonToken.END_OBJECT);
    if (type == null) {
      throw new IOException("the node '" + name + "' has no type");
    }
    Metadata metadata =
        new Metadata(
            type,
            GoFileMode.permissions(mode),
            modified,
            accessed,
            changed,
            uid,
            gid,
            user,
            group,
            inode,
            device,
            links,
            size,
            readTarget(),
            specialDevice,
            attributes);
    return new Node(GoStrings.unquote(name), metadata, content, subtree);
  }

  private @Nullable ByteString readTarget() {
    if (rawTarget != null) {
      return ByteString.copyOf(rawTarget);
    }
    return target == null ? null : ByteString.of(target);
  }

  private static List<ExtendedAttribute> readAttributes(JsonParser json) throws IOException {
    expect(json, JsonToken.START_ARRAY);
    List<ExtendedAttribute> attributes = new ArrayList<>();
    while (json.nextToken() == JsonToken.START_OBJECT) {
      String name = "";
      ByteString value = ByteString.empty();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        boolean isNull = json.nextToken() == JsonToken.VALUE_NULL;
        if (field.equals("name")) {
          name = text(json);
        } else if (field.equals("value") && !isNull) {
          value = ByteString.copyOf(Base64.getDecoder().decode(text(json)));
        } else {
          json.skipChildren();
        }
      }
      expect(json, JsonToken.END_OBJECT);
      attributes.add(new ExtendedAttribute(name, value));
    }
    expect(json, JsonToken.END_ARRAY);
    return attributes;
  }

  private static List<Id> readContent(JsonParser json) throws IOException {
    expect(json, JsonToken.START_ARRAY);
    List<Id> content = new ArrayList<>();
    while (json.nextToken() == JsonToken.VALUE_STRING) {
      content.add(Id.parse(json.getText()));
    }
    expect(json, JsonToken.END_ARRAY);
    return content;
  }

  private static String text(JsonParser json) throws IOException {
    expect(json, JsonToken.VALUE_STRING);
    return json.getText();
  }

  /** Fails if the parser is not at a token: to go on would be to leave something out unnoticed. */
  private static void expect(JsonParser json, JsonToken wanted) throws IOException {
    if (json.currentToken() != wanted) {
      throw new IOException(
          "it is no tree: it has " + json.currentToken() + " where " + wanted + " must be");
    }
  }

  /** A number of 64 bits without sign. */
  private static long unsigned(JsonParser json) throws IOException {
    return json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
        ? Long.parseUnsignedLong(json.getText())
        : json.getLongValue();
  }

  private static NodeType type(String token) {
    for (NodeType type : NodeType.values()) {
      if (type.token().equals(token)) {
        return type;
      }
    }
    return NodeType.IRREGULAR;
  }
}
