// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.posix;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
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
  private static final boolean IS_BIG_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;
  private static final int PERMISSIONS = 0xfff;

  /**
   * Reads a {@code struct statx}, whose layout is the same on all machines, as numbers of 64 bits:
   * the JVM has less to compile than for numbers of all sizes.
   */
  static FileStatus of(MemorySegment statx) {
    long[] words = statx.toArray(JAVA_LONG);
    return new FileStatus(
        (int) unsigned(words, 28) & 0xffff,
        words[32 / Long.BYTES],
        device(words, 136),
        unsigned(words, 16),
        unsigned(words, 20),
        unsigned(words, 24),
        device(words, 128),
        words[40 / Long.BYTES],
        words[48 / Long.BYTES],
        time(words, 112),
        time(words, 64),
        time(words, 96));
  }

  /** A number of 32 bits at an offset in bytes. */
  private static long unsigned(long[] words, int offset) {
    boolean upper = offset % Long.BYTES != 0 ^ IS_BIG_ENDIAN;
    return (upper ? words[offset / Long.BYTES] >>> 32 : words[offset / Long.BYTES]) & 0xffffffffL;
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

  private static Instant time(long[] words, int offset) {
    return Instant.ofEpochSecond(words[offset / Long.BYTES], unsigned(words, offset + 8));
  }

  /** Major and minor number put together as the C library does in {@code makedev}. */
  private static long device(long[] words, int offset) {
    long major = unsigned(words, offset);
    long minor = unsigned(words, offset + 4);
    return ((major & 0xfffff000L) << 32)
        | ((major & 0xfffL) << 8)
        | ((minor & 0xffffff00L) << 12)
        | (minor & 0xffL);
  }
}
