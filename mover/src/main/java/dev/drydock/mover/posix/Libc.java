// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.posix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
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
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/**
 * Functions of the C library that take up to six whole numbers and pointers.
 *
 * <p>All are called in one way, as with six numbers of 64 bits: the conventions of x86-64 (System V
 * ABI, 3.2.3) and AArch64 (AAPCS64, 6.8.2) pass each in a register of its own, of which a function
 * looks at those, and at as many bits, as it knows of. For each way the JVM would make some dozen
 * classes at every start.
 */
enum Libc {
  OPENAT("openat", false),
  CLOSE("close", false),
  READ("read", true),
  WRITE("write", true),
  PREAD("pread", true),
  PWRITE("pwrite", true),
  FTRUNCATE("ftruncate", false),
  FSYNC("fsync", false),
  SYNCFS("syncfs", false),
  POLL("poll", false),
  STATX("statx", false),
  GETDENTS64("getdents64", true),
  READLINKAT("readlinkat", true),
  SYMLINKAT("symlinkat", false),
  LINKAT("linkat", false),
  UNLINKAT("unlinkat", false),
  RENAMEAT("renameat", false),
  MKDIRAT("mkdirat", false),
  MKNODAT("mknodat", false),
  FCHOWNAT("fchownat", false),
  FCHMODAT("fchmodat", false),
  UTIMENSAT("utimensat", false),
  LLISTXATTR("llistxattr", true),
  LGETXATTR("lgetxattr", true),
  LSETXATTR("lsetxattr", false),
  LREMOVEXATTR("lremovexattr", false),
  GETEUID("geteuid", false),
  GETPWUID_R("getpwuid_r", false),
  GETGRGID_R("getgrgid_r", false);

  private static final int ARGUMENTS = 6;
  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle CALL =
      LINKER.downcallHandle(
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
          Linker.Option.captureCallState("errno"));
  private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private final String symbol;
  private final boolean returnsLong;
  private volatile @Nullable MemorySegment address;

  Libc(String symbol, boolean returnsLong) {
    this.symbol = symbol;
    this.returnsLong = returnsLong;
  }

  private MemorySegment address() {
    MemorySegment found = address;
    if (found == null) {
      found = find(symbol);
      address = found;
    }
    return found;
  }

  private static MemorySegment find(String symbol) {
    return LINKER.defaultLookup().findOrThrow(symbol);
  }

  /**
   * Calls the function, again whenever a signal interrupts it.
   *
   * @param path what it is about, for the message
   * @return what it returned, never negative
   * @throws IOException for the error number that it left, if it returned a negative number
   */
  long call(SegmentAllocator arena, String path, Object... arguments) throws IOException {
    Result result = attempt(arena, arguments);
    if (result.value() < 0) {
      throw Errno.exception(result.errno(), path);
    }
    return result.value();
  }

  /**
   * Calls the function, again whenever a signal interrupts it.
   *
   * @param arguments numbers, and memory for pointers, which no other thread may give back
   *     meanwhile
   */
  Result attempt(SegmentAllocator arena, Object... arguments) {
    MemorySegment state = arena.allocate(STATE);
    long[] all = new long[ARGUMENTS];
    for (int i = 0; i < arguments.length; i++) {
      all[i] =
          arguments[i] instanceof MemorySegment memory
              ? addressOf(memory)
              : ((Number) arguments[i]).longValue();
    }
    try {
      return attempt(state, all);
    } finally {
      Reference.reachabilityFence(arguments); // addresses keep no memory alive
    }
  }

  private static long addressOf(MemorySegment memory) {
    if (!memory.scope().isAlive()) {
      throw new IllegalStateException("the memory was given back already");
    }
    return memory.address();
  }

  private Result attempt(MemorySegment state, long[] all) {
    while (true) {
      long register = invoke(address(), state, all);
      long value = returnsLong ? register : lowerHalf(register);
      int errno = value < 0 ? (int) ERRNO.get(state, 0L) : 0;
      if (errno != Errno.EINTR || this == CLOSE) {
        return new Result(value, errno);
      }
    }
  }

  /** A number of 32 bits, above which the register has anything. */
  private static int lowerHalf(long register) {
    return (int) register;
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
    try (Arena arena = Arena.ofConfined()) {
      long[] arguments = new long[ARGUMENTS];
      arguments[0] = errno;
      long text = invoke(find("strerror"), arena.allocate(STATE), arguments);
      return MemorySegment.ofAddress(text).reinterpret(256).getString(0);
    }
  }

  private static long invoke(MemorySegment function, MemorySegment state, long[] all) {
    try {
      return (long)
          CALL.invokeExact(function, state, all[0], all[1], all[2], all[3], all[4], all[5]);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a C function cannot throw", e);
    }
  }
}
