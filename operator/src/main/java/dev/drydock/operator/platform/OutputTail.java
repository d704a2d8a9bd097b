// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.platform;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Keeps the end of what a program says, however much that is. Safe for use by many threads; never
 * fails.
 */
public final class OutputTail extends OutputStream {
  private final int limit;
  private byte[] bytes = new byte[1024];
  private int length;

  /** Keeps so many bytes. */
  public OutputTail(int limit) {
    this.limit = limit;
  }

  @Override
  public synchronized void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] more, int offset, int count) {
    int kept = Math.min(count, limit);
    int from = offset + count - kept;
    if (length + kept > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + kept));
    }
    System.arraycopy(more, from, bytes, length, kept);
    length += kept;
    if (length > 2 * limit) {
      System.arraycopy(bytes, length - limit, bytes, 0, limit);
      length = limit;
    }
  }

  /** How many bytes it takes. */
  synchronized int size() {
    return bytes.length;
  }

  /** The end of it as UTF-8. */
  public synchronized String text() {
    int from = Math.max(0, length - limit);
    return new String(bytes, from, length - from, StandardCharsets.UTF_8);
  }
}
