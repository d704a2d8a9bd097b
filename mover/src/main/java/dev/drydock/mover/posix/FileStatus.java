// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.time.Instant;

/**
 * What the kernel says of a file.
 *
 * @param mode type and permissions, as st_mode
 * @param inode number of the inode
 * @param device number of the device that holds it, as st_dev
 * @param links number of hard links
 * @param uid owner
 * @param gid group
 * @param specialDevice of a device file the device, as st_rdev
 * @param size bytes
 * @param blocks 512-byte blocks allocated
 * @param modified last change of the content
 * @param accessed last access
 * @param changed last change of the inode
 */
public record FileStatus(
    int mode,
    long inode,
    long device,
    long links,
    long uid,
    long gid,
    long specialDevice,
    long size,
    long blocks,
    Instant modified,
    Instant accessed,
    Instant changed) {

  static final long STRUCT_SIZE = 256;
  private static final int PERMISSIONS = 0xfff;

  /** Reads a {@code struct statx}, whose layout is the same on all machines. */
  static FileStatus of(MemorySegment statx) {
    return new FileStatus(
        Short.toUnsignedInt(statx.get(JAVA_SHORT_UNALIGNED, 28)),
        statx.get(JAVA_LONG_UNALIGNED, 32),
        device(statx, 136),
        Integer.toUnsignedLong(statx.get(JAVA_INT_UNALIGNED, 16)),
        Integer.toUnsignedLong(statx.get(JAVA_INT_UNALIGNED, 20)),
        Integer.toUnsignedLong(statx.get(JAVA_INT_UNALIGNED, 24)),
        device(statx, 128),
        statx.get(JAVA_LONG_UNALIGNED, 40),
        statx.get(JAVA_LONG_UNALIGNED, 48),
        time(statx, 112),
        time(statx, 64),
        time(statx, 96));
  }

  /** The twelve low bits: rwxrwxrwx, sticky, setgid, setuid. */
  public int permissions() {
    return mode & PERMISSIONS;
  }

  /** Whether it is a regular file. */
  public boolean isFile() {
    return (mode & Constants.S_IFMT) == Constants.S_IFREG;
  }

  /** Whether it is a directory. */
  public boolean isDirectory() {
    return (mode & Constants.S_IFMT) == Constants.S_IFDIR;
  }

  /** Whether it is a symbolic link. */
  public boolean isSymbolicLink() {
    return (mode & Constants.S_IFMT) == Constants.S_IFLNK;
  }

  /** Whether it is a named pipe. */
  public boolean isPipe() {
    return (mode & Constants.S_IFMT) == Constants.S_IFIFO;
  }

  /** Whether it is a block device. */
  public boolean isBlockDevice() {
    return (mode & Constants.S_IFMT) == Constants.S_IFBLK;
  }

  /** Whether it is a character device. */
  public boolean isCharacterDevice() {
    return (mode & Constants.S_IFMT) == Constants.S_IFCHR;
  }

  /** Whether it is a socket. */
  public boolean isSocket() {
    return (mode & Constants.S_IFMT) == Constants.S_IFSOCK;
  }

  private static Instant time(MemorySegment statx, long offset) {
    return Instant.ofEpochSecond(
        statx.get(JAVA_LONG_UNALIGNED, offset), statx.get(JAVA_INT_UNALIGNED, offset + 8));
  }

  /** Major and minor number put together as the C library does in {@code makedev}. */
  private static long device(MemorySegment statx, long offset) {
    long major = Integer.toUnsignedLong(statx.get(JAVA_INT_UNALIGNED, offset));
    long minor = Integer.toUnsignedLong(statx.get(JAVA_INT_UNALIGNED, offset + 4));
    return ((major & 0xfffff000L) << 32)
        | ((major & 0xfffL) << 8)
        | ((minor & 0xffffff00L) << 12)
        | (minor & 0xffL);
  }
}
