// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.drydock.mover.crypto.MasterKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of an index file: packs, and for each its blobs. Read as a stream, for it may be long.
 */
final class IndexFile {
  private static final JsonFactory JSON = new JsonFactory();

  private IndexFile() {}

  static byte[] encode(Map<Id, List<PackEntry>> packs) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeArrayFieldStart("packs");
      for (Map.Entry<Id, List<PackEntry>> pack : packs.entrySet()) {
        json.writeStartObject();
        json.writeStringField("id", pack.getKey().hex());
        json.writeArrayFieldStart("blobs");
        for (PackEntry blob : pack.getValue()) {
          json.writeStartObject();
          json.writeStringField("id", blob.id().hex());
          json.writeStringField("type", blob.type().token());
          json.writeNumberField("offset", blob.offset());
          json.writeNumberField("length", blob.length());
          if (blob.plainLength() != 0) {
            json.writeNumberField("uncompressed_length", blob.plainLength());
          }
          json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Hands over each pack of an index file; fields that are not known are ignored. */
  static void decode(byte[] file, BiConsumer<Id, List<PackEntry>> pack) throws IOException {
    try (JsonParser json = JSON.createParser(file)) {
      expect(json.nextToken(), JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean packs = json.currentName().equals("packs");
        JsonToken value = json.nextToken();
        if (packs && value == JsonToken.START_ARRAY) {
          while (json.nextToken() == JsonToken.START_OBJECT) {
            readPack(json, pack);
          }
        } else {
          json.skipChildren();
        }
      }
      expect(json.currentToken(), JsonToken.END_OBJECT);
    } catch (IllegalArgumentException e) {
      throw new IOException("it holds something that is no id: " + e.getMessage(), e);
    }
  }

  private static void readPack(JsonParser json, BiConsumer<Id, List<PackEntry>> pack)
      throws IOException {
    Id id = null;
    List<PackEntry> blobs = new ArrayList<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      if (field.equals("id")) {
        id = Id.parse(json.getText());
      } else if (field.equals("blobs") && value == JsonToken.START_ARRAY) {
        while (json.nextToken() == JsonToken.START_OBJECT) {
          blobs.add(readBlob(json));
        }
      } else {
        json.skipChildren();
      }
    }
    if (id == null) {
      throw new IOException("it holds a pack without id");
    }
    pack.accept(id, blobs);
  }

  private static PackEntry readBlob(JsonParser json) throws IOException {
    Id id = null;
    BlobType type = null;
    long offset = -1;
    long length = -1;
    long plainLength = 0;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "id" -> id = Id.parse(json.getText());
        case "type" -> type = type(json.getText());
        case "offset" -> offset = json.getLongValue();
        case "length" -> length = json.getLongValue();
        case "uncompressed_length" -> plainLength = json.getLongValue();
        default -> json.skipChildren();
      }
    }
    boolean sane =
        offset >= 0
            && offset <= 0xffffffffL
            && length >= MasterKey.OVERHEAD
            && length <= Integer.MAX_VALUE
            && plainLength >= 0
            && plainLength <= Integer.MAX_VALUE;
    if (id == null || type == null || !sane) {
      throw new IOException("it holds a blob that is incomplete or cannot be");
    }
    return new PackEntry(type, id, offset, (int) length, (int) plainLength);
  }

  private static BlobType type(String token) throws IOException {
    for (BlobType type : BlobType.values()) {
      if (type.token().equals(token)) {
        return type;
      }
    }
    throw new IOException("it holds a blob of unknown type '" + token + "'");
  }

  private static void expect(@Nullable JsonToken found, JsonToken wanted) throws IOException {
    if (found != wanted) {
      throw new IOException("it is no index");
    }
  }
}
