// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** Functions of the C library. */
enum Libc {
  OPENAT("openat", 3, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
  CLOSE("close", JAVA_INT, JAVA_INT),
  READ("read", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG),
  WRITE("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG),
  PREAD("pread", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG),
  PWRITE("pwrite", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG),
  FTRUNCATE("ftruncate", JAVA_INT, JAVA_INT, JAVA_LONG),
  FSYNC("fsync", JAVA_INT, JAVA_INT),
  SYNCFS("syncfs", JAVA_INT, JAVA_INT),
  POLL("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT),
  STATX("statx", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS),
  GETDENTS64("getdents64", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG),
  READLINKAT("readlinkat", JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG),
  SYMLINKAT("symlinkat", JAVA_INT, ADDRESS, JAVA_INT, ADDRESS),
  LINKAT("linkat", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT),
  UNLINKAT("unlinkat", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT),
  RENAMEAT("renameat", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS),
  MKDIRAT("mkdirat", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT),
  MKNODAT("mknodat", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG),
  FCHOWNAT("fchownat", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT),
  FCHMODAT("fchmodat", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
  UTIMENSAT("utimensat", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT),
  LLISTXATTR("llistxattr", JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG),
  LGETXATTR("lgetxattr", JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG),
  LSETXATTR("lsetxattr", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT),
  LREMOVEXATTR("lremovexattr", JAVA_INT, ADDRESS, ADDRESS),
  GETEUID("geteuid", JAVA_INT),
  GETPWUID_R("getpwuid_r", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS),
  GETGRGID_R("getgrgid_r", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);

  private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private final String symbol;
  private final int firstVariadic;
  private final FunctionDescriptor descriptor;
  private volatile @Nullable MethodHandle handle;

  Libc(String symbol, MemoryLayout result, MemoryLayout... arguments) {
    this(symbol, -1, result, arguments);
  }

  Libc(String symbol, int firstVariadic, MemoryLayout result, MemoryLayout... arguments) {
    this.symbol = symbol;
    this.firstVariadic = firstVariadic;
    this.descriptor = FunctionDescriptor.of(result, arguments);
  }

  /** Linked when it is called first: it takes milliseconds, and most processes need a few only. */
  private MethodHandle handle() {
    MethodHandle linked = handle;
    if (linked == null) {
      linked = link();
      handle = linked;
    }
    return linked;
  }

  private MethodHandle link() {
    Linker linker = Linker.nativeLinker();
    Linker.Option errno = Linker.Option.captureCallState("errno");
    Linker.Option[] options =
        firstVariadic < 0
            ? new Linker.Option[] {errno}
            : new Linker.Option[] {errno, Linker.Option.firstVariadicArg(firstVariadic)};
    return linker
        .downcallHandle(linker.defaultLookup().findOrThrow(symbol), descriptor, options)
        .asSpreader(Object[].class, descriptor.argumentLayouts().size() + 1);
  }

  /**
   * Calls the function, again whenever a signal interrupts it.
   *
   * @param path what it is about, for the message
   * @return what it returned, never negative
   * @throws IOException for the error number that it left, if it returned a negative number
   */
  long call(Arena arena, String path, Object... arguments) throws IOException {
    Result result = attempt(arena, arguments);
    if (result.value() < 0) {
      throw Errno.exception(result.errno(), path);
    }
    return result.value();
  }

  /** Calls the function, again whenever a signal interrupts it. */
  Result attempt(Arena arena, Object... arguments) {
    MemorySegment state = arena.allocate(STATE);
    @Nullable Object[] all = new Object[arguments.length + 1];
    all[0] = state;
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    while (true) {
      long value = ((Number) invoke(handle(), all)).longValue();
      int errno = value < 0 ? (int) ERRNO.get(state, 0L) : 0;
      if (errno != Errno.EINTR || this == CLOSE) {
        return new Result(value, errno);
      }
    }
  }

  /** What a function returned, and the error number it left if that was negative. */
  record Result(long value, int errno) {}

  /** A C string of these bytes. */
  static MemorySegment string(SegmentAllocator allocator, byte[] bytes) {
    MemorySegment text = allocator.allocate(bytes.length + 1L);
    MemorySegment.copy(bytes, 0, text, JAVA_BYTE, 0, bytes.length);
    text.set(JAVA_BYTE, bytes.length, (byte) 0);
    return text;
  }

  /** A C string of this text. */
  static MemorySegment string(SegmentAllocator allocator, String text) {
    return string(allocator, text.getBytes(UTF_8));
  }

  static String strerror(int errno) {
    Linker linker = Linker.nativeLinker();
    MethodHandle strerror =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("strerror"),
            FunctionDescriptor.of(ADDRESS, JAVA_INT));
    try {
      MemorySegment text = (MemorySegment) strerror.invokeExact(errno);
      return text.reinterpret(256).getString(0);
    } catch (Throwable e) {
      throw new IllegalStateException("strerror failed", e);
    }
  }

  private static Object invoke(MethodHandle handle, @Nullable Object[] arguments) {
    try {
      return handle.invoke(arguments);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a C function cannot throw", e);
    }
  }
}
