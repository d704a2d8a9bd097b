// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.mover.repository.Id;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;

class SnapshotCodecTest {
  private static final Id TREE = Id.parse("a".repeat(64));

  @Test
  void decodesWhatItEncodes() throws Exception {
    Snapshot snapshot =
        new Snapshot(
            OffsetDateTime.parse("2026-11-01T12:00:00.5+01:00"),
            TREE,
            TREE,
            List.of("/a", "/b"),
            "shop",
            "me",
            1000,
            100,
            List.of("*.tmp"),
            List.of("run=1", "policy=shop"),
            TREE,
            "drydock",
            new SnapshotSummary(
                Instant.EPOCH, Instant.EPOCH.plusNanos(1), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12));

    assertThat(SnapshotCodec.decode(SnapshotCodec.encode(snapshot))).isEqualTo(snapshot);
  }

  @Test
  void leavesOutWhatIsEmpty() {
    Snapshot snapshot =
        new Snapshot(
            OffsetDateTime.parse("2026-11-01T12:00:00Z"),
            null,
            TREE,
            List.of("/a"),
            "",
            "",
            0,
            0,
            List.of(),
            List.of(),
            null,
            "",
            null);

    assertThat(new String(SnapshotCodec.encode(snapshot), UTF_8))
        .isEqualTo(
            "{\"time\":\"2026-11-01T12:00:00Z\",\"tree\":\"" + TREE + "\",\"paths\":[\"/a\"]}");
  }

  @Test
  void readsSnapshotsWithNullsAndUnknownFields() throws Exception {
    String json =
        "{\"time\":\"2026-11-01T12:00:00Z\",\"tree\":\""
            + TREE
            + "\",\"paths\":null,\"tags\":null,\"parent\":null,\"label\":\"x\",\"delete\":{}}";

    Snapshot snapshot = SnapshotCodec.decode(json.getBytes(UTF_8));

    assertThat(snapshot.paths()).isEmpty();
    assertThat(snapshot.parent()).isNull();
    assertThat(snapshot.summary()).isNull();
  }

  @Test
  void refusesWhatIsNoSnapshot() {
    for (String json : new String[] {"{}", "[]", "{\"time\":\"2026-11-01T12:00:00Z\"}"}) {
      assertThatThrownBy(() -> SnapshotCodec.decode(json.getBytes(UTF_8)))
          .as(json)
          .isInstanceOf(IOException.class);
    }
  }
}
