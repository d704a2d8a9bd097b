// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import java.io.Closeable;
import java.io.IOException;

/** A regular file opened for reading from its start to its end. Used by one thread at a time. */
public interface SourceFile extends Closeable {
  /**
   * Reads some bytes, at least one unless the end is reached.
   *
   * @return number of bytes read, -1 at the end
   */
  int read(byte[] buffer, int offset, int length) throws IOException;

  /**
   * What {@code fstat} says of the open file now. Backup compares it before and after reading to
   * find out whether the file changed meanwhile. Extended attributes, names of owners and a link
   * target may be left out.
   */
  Metadata metadata() throws IOException;
}
