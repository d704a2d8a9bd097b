// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

/** The mode of a file as Go's {@code os.FileMode} has it, and as POSIX has its twelve low bits. */
final class GoFileMode {
  private static final long DIRECTORY = 1L << 31;
  private static final long SYMLINK = 1L << 27;
  private static final long DEVICE = 1L << 26;
  private static final long FIFO = 1L << 25;
  private static final long SOCKET = 1L << 24;
  private static final long SETUID = 1L << 23;
  private static final long SETGID = 1L << 22;
  private static final long CHARACTER_DEVICE = 1L << 21;
  private static final long STICKY = 1L << 20;
  private static final long IRREGULAR = 1L << 19;

  private GoFileMode() {}

  static long of(NodeType type, int permissions) {
    long mode = permissions & 0777;
    mode |= (permissions & 04000) != 0 ? SETUID : 0;
    mode |= (permissions & 02000) != 0 ? SETGID : 0;
    mode |= (permissions & 01000) != 0 ? STICKY : 0;
    return mode
        | switch (type) {
          case FILE -> 0;
          case DIRECTORY -> DIRECTORY;
          case SYMLINK -> SYMLINK;
          case BLOCK_DEVICE -> DEVICE;
          case CHARACTER_DEVICE -> DEVICE | CHARACTER_DEVICE;
          case FIFO -> FIFO;
          case SOCKET -> SOCKET;
          case IRREGULAR -> IRREGULAR;
        };
  }

  static int permissions(long mode) {
    int permissions = (int) (mode & 0777);
    permissions |= (mode & SETUID) != 0 ? 04000 : 0;
    permissions |= (mode & SETGID) != 0 ? 02000 : 0;
    permissions |= (mode & STICKY) != 0 ? 01000 : 0;
    return permissions;
  }
}
