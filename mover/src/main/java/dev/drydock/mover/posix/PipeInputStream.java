// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.posix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Reads a pipe until all its writers have closed it. For one thread at a time. */
public final class PipeInputStream extends InputStream {
  private static final int BUFFER = 256 * 1024;

  private final int descriptor;
  private final String path;

  /** Stays as long as this: it may be closed while a thread waits in the kernel. */
  private final MemorySegment buffer = Arena.ofAuto().allocate(BUFFER);

  private boolean closed;

  PipeInputStream(int descriptor, String path) {
    this.descriptor = descriptor;
    this.path = path;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (true) {
      while (!NamedPipe.ready(descriptor, Constants.POLLIN, path)) {}
      try (Arena call = Arena.ofConfined()) {
        long wanted = Math.min(length, BUFFER);
        Libc.Result result = Libc.READ.attempt(call, descriptor, buffer, wanted);
        if (result.value() >= 0) {
          int count = (int) result.value();
          MemorySegment.copy(buffer, JAVA_BYTE, 0, target, offset, count);
          return count == 0 ? -1 : count;
        }
        if (result.errno() != Errno.EAGAIN) {
          throw Errno.exception(result.errno(), path);
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      Descriptors.close(descriptor, path);
    }
  }
}
