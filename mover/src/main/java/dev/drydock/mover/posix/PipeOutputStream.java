// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.posix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Writes into a pipe; fails when its reader has closed it. For one thread at a time. */
public final class PipeOutputStream extends OutputStream {
  private static final int BUFFER = 256 * 1024;

  private final int descriptor;
  private final String path;

  /** Stays as long as this: it may be closed while a thread waits in the kernel. */
  private final MemorySegment buffer = Arena.ofAuto().allocate(BUFFER);

  private boolean closed;

  PipeOutputStream(int descriptor, String path) {
    this.descriptor = descriptor;
    this.path = path;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      int size = Math.min(length - done, BUFFER);
      MemorySegment.copy(source, offset + done, buffer, JAVA_BYTE, 0, size);
      done += writeSome(size);
    }
  }

  private int writeSome(int size) throws IOException {
    while (true) {
      while (!NamedPipe.ready(descriptor, Constants.POLLOUT, path)) {}
      try (Arena call = Arena.ofConfined()) {
        Libc.Result result = Libc.WRITE.attempt(call, descriptor, buffer, (long) size);
        if (result.value() >= 0) {
          return (int) result.value();
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
