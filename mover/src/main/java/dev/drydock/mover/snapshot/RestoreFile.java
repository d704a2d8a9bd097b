// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A file being restored. Safe for use by many threads that write different parts of it. When it is
 * whole it is closed, and then given to {@link RestoreSink#finish}; otherwise it is discarded.
 */
public interface RestoreFile extends Closeable {
  /** Writes all remaining bytes of the buffer at a position of the file. */
  void write(ByteBuffer data, long position) throws IOException;

  /**
   * Reads back some bytes from a position of the file, at least one unless that is at its end.
   *
   * @return number of bytes read, -1 at the end
   */
  int read(byte[] buffer, int offset, int length, long position) throws IOException;

  /** Closes it, if that was not done, and removes it: it did not become whole. */
  void discard() throws IOException;
}
