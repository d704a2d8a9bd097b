// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.mover.repository.Id;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TreeCodecTest {
  private static final Id BLOB = Id.parse("b".repeat(64));
  private static final Instant TIME = Instant.parse("2026-11-01T12:00:00.1203Z");

  @Test
  void writesFieldsInTheOrderOfTheFormat() {
    Metadata metadata =
        new Metadata(
            NodeType.FILE,
            04640,
            TIME,
            TIME,
            TIME.plusSeconds(1),
            1000,
            100,
            "me",
            "users",
            7,
            9,
            2,
            3,
            null,
            0,
            List.of(new ExtendedAttribute("user.x", ByteString.of("hello"))));

    assertThat(encode(new Node(ByteString.of("a<b"), metadata, List.of(BLOB), null)))
        .isEqualTo(
            "{\"nodes\":[{\"name\":\"a\\u003cb\",\"type\":\"file\",\"mode\":8389024,"
                + "\"mtime\":\"2026-11-01T12:00:00.1203Z\",\"atime\":\"2026-11-01T12:00:00.1203Z\","
                + "\"ctime\":\"2026-11-01T12:00:01.1203Z\",\"uid\":1000,\"gid\":100,"
                + "\"user\":\"me\",\"group\":\"users\",\"inode\":7,\"device_id\":9,\"size\":3,"
                + "\"links\":2,\"extended_attributes\":[{\"name\":\"user.x\","
                + "\"value\":\"aGVsbG8=\"}],\"content\":[\""
                + BLOB
                + "\"]}]}\n");
  }

  @Test
  void writesModesAsGoDoes() {
    assertThat(encode(node("d", NodeType.DIRECTORY, 0755))).contains("\"mode\":2147484141,");
    assertThat(encode(node("l", NodeType.SYMLINK, 0777))).contains("\"mode\":134218239,");
    assertThat(GoFileMode.of(NodeType.CHARACTER_DEVICE, 0)).isEqualTo((1L << 26) + (1L << 21));
    for (int permissions = 0; permissions < 010000; permissions++) {
      assertThat(GoFileMode.permissions(GoFileMode.of(NodeType.FILE, permissions)))
          .isEqualTo(permissions);
    }
  }

  @Test
  void writesAnEmptyFileDifferentlyFromWhatIsNoFile() {
    Metadata metadata = Metadata.synthetic(NodeType.FILE, 0600, 0, TIME);
    assertThat(encode(new Node(ByteString.of("e"), metadata, List.of(), null)))
        .contains("\"content\":[]}");
    assertThat(encode(node("p", NodeType.FIFO, 0600))).contains("\"content\":null}");
  }

  @Test
  void decodesWhatItEncodes() throws Exception {
    Metadata link =
        new Metadata(
            NodeType.SYMLINK,
            0777,
            TIME,
            TIME,
            TIME,
            4294967294L,
            0,
            null,
            null,
            -5,
            0,
            1,
            0,
            ByteString.copyOf(new byte[] {'t', (byte) 0xff}),
            0,
            List.of());
    Metadata device =
        new Metadata(
            NodeType.BLOCK_DEVICE,
            0660,
            TIME,
            TIME,
            TIME,
            0,
            6,
            null,
            "disk",
            3,
            0,
            1,
            0,
            null,
            2049,
            List.of());
    List<Node> nodes =
        List.of(
            new Node(ByteString.of("device"), device, null, null),
            new Node(
                ByteString.of("dir"),
                Metadata.synthetic(NodeType.DIRECTORY, 01777, 0, TIME),
                null,
                BLOB),
            new Node(
                ByteString.copyOf(new byte[] {'l', (byte) 0xfe, '\\', '"'}), link, null, null));

    assertThat(TreeReader.decode(TreeWriter.encode(nodes))).isEqualTo(nodes);
  }

  @Test
  void refusesToWriteNamesOutOfTheOrderOfTheirBytes() {
    Node high = node("\uff61", NodeType.FIFO, 0600);
    Node emoji = node("\ud83d\ude00", NodeType.FIFO, 0600);

    TreeWriter.encode(List.of(high, emoji));
    assertThatThrownBy(() -> TreeWriter.encode(List.of(emoji, high)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> TreeWriter.encode(List.of(high, high)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void readsWhatOthersWriteOrLeaveOut() throws Exception {
    String json =
        """
        {"nodes":[{"name":"a","type":"file","mode":420,"mtime":"2021-03-05T07:08:09.5+01:00",
        "uid":0,"gid":0,"size":3,"content":null,"extended_attributes":[{"name":"n","value":null}],
        "generic_attributes":{"windows.file_attributes":"x"},"new":{"y":[1,2]}},
        {"name":"s","type":"socket","subtree":null},{"name":"u","type":"whatever"}],"more":1}
        """;

    List<Node> nodes = TreeReader.decode(json.getBytes(UTF_8));

    assertThat(nodes).hasSize(3);
    assertThat(nodes.get(0).content()).isNull();
    assertThat(nodes.get(0).metadata().modified())
        .isEqualTo(Instant.parse("2021-03-05T06:08:09.5Z"));
    assertThat(nodes.get(0).metadata().extendedAttributes())
        .containsExactly(new ExtendedAttribute("n", ByteString.empty()));
    assertThat(nodes.get(1).type()).isEqualTo(NodeType.SOCKET);
    assertThat(nodes.get(2).type()).isEqualTo(NodeType.IRREGULAR);
  }

  @Test
  void takesATreeWithoutNodesForEmpty() throws Exception {
    assertThat(TreeReader.decode("{\"nodes\":null}".getBytes(UTF_8))).isEmpty();
  }

  @Test
  void refusesWhatIsNoTree() {
    String fifo = "{\"name\":\"a\",\"type\":\"fifo\"%s}";
    for (String json :
        new String[] {
          "[]",
          "{\"nodes\":5}",
          "{\"nodes\":[{\"name\":\"a\"}]}",
          "{\"nodes\":[{",
          // What would leave out entries or content that follow, if it were not refused.
          "{\"nodes\":[null," + fifo.formatted("") + "]}",
          "{\"nodes\":[" + fifo.formatted(",\"content\":[null,\"" + BLOB + "\"]") + "]}",
          "{\"nodes\":[" + fifo.formatted(",\"content\":\"" + BLOB + "\"") + "]}",
          "{\"nodes\":[" + fifo.formatted(",\"user\":{\"x\":1}") + "]}",
          "{\"nodes\":[" + fifo.formatted(",\"extended_attributes\":[7]") + "]}"
        }) {
      assertThatThrownBy(() -> TreeReader.decode(json.getBytes(UTF_8)))
          .as(json)
          .isInstanceOf(IOException.class);
    }
  }

  private static Node node(String name, NodeType type, int permissions) {
    return new Node(
        ByteString.of(name), Metadata.synthetic(type, permissions, 0, TIME), null, null);
  }

  private static String encode(Node node) {
    return new String(TreeWriter.encode(List.of(node)), UTF_8);
  }
}
