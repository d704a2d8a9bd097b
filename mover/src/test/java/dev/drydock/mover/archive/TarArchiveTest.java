// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.mover.snapshot.ByteString;
import dev.drydock.mover.snapshot.ExtendedAttribute;
import dev.drydock.mover.snapshot.Metadata;
import dev.drydock.mover.snapshot.Node;
import dev.drydock.mover.snapshot.NodeType;
import dev.drydock.mover.snapshot.SnapshotPath;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Looks at the bytes where POSIX says that they are. */
final class TarArchiveTest {
  private static final Instant TIME = Instant.ofEpochSecond(1_700_000_000);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final TarArchive tar = new TarArchive(bytes);

  @Test
  void a_simple_file_needs_a_header_its_content_and_the_end() throws Exception {
    tar.begin(SnapshotPath.parse("/a/b"), node(NodeType.FILE), 3);
    tar.content("xyz".getBytes(UTF_8));
    tar.end();

    byte[] archive = bytes.toByteArray();
    assertThat(archive).hasSize(10_240);
    assertThat(text(0, 100)).isEqualTo("a/b");
    assertThat(text(100, 8)).isEqualTo("0004755");
    assertThat(text(108, 8)).isEqualTo("0001750");
    assertThat(text(116, 8)).isEqualTo("0000144");
    assertThat(text(124, 12)).isEqualTo("00000000003");
    assertThat(text(136, 12)).isEqualTo("14524770400");
    assertThat((char) archive[156]).isEqualTo('0');
    assertThat(new String(archive, 257, 8, ISO_8859_1)).isEqualTo("ustar\00000");
    assertThat(text(265, 32)).isEqualTo("me");
    assertThat(text(297, 32)).isEqualTo("users");
    assertThat(text(512, 512)).isEqualTo("xyz");
    assertThat(Arrays.copyOfRange(archive, 1024, 10_240)).containsOnly(0);
    assertThat(sumOfHeader(archive)).isEqualTo(Integer.parseInt(text(148, 6), 8));
  }

  @Test
  void content_is_padded_to_whole_blocks_between_entries() throws Exception {
    tar.begin(SnapshotPath.parse("/a"), node(NodeType.FILE), 600);
    tar.content(new byte[500]);
    tar.content(new byte[100]);
    tar.begin(SnapshotPath.parse("/empty"), node(NodeType.FILE), 0);
    tar.begin(SnapshotPath.parse("/d"), node(NodeType.DIRECTORY), 0);
    assertThat(text(1536, 100)).isEqualTo("empty");
    assertThat(text(2048, 100)).isEqualTo("d/");
    assertThat((char) bytes.toByteArray()[2048 + 156]).isEqualTo('5');
  }

  @Test
  void what_the_old_header_cannot_hold_is_in_an_extended_one() throws Exception {
    Metadata big =
        new Metadata(
            NodeType.FILE,
            0600,
            Instant.ofEpochSecond(12, 345_000_000),
            Instant.ofEpochSecond(-1, 500_000_000),
            TIME,
            3_000_000,
            1L << 31,
            "ünal",
            "a-group-with-a-name-of-more-than-31-letters",
            7,
            5,
            1,
            1L << 33,
            null,
            0,
            List.of(new ExtendedAttribute("user.a=b%", ByteString.copyOf(new byte[] {0, -1}))));
    tar.begin(SnapshotPath.parse("/dä"), new Node(ByteString.of("dä"), big, null, null), 1L << 33);

    assertThat((char) bytes.toByteArray()[156]).isEqualTo('x');
    assertThat(records())
        .containsExactly(
            "12 path=dä",
            "19 size=8589934592",
            "15 uid=3000000",
            "18 gid=2147483648",
            "15 uname=ünal",
            "53 gname=a-group-with-a-name-of-more-than-31-letters",
            "16 mtime=12.345",
            "14 atime=-0.5",
            "33 SCHILY.xattr.user.a%3Db%25=\0\ufffd");
    assertThat(text(1024 + 124, 12)).as("size").isEqualTo("00000000000");
    assertThat(text(1024 + 136, 12)).as("modified").isEqualTo("00000000014");
  }

  @Test
  void long_names_are_divided_or_put_into_the_extended_header() throws Exception {
    String directory = "d".repeat(120);
    tar.begin(SnapshotPath.parse(directory + "/file"), node(NodeType.FILE), 0);
    assertThat(text(0, 100)).isEqualTo("file");
    assertThat(text(345, 155)).isEqualTo(directory);

    bytes.reset();
    tar.begin(SnapshotPath.parse("/" + "n".repeat(101)), node(NodeType.FILE), 0);
    assertThat(records()).containsExactly("111 path=" + "n".repeat(101));
  }

  @Test
  void names_that_are_no_text_are_kept_byte_for_byte() throws Exception {
    byte[] name = {'x', (byte) 0xff};
    tar.begin(new SnapshotPath(List.of(ByteString.copyOf(name))), node(NodeType.FILE), 0);
    assertThat(Arrays.copyOf(bytes.toByteArray(), 3)).containsExactly('x', 0xff, 0);
    assertThat(bytes.size()).as("no reader but of raw bytes is asked").isEqualTo(512);

    bytes.reset();
    byte[] longName = new byte[200];
    Arrays.fill(longName, (byte) 0xfe);
    tar.begin(new SnapshotPath(List.of(ByteString.copyOf(longName))), node(NodeType.FILE), 0);
    assertThat(records().getFirst()).isEqualTo("21 hdrcharset=BINARY");
    int at = 512 + 21 + "210 path=".length();
    assertThat(Arrays.copyOfRange(bytes.toByteArray(), at, at + 200)).isEqualTo(longName);
  }

  @Test
  void links_devices_and_pipes_have_their_types() throws Exception {
    Metadata link = with(NodeType.SYMLINK, ByteString.of("../target"), 0, List.of());
    tar.begin(SnapshotPath.parse("/l"), new Node(ByteString.of("l"), link, null, null), 0);
    assertThat((char) bytes.toByteArray()[156]).isEqualTo('2');
    assertThat(text(157, 100)).isEqualTo("../target");

    bytes.reset();
    tar.hardLink(SnapshotPath.parse("/h"), node(NodeType.FILE), SnapshotPath.parse("/first/name"));
    assertThat((char) bytes.toByteArray()[156]).isEqualTo('1');
    assertThat(text(157, 100)).isEqualTo("first/name");
    assertThat(text(124, 12)).isEqualTo("00000000000");

    bytes.reset();
    // 259 and 70000 as makedev(3) has them: bits of the minor number are on both sides
    long device = 259L << 8 | (70_000 & 0xff) | (70_000L & ~0xff) << 12;
    Metadata disk = with(NodeType.BLOCK_DEVICE, null, device, List.of());
    tar.begin(SnapshotPath.parse("/disk"), new Node(ByteString.of("disk"), disk, null, null), 0);
    assertThat((char) bytes.toByteArray()[156]).isEqualTo('4');
    assertThat(Integer.parseInt(text(329, 8), 8)).isEqualTo(259);
    assertThat(Integer.parseInt(text(337, 8), 8)).isEqualTo(70_000);

    bytes.reset();
    tar.begin(SnapshotPath.parse("/p"), node(NodeType.FIFO), 0);
    assertThat((char) bytes.toByteArray()[156]).isEqualTo('6');
  }

  @Test
  void access_control_lists_are_text_if_they_are_understood() throws Exception {
    ByteBuffer list = ByteBuffer.allocate(4 + 4 * 8).order(ByteOrder.LITTLE_ENDIAN).putInt(2);
    list.putShort((short) 0x01).putShort((short) 6).putInt(-1);
    list.putShort((short) 0x02).putShort((short) 5).putInt(1000);
    list.putShort((short) 0x04).putShort((short) 4).putInt(-1);
    list.putShort((short) 0x20).putShort((short) 0).putInt(-1);
    ByteString sound = ByteString.copyOf(list.array());
    ByteString broken = ByteString.copyOf(Arrays.copyOf(list.array(), 11));
    Metadata metadata =
        with(
            NodeType.DIRECTORY,
            null,
            0,
            List.of(
                new ExtendedAttribute("system.posix_acl_access", sound),
                new ExtendedAttribute("system.posix_acl_default", broken)));
    tar.begin(SnapshotPath.parse("/d"), new Node(ByteString.of("d"), metadata, null, null), 0);
    assertThat(records().getFirst())
        .isEqualTo("67 SCHILY.acl.access=user::rw-,user:1000:r-x,group::r--,other::---");
    assertThat(records().get(1)).contains(" SCHILY.xattr.system.posix_acl_default=");
  }

  @Test
  void an_archive_does_not_end_in_the_middle_of_a_file() throws Exception {
    tar.begin(SnapshotPath.parse("/a"), node(NodeType.FILE), 2);
    tar.content(new byte[1]);
    assertThatThrownBy(tar::end).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> tar.content(new byte[2])).isInstanceOf(IllegalArgumentException.class);
  }

  private static Node node(NodeType type) {
    return new Node(ByteString.of("n"), with(type, null, 0, List.of()), null, null);
  }

  private static Metadata with(
      NodeType type, @Nullable ByteString target, long device, List<ExtendedAttribute> attributes) {
    return new Metadata(
        type,
        04755,
        TIME,
        TIME,
        TIME,
        1000,
        100,
        "me",
        "users",
        7,
        5,
        1,
        0,
        target,
        device,
        attributes);
  }

  private String text(int offset, int length) {
    String field = new String(bytes.toByteArray(), offset, length, ISO_8859_1);
    int end = field.indexOf(0);
    return end < 0 ? field : field.substring(0, end);
  }

  /** The records of the extended header at the beginning, without the ends of their lines. */
  private List<String> records() {
    int size = Integer.parseInt(text(124, 11), 8);
    return new String(bytes.toByteArray(), 512, size, UTF_8).lines().toList();
  }

  private static int sumOfHeader(byte[] archive) {
    int sum = 0;
    for (int i = 0; i < 512; i++) {
      sum += i >= 148 && i < 156 ? ' ' : archive[i] & 0xff;
    }
    return sum;
  }
}
