// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.drydock.mover.snapshot.ArchiveSink;
import dev.drydock.mover.snapshot.ByteString;
import dev.drydock.mover.snapshot.ExtendedAttribute;
import dev.drydock.mover.snapshot.Metadata;
import dev.drydock.mover.snapshot.Node;
import dev.drydock.mover.snapshot.NodeType;
import dev.drydock.mover.snapshot.SnapshotPath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Writes a tar archive in the pax format of POSIX.1-2001 (IEEE Std 1003.1, pax, "pax Interchange
 * Format"). What the old header cannot hold is in an extended one before it: long names, those that
 * are not ASCII, large numbers, times to the nanosecond. Extended attributes are {@code
 * SCHILY.xattr.*} and access control lists {@code SCHILY.acl.*}, as star and GNU tar have them.
 * Names and attributes may be any bytes. Not safe for use by several threads.
 */
public final class TarArchive implements ArchiveSink {
  private static final int BLOCK = UstarHeader.SIZE;

  /** Tapes of old want archives to be a multiple of that. */
  private static final int RECORD = 20 * BLOCK;

  private final OutputStream out;
  private long written;
  private long missing;

  /**
   * Begins an archive.
   *
   * @param out where to; flushed at the end, and never closed
   */
  public TarArchive(OutputStream out) {
    this.out = out;
  }

  @Override
  public void begin(SnapshotPath path, Node node, long size) throws IOException {
    Metadata metadata = node.metadata();
    ByteString target = metadata.linkTarget();
    header(
        path,
        node,
        type(node.type()),
        size,
        target == null || node.type() != NodeType.SYMLINK ? null : target.toByteArray());
    missing = size;
  }

  @Override
  public void hardLink(SnapshotPath path, Node node, SnapshotPath first) throws IOException {
    header(path, node, UstarHeader.Type.HARD_LINK, 0, name(first, false));
  }

  @Override
  public void content(byte[] bytes) throws IOException {
    if (bytes.length > missing) {
      throw new IllegalArgumentException("there are more bytes than were announced");
    }
    missing -= bytes.length;
    write(bytes);
    if (missing == 0) {
      pad(BLOCK);
    }
  }

  @Override
  public void end() throws IOException {
    checkWhole();
    write(new byte[2 * BLOCK]);
    pad(RECORD);
    out.flush();
  }

  private void header(
      SnapshotPath path, Node node, UstarHeader.Type type, long size, byte @Nullable [] target)
      throws IOException {
    checkWhole();
    Metadata metadata = node.metadata();
    PaxHeader pax = new PaxHeader();
    UstarHeader header = new UstarHeader(type);
    byte[] name = name(path, node.type() == NodeType.DIRECTORY);
    if (!PaxHeader.isPlain(name, header.name(name))) {
      pax.text("path", name);
    }
    if (target != null
        && !PaxHeader.isPlain(target, header.text(UstarHeader.Field.LINK_NAME, target))) {
      pax.text("linkpath", target);
    }
    boolean unused = header.number(UstarHeader.Field.MODE, metadata.permissions());
    number(header, UstarHeader.Field.SIZE, pax, "size", size);
    number(header, UstarHeader.Field.UID, pax, "uid", metadata.uid());
    number(header, UstarHeader.Field.GID, pax, "gid", metadata.gid());
    account(header, UstarHeader.Field.USER, pax, "uname", metadata.user());
    account(header, UstarHeader.Field.GROUP, pax, "gname", metadata.group());
    times(header, pax, metadata);
    if (node.type() == NodeType.BLOCK_DEVICE || node.type() == NodeType.CHARACTER_DEVICE) {
      long device = metadata.specialDevice();
      number(header, UstarHeader.Field.MAJOR, pax, "SCHILY.devmajor", major(device));
      number(header, UstarHeader.Field.MINOR, pax, "SCHILY.devminor", minor(device));
    }
    if (type != UstarHeader.Type.HARD_LINK) {
      for (ExtendedAttribute attribute : metadata.extendedAttributes()) {
        attribute(pax, attribute);
      }
    }
    if (!pax.isEmpty()) {
      byte[] records = pax.encode();
      UstarHeader extended = new UstarHeader(UstarHeader.Type.EXTENDED);
      extended.name("PaxHeaders/entry".getBytes(UTF_8));
      extended.number(UstarHeader.Field.MODE, 0600);
      if (!extended.number(UstarHeader.Field.SIZE, records.length)) {
        throw new IOException("'" + path + "' has too many attributes");
      }
      write(extended.encode());
      write(records);
      pad(BLOCK);
    }
    write(header.encode());
  }

  private static void times(UstarHeader header, PaxHeader pax, Metadata metadata) {
    Instant modified = metadata.modified();
    boolean fits = header.number(UstarHeader.Field.MODIFIED, modified.getEpochSecond());
    if (!fits || modified.getNano() != 0) {
      pax.text("mtime", decimal(modified));
    }
    if (!metadata.accessed().equals(modified)) {
      pax.text("atime", decimal(metadata.accessed()));
    }
  }

  private static void number(
      UstarHeader header, UstarHeader.Field field, PaxHeader pax, String key, long value) {
    if (!header.number(field, value)) {
      pax.text(key, Long.toUnsignedString(value));
    }
  }

  private static void account(
      UstarHeader header,
      UstarHeader.Field field,
      PaxHeader pax,
      String key,
      @Nullable String name) {
    byte[] bytes = name == null ? new byte[0] : name.getBytes(UTF_8);
    if (!PaxHeader.isPlain(bytes, header.text(field, bytes))) {
      pax.text(key, bytes);
    }
  }

  private static void attribute(PaxHeader pax, ExtendedAttribute attribute) {
    String list = AccessControlText.of(attribute);
    if (list == null) {
      // As GNU tar writes what would otherwise end the name.
      String name = attribute.name().replace("%", "%25").replace("=", "%3D");
      pax.bytes("SCHILY.xattr." + name, attribute.value().toByteArray());
    } else {
      pax.text(
          attribute.name().equals(AccessControlText.ACCESS)
              ? "SCHILY.acl.access"
              : "SCHILY.acl.default",
          list);
    }
  }

  private static UstarHeader.Type type(NodeType type) {
    return switch (type) {
      case FILE -> UstarHeader.Type.FILE;
      case DIRECTORY -> UstarHeader.Type.DIRECTORY;
      case SYMLINK -> UstarHeader.Type.SYMLINK;
      case BLOCK_DEVICE -> UstarHeader.Type.BLOCK_DEVICE;
      case CHARACTER_DEVICE -> UstarHeader.Type.CHARACTER_DEVICE;
      case FIFO -> UstarHeader.Type.FIFO;
      case SOCKET, IRREGULAR -> throw new IllegalArgumentException("tar has no " + type);
    };
  }

  /** Names with slashes between them, and one at the end if it is a directory. */
  private static byte[] name(SnapshotPath path, boolean directory) {
    ByteArrayOutputStream name = new ByteArrayOutputStream();
    for (ByteString part : path.names()) {
      if (name.size() > 0) {
        name.write('/');
      }
      name.writeBytes(part.toByteArray());
    }
    if (directory) {
      name.write('/');
    }
    return name.toByteArray();
  }

  private static String decimal(Instant time) {
    BigDecimal seconds =
        BigDecimal.valueOf(time.getEpochSecond()).add(BigDecimal.valueOf(time.getNano(), 9));
    return seconds.signum() == 0 ? "0" : seconds.stripTrailingZeros().toPlainString();
  }

  /** The number of a driver in the dev_t of Linux (makedev(3)). */
  private static long major(long device) {
    return (device >>> 8 & 0xfff) | (device >>> 32 & 0xfffff000L);
  }

  /** The number of a device among those of its driver. */
  private static long minor(long device) {
    return (device & 0xff) | (device >>> 12 & 0xffffff00L);
  }

  private void checkWhole() {
    if (missing != 0) {
      throw new IllegalStateException("a file lacks " + missing + " bytes");
    }
  }

  private void write(byte[] bytes) throws IOException {
    out.write(bytes);
    written += bytes.length;
  }

  private void pad(int unit) throws IOException {
    int over = (int) (written % unit);
    if (over != 0) {
      write(new byte[unit - over]);
    }
  }
}
