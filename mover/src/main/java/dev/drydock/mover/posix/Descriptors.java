// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.posix;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** What files, directories and pipes have in common. */
final class Descriptors {
  private Descriptors() {}

  static int open(int directory, byte[] name, int flags, int mode, String path) throws IOException {
    try (Scratch arena = Scratch.take()) {
      return (int)
          Libc.OPENAT.call(
              arena, path, directory, Libc.string(arena, name), flags | Constants.O_CLOEXEC, mode);
    }
  }

  static FileStatus status(int descriptor, String path) throws IOException {
    return status(descriptor, new byte[0], Constants.AT_EMPTY_PATH, path);
  }

  static FileStatus status(int directory, byte[] name, int flags, String path) throws IOException {
    try (Scratch arena = Scratch.take()) {
      MemorySegment statx = arena.allocate(FileStatus.STRUCT_SIZE, 8);
      Libc.STATX.call(
          arena,
          path,
          directory,
          Libc.string(arena, name),
          flags,
          Constants.STATX_BASIC_STATS,
          statx);
      return FileStatus.of(statx);
    }
  }

  static void close(int descriptor, String path) throws IOException {
    try (Scratch arena = Scratch.take()) {
      Libc.Result result = Libc.CLOSE.attempt(arena, descriptor);
      // After EINTR Linux has closed it all the same.
      if (result.value() < 0 && result.errno() != Errno.EINTR) {
        throw Errno.exception(result.errno(), path);
      }
    }
  }
}
