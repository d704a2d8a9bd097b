// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.drydock.mover.fuzz.Fuzz;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever snapshots, trees and names hold, reading them ends with a value or a failure. */
final class SnapshotFuzzTest {
  private static final String ID = "0123456789abcdef".repeat(4);
  private static final int JSON = 2_000;
  private static final JsonMapper STRICT =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  @Test
  void a_tree_has_all_its_entries_or_is_refused() {
    String times =
        "\"mtime\":\"2021-03-05T07:08:09.5+01:00\",\"atime\":\"2021-03-05T07:08:09Z\","
            + "\"ctime\":\"2021-03-05T07:08:09Z\",\"uid\":0,\"gid\":0,\"user\":\"u\",\"inode\":7,";
    String file =
        "{\"name\":\"a\\\\xff\\\\\\\\\",\"type\":\"file\",\"mode\":420,%s\"size\":3,\"links\":2,"
            + "\"extended_attributes\":[{\"name\":\"n\",\"value\":null},"
            + "{\"name\":\"m\",\"value\":\"AA==\"}],\"content\":[\"%s\",\"%s\"]}";
    String others =
        "{\"name\":\"d\",\"type\":\"dir\",%1$s\"content\":null,\"subtree\":\"%2$s\"},"
            + "{\"name\":\"l\",\"type\":\"symlink\",%1$s\"linktarget\":\"t\\ufffd\","
            + "\"linktarget_raw\":\"dP8=\",\"device_id\":18446744073709551615,\"content\":null},"
            + "{\"name\":\"n\",\"type\":\"dev\",%1$s\"device\":2049,\"content\":null}";
    String tree =
        "{\"nodes\":[%s,%s],\"more\":{\"x\":[1]}}\n"
            .formatted(file.formatted(times, ID, ID), others.formatted(times, ID));
    Fuzz.run(
        List.of(tree.getBytes(UTF_8), "{\"nodes\":[]}".getBytes(UTF_8)),
        JSON,
        json -> compare(TreeReader.decode(json), json));
  }

  /** Compares with what another parser finds, if it finds anything. */
  private static void compare(List<Node> nodes, byte[] json) {
    JsonNode expected;
    try {
      expected = STRICT.readTree(json).path("nodes");
    } catch (IOException e) {
      return; // duplicate fields, of which we take the last
    }
    assertThat(nodes).hasSize(expected.size());
    for (int i = 0; i < nodes.size(); i++) {
      List<?> content = nodes.get(i).content();
      JsonNode of = expected.path(i).path("content");
      assertThat(content == null ? 0 : content.size()).isEqualTo(of.size());
      assertThat(nodes.get(i).subtree() == null)
          .isEqualTo(expected.path(i).path("subtree").asText("").isEmpty());
      assertThat(nodes.get(i).metadata().extendedAttributes())
          .hasSize(expected.path(i).path("extended_attributes").size());
    }
  }

  @Test
  void a_snapshot_is_one_or_it_is_refused() {
    String snapshot =
        "{\"time\":\"2026-11-01T12:00:00.123456789+01:00\",\"parent\":\"%1$s\",\"tree\":\"%1$s\","
            + "\"paths\":[\"/a\",\"/b\"],\"hostname\":\"h\",\"username\":\"u\",\"uid\":1,\"gid\":2,"
            + "\"excludes\":[\"*.o\"],\"tags\":[\"t\"],\"original\":\"%1$s\","
            + "\"program_version\":\"restic 0.19.1\",\"summary\":{\"backup_start\":"
            + "\"2026-11-01T12:00:00Z\",\"files_new\":1,\"total_bytes_processed\":99}}";
    Fuzz.run(
        List.of(snapshot.formatted(ID).getBytes(UTF_8)),
        JSON,
        json -> assertThat(SnapshotCodec.decode(json).paths()).isNotNull());
  }

  @Test
  void a_name_is_unquoted_or_refused() {
    Fuzz.run(
        List.of(
            "plain".getBytes(UTF_8),
            "\\a\\b\\f\\n\\r\\t\\v\\\\\\'\\\"".getBytes(UTF_8),
            "\\xff\\x00\\u263a\\U0001d11e\\377\\000é\ud834\udd1e".getBytes(UTF_8)),
        JSON,
        text -> assertThat(GoStrings.unquote(new String(text, UTF_8))).isNotNull());
  }

  @Test
  void a_time_is_one_or_it_is_refused() {
    Fuzz.run(
        List.of(
            "2026-11-01T12:00:00.123456789+01:00".getBytes(UTF_8),
            "+999999999-12-31T23:59:59.999999999-18:00".getBytes(UTF_8)),
        JSON,
        text -> assertThat(GoTimes.parse(new String(text, UTF_8)).toInstant()).isNotNull());
  }
}
