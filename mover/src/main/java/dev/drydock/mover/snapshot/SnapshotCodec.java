// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.mover.repository.Id;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The JSON of snapshots. */
final class SnapshotCodec {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private SnapshotCodec() {}

  static byte[] encode(Snapshot snapshot) {
    ObjectNode json = JSON.createObjectNode();
    json.put("time", GoTimes.format(snapshot.time()));
    put(json, "parent", snapshot.parent());
    json.put("tree", snapshot.tree().hex());
    put(json.putArray("paths"), snapshot.paths());
    put(json, "hostname", snapshot.hostname());
    put(json, "username", snapshot.username());
    put(json, "uid", snapshot.uid());
    put(json, "gid", snapshot.gid());
    if (!snapshot.excludes().isEmpty()) {
      put(json.putArray("excludes"), snapshot.excludes());
    }
    if (!snapshot.tags().isEmpty()) {
      put(json.putArray("tags"), snapshot.tags());
    }
    put(json, "original", snapshot.original());
    put(json, "program_version", snapshot.programVersion());
    SnapshotSummary summary = snapshot.summary();
    if (summary != null) {
      encode(summary, json.putObject("summary"));
    }
    try {
      return JSON.writeValueAsBytes(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Snapshot decode(byte[] bytes) throws IOException {
    JsonNode json = JSON.readTree(bytes);
    String tree = json.path("tree").asText();
    try {
      return new Snapshot(
          GoTimes.parse(json.path("time").asText()),
          id(json, "parent"),
          Id.parse(tree),
          texts(json.path("paths")),
          json.path("hostname").asText(""),
          json.path("username").asText(""),
          json.path("uid").asLong(),
          json.path("gid").asLong(),
          texts(json.path("excludes")),
          texts(json.path("tags")),
          id(json, "original"),
          json.path("program_version").asText(""),
          json.path("summary").isObject() ? summary(json.path("summary")) : null);
    } catch (IllegalArgumentException e) {
      throw new IOException("it holds something that is no id: " + e.getMessage(), e);
    }
  }

  /**
   * The JSON of a copy of a snapshot in another repository: all that it says, also what only other
   * programs understand, but without its parent, which the other repository may not have, and with
   * the id that it had first.
   *
   * @param id its id where it is copied from
   */
  static byte[] encodeCopy(byte[] bytes, Id id) throws IOException {
    if (!(JSON.readTree(bytes) instanceof ObjectNode json)) {
      throw new IOException("it is no snapshot");
    }
    json.remove("parent");
    if (id(json, "original") == null) {
      json.put("original", id.hex());
    }
    return JSON.writeValueAsBytes(json);
  }

  private static void encode(SnapshotSummary summary, ObjectNode json) {
    json.put("backup_start", GoTimes.format(summary.backupStart()));
    json.put("backup_end", GoTimes.format(summary.backupEnd()));
    json.put("files_new", summary.filesNew());
    json.put("files_changed", summary.filesChanged());
    json.put("files_unmodified", summary.filesUnmodified());
    json.put("dirs_new", summary.dirsNew());
    json.put("dirs_changed", summary.dirsChanged());
    json.put("dirs_unmodified", summary.dirsUnmodified());
    json.put("data_blobs", summary.dataBlobs());
    json.put("tree_blobs", summary.treeBlobs());
    json.put("data_added", summary.dataAdded());
    json.put("data_added_packed", summary.dataAddedPacked());
    json.put("total_files_processed", summary.totalFilesProcessed());
    json.put("total_bytes_processed", summary.totalBytesProcessed());
  }

  private static SnapshotSummary summary(JsonNode json) throws IOException {
    return new SnapshotSummary(
        time(json, "backup_start"),
        time(json, "backup_end"),
        json.path("files_new").asLong(),
        json.path("files_changed").asLong(),
        json.path("files_unmodified").asLong(),
        json.path("dirs_new").asLong(),
        json.path("dirs_changed").asLong(),
        json.path("dirs_unmodified").asLong(),
        json.path("data_blobs").asLong(),
        json.path("tree_blobs").asLong(),
        json.path("data_added").asLong(),
        json.path("data_added_packed").asLong(),
        json.path("total_files_processed").asLong(),
        json.path("total_bytes_processed").asLong());
  }

  private static Instant time(JsonNode json, String field) throws IOException {
    return json.path(field).isTextual()
        ? GoTimes.parse(json.path(field).asText()).toInstant()
        : Instant.EPOCH;
  }

  private static @Nullable Id id(JsonNode json, String field) {
    String text = json.path(field).asText("");
    return text.isEmpty() ? null : Id.parse(text);
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(element -> texts.add(element.asText()));
    return texts;
  }

  private static void put(ArrayNode array, List<String> texts) {
    texts.forEach(array::add);
  }

  private static void put(ObjectNode json, String field, String text) {
    if (!text.isEmpty()) {
      json.put(field, text);
    }
  }

  private static void put(ObjectNode json, String field, long number) {
    if (number != 0) {
      json.put(field, number);
    }
  }

  private static void put(ObjectNode json, String field, @Nullable Id id) {
    if (id != null) {
      json.put(field, id.hex());
    }
  }
}
