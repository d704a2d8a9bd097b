// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.sink;

import dev.drydock.mover.posix.FileHandle;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Leaves holes where a new file would get long runs of zeros, as the file probably had before. The
 * file has its final size already, so what is not written reads as zeros.
 */
final class SparseWriter {
  private static final int HOLE = 64 * 1024;
  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(HOLE).asReadOnlyBuffer();

  private final FileHandle file;

  SparseWriter(FileHandle file) {
    this.file = file;
  }

  void write(ByteBuffer data, long position) throws IOException {
    int pending = 0; // start of what is still to be written
    int next = (int) Math.min(data.remaining(), (HOLE - position % HOLE) % HOLE);
    while (next + HOLE <= data.remaining()) {
      if (isZero(data, next)) {
        write(data, pending, next, position);
        pending = next + HOLE;
      }
      next += HOLE;
    }
    write(data, pending, data.remaining(), position);
  }

  private static boolean isZero(ByteBuffer data, int start) {
    return data.slice(data.position() + start, HOLE).mismatch(ZEROS.duplicate()) < 0;
  }

  private void write(ByteBuffer data, int start, int end, long position) throws IOException {
    if (end > start) {
      file.write(data.slice(data.position() + start, end - start), position + start);
    }
  }
}
