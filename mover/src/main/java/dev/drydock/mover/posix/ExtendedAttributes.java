// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.posix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.drydock.mover.snapshot.ByteString;
import dev.drydock.mover.snapshot.ExtendedAttribute;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Extended attributes, access control lists included. The kernel has no call for them relative to a
 * directory, but {@code /proc} names every open directory, and the calls used do not follow a link
 * in the last place.
 */
final class ExtendedAttributes {
  private static final int FIRST_GUESS = 1024;

  private ExtendedAttributes() {}

  static List<ExtendedAttribute> read(int directory, byte[] name, String path) throws IOException {
    try (Scratch arena = Scratch.take()) {
      MemorySegment file = procPath(arena, directory, name);
      List<ExtendedAttribute> attributes = new ArrayList<>();
      byte[] names = grow(arena, path, (b, size) -> Libc.LLISTXATTR.attempt(arena, file, b, size));
      if (names == null) {
        return List.of();
      }
      int start = 0;
      for (int i = 0; i < names.length; i++) {
        if (names[i] == 0) {
          String attribute = new String(names, start, i - start, UTF_8);
          start = i + 1;
          byte[] value = value(arena, file, attribute, path);
          if (value != null) {
            attributes.add(new ExtendedAttribute(attribute, ByteString.copyOf(value)));
          }
        }
      }
      attributes.sort(Comparator.comparing(ExtendedAttribute::name));
      return attributes;
    }
  }

  static void write(int directory, byte[] name, ExtendedAttribute attribute, String path)
      throws IOException {
    if (attribute.name().indexOf('\0') >= 0) {
      throw new Errno.NotSupportedException(path, "no attribute has a NUL in its name");
    }
    try (Scratch arena = Scratch.take()) {
      byte[] value = attribute.value().toByteArray();
      Libc.LSETXATTR.call(
          arena,
          path + " (attribute " + attribute.name() + ")",
          procPath(arena, directory, name),
          Libc.string(arena, attribute.name()),
          Libc.string(arena, value),
          (long) value.length,
          0);
    }
  }

  static void remove(int directory, byte[] name, String attribute, String path) throws IOException {
    try (Scratch arena = Scratch.take()) {
      Libc.LREMOVEXATTR.call(
          arena,
          path + " (attribute " + attribute + ")",
          procPath(arena, directory, name),
          Libc.string(arena, attribute));
    }
  }

  /** The value; null if the attribute vanished since it was listed. */
  private static byte @Nullable [] value(
      SegmentAllocator arena, MemorySegment file, String attribute, String path)
      throws IOException {
    MemorySegment name = Libc.string(arena, attribute);
    return grow(
        arena,
        path + " (attribute " + attribute + ")",
        (b, size) -> Libc.LGETXATTR.attempt(arena, file, name, b, size));
  }

  private static byte @Nullable [] grow(SegmentAllocator arena, String path, Call call)
      throws IOException {
    for (int size = FIRST_GUESS; ; size *= 4) {
      MemorySegment buffer = arena.allocate(size);
      Libc.Result result = call.attempt(buffer, (long) size);
      if (result.value() >= 0) {
        return buffer.asSlice(0, result.value()).toArray(JAVA_BYTE);
      }
      switch (result.errno()) {
        case Errno.ERANGE -> {} // once more with a larger buffer
        case Errno.ENODATA, Errno.ENOTSUP -> {
          return null;
        }
        default -> throw Errno.exception(result.errno(), path);
      }
    }
  }

  private static MemorySegment procPath(SegmentAllocator arena, int directory, byte[] name) {
    var path = new ByteArrayOutputStream();
    path.writeBytes(("/proc/self/fd/" + directory + "/").getBytes(UTF_8));
    path.writeBytes(name);
    return Libc.string(arena, path.toByteArray());
  }

  @FunctionalInterface
  private interface Call {
    Libc.Result attempt(MemorySegment buffer, long size);
  }
}
