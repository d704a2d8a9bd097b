// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.drydock.mover.repository.Id;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Encodes trees as restic does, field by field in its order, so that the same directory becomes the
 * same blob whoever reads it.
 */
final class TreeWriter {
  static final JsonFactory JSON = new JsonFactory().setCharacterEscapes(new GoEscapes());

  private TreeWriter() {}

  /** The JSON of a tree; its nodes must be in the order of their names. */
  static byte[] encode(List<Node> nodes) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 + 400 * nodes.size());
    ByteString previous = null;
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeArrayFieldStart("nodes");
      for (Node node : nodes) {
        if (previous != null && previous.compareTo(node.name()) >= 0) {
          throw new IllegalStateException("'" + node.name() + "' is not in order");
        }
        previous = node.name();
        write(json, node);
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator json, Node node) throws IOException {
    Metadata metadata = node.metadata();
    json.writeStartObject();
    json.writeStringField("name", GoStrings.quote(node.name()));
    json.writeStringField("type", metadata.type().token());
    writeNumber(json, "mode", GoFileMode.of(metadata.type(), metadata.permissions()));
    String modified = GoTimes.format(metadata.modified());
    json.writeStringField("mtime", modified);
    json.writeStringField("atime", modified);
    json.writeStringField("ctime", GoTimes.format(metadata.changed()));
    json.writeNumberField("uid", metadata.uid());
    json.writeNumberField("gid", metadata.gid());
    writeText(json, "user", metadata.user());
    writeText(json, "group", metadata.group());
    writeNumber(json, "inode", metadata.inode());
    boolean linked = metadata.links() > 1 && metadata.type() != NodeType.DIRECTORY;
    writeNumber(json, "device_id", linked ? metadata.device() : 0);
    writeNumber(json, "size", metadata.type() == NodeType.FILE ? metadata.size() : 0);
    writeNumber(json, "links", hasLinks(metadata.type()) ? metadata.links() : 0);
    writeTarget(json, metadata.linkTarget());
    writeAttributes(json, metadata.extendedAttributes());
    writeNumber(json, "device", metadata.specialDevice());
    writeContent(json, node.content());
    Id subtree = node.subtree();
    if (subtree != null) {
      json.writeStringField("subtree", subtree.hex());
    }
    json.writeEndObject();
  }

  private static boolean hasLinks(NodeType type) {
    return switch (type) {
      case FILE, SYMLINK, BLOCK_DEVICE, CHARACTER_DEVICE -> true;
      case DIRECTORY, FIFO, SOCKET, IRREGULAR -> false;
    };
  }

  private static void writeNumber(JsonGenerator json, String field, long value) throws IOException {
    if (value != 0) {
      json.writeFieldName(field);
      if (value > 0) {
        json.writeNumber(value);
      } else {
        json.writeNumber(Long.toUnsignedString(value));
      }
    }
  }

  private static void writeText(JsonGenerator json, String field, @Nullable String value)
      throws IOException {
    if (value != null && !value.isEmpty()) {
      json.writeStringField(field, value);
    }
  }

  private static void writeTarget(JsonGenerator json, @Nullable ByteString target)
      throws IOException {
    if (target != null && target.size() > 0) {
      json.writeStringField("linktarget", target.toString());
      if (!target.isUtf8()) {
        json.writeStringField("linktarget_raw", base64(target));
      }
    }
  }

  private static void writeAttributes(JsonGenerator json, List<ExtendedAttribute> attributes)
      throws IOException {
    if (!attributes.isEmpty()) {
      json.writeArrayFieldStart("extended_attributes");
      for (ExtendedAttribute attribute : attributes) {
        json.writeStartObject();
        json.writeStringField("name", attribute.name());
        json.writeStringField("value", base64(attribute.value()));
        json.writeEndObject();
      }
      json.writeEndArray();
    }
  }

  private static void writeContent(JsonGenerator json, @Nullable List<Id> content)
      throws IOException {
    json.writeFieldName("content");
    if (content == null) {
      json.writeNull();
      return;
    }
    json.writeStartArray();
    for (Id id : content) {
      json.writeString(id.hex());
    }
    json.writeEndArray();
  }

  private static String base64(ByteString bytes) {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  /** Escapes what Go escapes beside what JSON requires. */
  private static final class GoEscapes extends CharacterEscapes {
    private static final long serialVersionUID = 1L;
    private static final int[] ASCII = ascii();

    private static int[] ascii() {
      int[] escapes = standardAsciiEscapesForJSON();
      for (char c : new char[] {'<', '>', '&'}) {
        escapes[c] = ESCAPE_CUSTOM;
      }
      return escapes;
    }

    @Override
    public int[] getEscapeCodesForAscii() {
      return ASCII;
    }

    @Override
    public @Nullable SerializableString getEscapeSequence(int c) {
      return switch (c) {
        case '<' -> new SerializedString("\\u003c");
        case '>' -> new SerializedString("\\u003e");
        case '&' -> new SerializedString("\\u0026");
        case 0x2028 -> new SerializedString("\\u2028");
        case 0x2029 -> new SerializedString("\\u2029");
        default -> null;
      };
    }
  }
}
