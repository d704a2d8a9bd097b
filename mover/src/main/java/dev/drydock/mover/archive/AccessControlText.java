// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.archive;

import dev.drydock.mover.snapshot.ExtendedAttribute;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * POSIX access control lists in their long text form (POSIX.1e draft 17, 23.3.1) with users and
 * groups by number, from the binary form of the kernel's attributes (linux/posix_acl_xattr.h).
 */
final class AccessControlText {
  /** The attribute of the list that decides about access. */
  static final String ACCESS = "system.posix_acl_access";

  private static final String DEFAULT = "system.posix_acl_default";
  private static final int VERSION = 2;
  private static final int ENTRY = 8;

  private AccessControlText() {}

  /** The list that an attribute holds; null if it holds none, or one that is not understood. */
  static @Nullable String of(ExtendedAttribute attribute) {
    if (!attribute.name().equals(ACCESS) && !attribute.name().equals(DEFAULT)) {
      return null;
    }
    ByteBuffer list =
        ByteBuffer.wrap(attribute.value().toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
    if (list.remaining() % ENTRY != Integer.BYTES || list.getInt() != VERSION) {
      return null;
    }
    List<String> entries = new ArrayList<>();
    while (list.hasRemaining()) {
      short tag = list.getShort();
      short permissions = list.getShort();
      String id = Integer.toUnsignedString(list.getInt());
      String who =
          switch (tag) {
            case 0x01 -> "user::";
            case 0x02 -> "user:" + id + ":";
            case 0x04 -> "group::";
            case 0x08 -> "group:" + id + ":";
            case 0x10 -> "mask::";
            case 0x20 -> "other::";
            default -> "";
          };
      if (who.isEmpty() || permissions < 0 || permissions > 7) {
        return null;
      }
      entries.add(
          who
              + ((permissions & 4) != 0 ? 'r' : '-')
              + ((permissions & 2) != 0 ? 'w' : '-')
              + ((permissions & 1) != 0 ? 'x' : '-'));
    }
    return String.join(",", entries);
  }
}
