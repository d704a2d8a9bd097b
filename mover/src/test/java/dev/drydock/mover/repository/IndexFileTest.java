// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IndexFileTest {
  private static final Id PACK = Id.parse("a".repeat(64));
  private static final Id BLOB = Id.parse("b".repeat(64));

  @Test
  void writesTheFieldsThatOthersRead() {
    Map<Id, List<PackEntry>> packs =
        Map.of(
            PACK,
            List.of(
                new PackEntry(BlobType.DATA, BLOB, 0, 38, 123),
                new PackEntry(BlobType.TREE, BLOB, 38, 40, 0)));

    assertThat(new String(IndexFile.encode(packs), UTF_8))
        .isEqualTo(
            "{\"packs\":[{\"id\":\""
                + PACK
                + "\",\"blobs\":[{\"id\":\""
                + BLOB
                + "\",\"type\":\"data\",\"offset\":0,\"length\":38,\"uncompressed_length\":123},"
                + "{\"id\":\""
                + BLOB
                + "\",\"type\":\"tree\",\"offset\":38,\"length\":40}]}]}\n");
  }

  @Test
  void readsWhatOthersAddToIt() throws Exception {
    String json =
        """
        {"supersedes":["%1$s"],"packs":[{"time":"x","blobs":[{"length":38,"x":{"y":[1]},
        "id":"%2$s","type":"tree","offset":4294967295}],"id":"%1$s","size":7}],
        "packs_to_delete":[{"id":"%2$s","blobs":[]}]}"""
            .formatted(PACK, BLOB);
    Map<Id, List<PackEntry>> packs = new LinkedHashMap<>();

    IndexFile.decode(json.getBytes(UTF_8), packs::put);

    assertThat(packs)
        .containsExactly(
            Map.entry(PACK, List.of(new PackEntry(BlobType.TREE, BLOB, 0xffffffffL, 38, 0))));
  }

  @Test
  void refusesWhatIsNoIndex() {
    for (String json : new String[] {"[]", "{\"packs\":[{\"blobs\":[]}]}", "{\"packs\":["}) {
      assertThatThrownBy(() -> IndexFile.decode(json.getBytes(UTF_8), (pack, blobs) -> {}))
          .as(json)
          .isInstanceOf(IOException.class);
    }
  }
}
