// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.chunker;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream where a rolling Rabin fingerprint of the last 64 bytes has 20 zero bits, in pieces
 * of 512 KiB to 8 MiB, exactly as restic does, so that both find the same pieces in the same
 * content.
 *
 * <p>The fingerprint at a place depends on the 64 bytes before it alone, and no cut comes before
 * the smallest size: so all but the last 64 of the first 512 KiB of each piece are skipped.
 * Reusable, so that its buffer is; not safe for use by several threads.
 */
public final class Chunker {
  /** Smallest piece but for the last one, in bytes. */
  public static final int MIN_SIZE = 512 << 10;

  /** Largest piece in bytes. */
  public static final int MAX_SIZE = 8 << 20;

  private static final int WINDOW = 64;
  private static final long SPLIT_MASK = (1 << 20) - 1;
  private static final int SHIFT = Polynomial.DEGREE - 8;
  private static final int FIRST_BUFFER = 64 << 10;

  /** Where content comes from. */
  @FunctionalInterface
  public interface Input {
    /** Reads some bytes; returns how many, -1 at the end. */
    int read(byte[] buffer, int offset, int length) throws IOException;
  }

  private final long[] out = new long[256];
  private final long[] mod = new long[256];
  private byte[] buffer = new byte[FIRST_BUFFER];
  private Input input = (bytes, offset, length) -> -1;
  private int filled;
  private boolean ended;

  /**
   * Cuts by a polynomial.
   *
   * @param polynomial irreducible, of degree 53
   */
  public Chunker(long polynomial) {
    if (Polynomial.degree(polynomial) != Polynomial.DEGREE) {
      throw new IllegalArgumentException("the polynomial's degree is not " + Polynomial.DEGREE);
    }
    long shifted = 1;
    for (int i = 0; i < WINDOW - 1; i++) {
      shifted = Polynomial.multiply(shifted, 1 << 8, polynomial);
    }
    for (int b = 0; b < 256; b++) {
      out[b] = Polynomial.multiply(b, shifted, polynomial);
      long high = (long) b << Polynomial.DEGREE;
      mod[b] = Polynomial.mod(high, polynomial) | high;
    }
  }

  /** Starts with new content. */
  public void start(Input newInput) {
    input = newInput;
    filled = 0;
    ended = false;
  }

  /** The next piece; null at the end. */
  public byte @Nullable [] next() throws IOException {
    fill(MIN_SIZE);
    if (filled <= MIN_SIZE && ended) {
      return filled == 0 ? null : take(filled);
    }
    long digest = 0;
    int at = MIN_SIZE - WINDOW;
    for (; at < MIN_SIZE; at++) {
      digest = append(digest, buffer[at]);
    }
    while ((digest & SPLIT_MASK) != 0 && at < MAX_SIZE) {
      if (at == filled) {
        fill(Math.min(MAX_SIZE, filled + (1 << 20)));
        if (at == filled) {
          break;
        }
      }
      int end = Math.min(filled, MAX_SIZE);
      byte[] bytes = buffer;
      do {
        digest = append(digest ^ out[bytes[at - WINDOW] & 0xff], bytes[at]);
        at++;
      } while ((digest & SPLIT_MASK) != 0 && at < end);
    }
    return take(at);
  }

  private long append(long digest, byte b) {
    return (digest << 8 | b & 0xff) ^ mod[(int) (digest >>> SHIFT)];
  }

  /** Reads until so many bytes are there, or the end is reached. */
  private void fill(int wanted) throws IOException {
    while (filled < wanted && !ended) {
      if (filled == buffer.length) {
        buffer = Arrays.copyOf(buffer, Math.min(MAX_SIZE, buffer.length * 4));
      }
      int read = input.read(buffer, filled, buffer.length - filled);
      if (read < 0) {
        ended = true;
      } else {
        filled += read;
      }
    }
  }

  private byte[] take(int length) {
    byte[] piece = Arrays.copyOf(buffer, length);
    System.arraycopy(buffer, length, buffer, 0, filled - length);
    filled -= length;
    return piece;
  }
}
