// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code lstat} and the extended attributes say of an entry.
 *
 * @param type what it is
 * @param permissions the twelve low bits of st_mode: rwxrwxrwx, sticky, setgid, setuid
 * @param modified time of the last change of content, to the nanosecond
 * @param accessed time of the last access; backup stores {@code modified} instead, as restic does,
 *     so that reading a tree does not change its snapshot
 * @param changed time of the last change of the inode
 * @param uid owner by number
 * @param gid group by number
 * @param user name of the owner; null when unknown
 * @param group name of the group; null when unknown
 * @param inode number of the inode, 0 when unknown
 * @param device number of the device that holds it (st_dev), 0 when unknown
 * @param links number of hard links, 0 when unknown
 * @param size bytes; 0 for all but regular files
 * @param linkTarget target of a symbolic link; null for all others
 * @param specialDevice for devices st_rdev; otherwise 0
 * @param extendedAttributes extended attributes in a stable order
 */
public record Metadata(
    NodeType type,
    int permissions,
    Instant modified,
    Instant accessed,
    Instant changed,
    long uid,
    long gid,
    @Nullable String user,
    @Nullable String group,
    long inode,
    long device,
    long links,
    long size,
    @Nullable ByteString linkTarget,
    long specialDevice,
    List<ExtendedAttribute> extendedAttributes) {

  public Metadata {
    extendedAttributes = List.copyOf(extendedAttributes);
  }

  /** Metadata of something that is in no filesystem: owned by root, with one time for all. */
  public static Metadata synthetic(NodeType type, int permissions, long size, Instant time) {
    return new Metadata(
        type, permissions, time, time, time, 0, 0, null, null, 0, 0, 0, size, null, 0, List.of());
  }

  /**
   * What is known of a file after it was read: this, but what a later {@code fstat} says is as that
   * says.
   */
  Metadata read(Metadata stat, long bytes) {
    return new Metadata(
        type,
        stat.permissions,
        stat.modified,
        stat.accessed,
        stat.changed,
        stat.uid,
        stat.gid,
        stat.uid == uid ? user : stat.user,
        stat.gid == gid ? group : stat.group,
        stat.inode,
        stat.device,
        stat.links,
        bytes,
        null,
        0,
        extendedAttributes);
  }

  /**
   * Whether content read at one of the two states may be taken for that of the other: never for
   * what is in no filesystem, whose times say nothing.
   */
  boolean sameContentAs(Metadata other) {
    return inode != 0 && sameStateAs(other);
  }

  /** Whether nothing says that an open file was changed from one of the two states to the other. */
  boolean sameStateAs(Metadata other) {
    return type == other.type
        && size == other.size
        && modified.equals(other.modified)
        && changed.equals(other.changed)
        && inode == other.inode;
  }
}
