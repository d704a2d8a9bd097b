// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.sink;

import dev.drydock.mover.snapshot.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What must be known of a POSIX access control list that a filesystem does not take. Where a file
 * has one, the group bits of its mode are the mask of the list, which is what anybody named in it
 * may get at most, and may be far more than its group may.
 */
final class AccessControlList {
  /** The attribute that holds the list which decides about access. */
  static final String ATTRIBUTE = "system.posix_acl_access";

  private static final int VERSION = 2;
  private static final int ENTRY = 8;
  private static final int GROUP_OBJECT = 4;
  private static final int ALL = 7;

  private AccessControlList() {}

  /**
   * The mode to give a file whose list is lost: as it was, but its group gets no more than the list
   * gave it, and nothing when the list cannot be understood.
   */
  static int withoutList(int mode, ByteString list) {
    return mode & (~(ALL << 3) | ofGroup(list.toByteArray()) << 3);
  }

  private static int ofGroup(byte[] list) {
    ByteBuffer buffer = ByteBuffer.wrap(list).order(ByteOrder.LITTLE_ENDIAN);
    if (list.length < Integer.BYTES || buffer.getInt() != VERSION) {
      return 0;
    }
    while (buffer.remaining() >= ENTRY) {
      int tag = buffer.getShort();
      int permissions = buffer.getShort();
      buffer.getInt(); // the id of whom it is about
      if (tag == GROUP_OBJECT) {
        return permissions & ALL;
      }
    }
    return 0;
  }
}
