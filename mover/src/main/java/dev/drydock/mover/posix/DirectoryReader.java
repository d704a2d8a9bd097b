// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.posix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.drydock.mover.snapshot.ByteString;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Lists directories by {@code getdents64}, many names with each call. */
final class DirectoryReader {
  private static final long BUFFER = 64 * 1024;
  private static final long LENGTH_OFFSET = 16;
  private static final long NAME_OFFSET = 19;

  private DirectoryReader() {}

  static List<ByteString> names(int descriptor, String path) throws IOException {
    List<ByteString> names = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(BUFFER, 8);
      while (true) {
        long filled = Libc.GETDENTS64.call(arena, path, descriptor, buffer, BUFFER);
        if (filled == 0) {
          return names;
        }
        for (long entry = 0; entry < filled; ) {
          int length = Short.toUnsignedInt(buffer.get(JAVA_SHORT_UNALIGNED, entry + LENGTH_OFFSET));
          ByteString name = name(buffer.asSlice(entry, length));
          if (name.isFileName()) { // leaves out . and ..
            names.add(name);
          }
          entry += length;
        }
      }
    }
  }

  private static ByteString name(MemorySegment entry) {
    long end = NAME_OFFSET;
    while (entry.get(JAVA_BYTE, end) != 0) {
      end++;
    }
    return ByteString.copyOf(entry.asSlice(NAME_OFFSET, end - NAME_OFFSET).toArray(JAVA_BYTE));
  }
}
