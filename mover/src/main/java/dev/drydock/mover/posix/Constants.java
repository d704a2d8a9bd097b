// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.posix;

import java.util.Locale;

/** Numbers of the Linux kernel's interface, from its uapi headers. */
final class Constants {
  private static final boolean ARM = arm();

  static final int O_RDONLY = 0;
  static final int O_WRONLY = 1;
  static final int O_RDWR = 2;
  static final int O_CREAT = 0x40;
  static final int O_EXCL = 0x80;
  static final int O_NONBLOCK = 0x800;
  static final int O_NOATIME = 0x40000;
  static final int O_CLOEXEC = 0x80000;
  // The two that differ between x86 and ARM.
  static final int O_DIRECTORY = ARM ? 0x4000 : 0x10000;
  static final int O_NOFOLLOW = ARM ? 0x8000 : 0x20000;

  static final int AT_FDCWD = -100;
  static final int AT_SYMLINK_NOFOLLOW = 0x100;
  static final int AT_REMOVEDIR = 0x200;
  static final int AT_EMPTY_PATH = 0x1000;
  static final int STATX_BASIC_STATS = 0x7ff;

  static final int S_IFMT = 0xf000;
  static final int S_IFIFO = 0x1000;
  static final int S_IFCHR = 0x2000;
  static final int S_IFDIR = 0x4000;
  static final int S_IFBLK = 0x6000;
  static final int S_IFREG = 0x8000;
  static final int S_IFLNK = 0xa000;
  static final int S_IFSOCK = 0xc000;

  static final short POLLIN = 1;
  static final short POLLOUT = 4;

  private Constants() {}

  private static boolean arm() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String machine = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    boolean known = machine.equals("amd64") || machine.equals("aarch64");
    if (!system.equals("linux") || !known) {
      throw new UnsupportedOperationException(
          "file trees are read and written on Linux on x86-64 and ARM64 only, not on "
              + system
              + " "
              + machine);
    }
    return machine.equals("aarch64");
  }
}
