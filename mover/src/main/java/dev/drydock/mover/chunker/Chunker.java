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
  private static final int LARGEST_BUFFER = MAX_SIZE + (1 << 20);
  private static final int READ_AHEAD = 1 << 20;
  private static final int LANES = 4;
  private static final int LANE = 16 << 10;

  /** Where content comes from. */
  @FunctionalInterface
  public interface Input {
    /** Reads some bytes; returns how many, -1 at the end. */
    int read(byte[] buffer, int offset, int length) throws IOException;
  }

  /**
   * A piece of the content, in a buffer of the chunker's: to be used before the next is asked for.
   */
  public record Piece(byte[] bytes, int offset, int length) {
    /** The bytes of this piece alone. */
    public byte[] copy() {
      return Arrays.copyOfRange(bytes, offset, offset + length);
    }
  }

  /** What a byte that leaves the window does to the fingerprint that one byte later is there. */
  private final long[] leave = new long[256];

  private final long[] mod = new long[256];
  private byte[] buffer = new byte[FIRST_BUFFER];
  private Input input = (bytes, offset, length) -> -1;
  private int start;
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
    for (int i = 0; i < WINDOW; i++) {
      shifted = Polynomial.multiply(shifted, 1 << 8, polynomial);
    }
    for (int b = 0; b < 256; b++) {
      leave[b] = Polynomial.multiply(b, shifted, polynomial);
      long high = (long) b << Polynomial.DEGREE;
      mod[b] = Polynomial.mod(high, polynomial) | high;
    }
  }

  /** Starts with new content. */
  public void start(Input newInput) {
    input = newInput;
    start = 0;
    filled = 0;
    ended = false;
  }

  /** The next piece; null at the end. */
  public @Nullable Piece next() throws IOException {
    fill(MIN_SIZE);
    if (filled - start <= MIN_SIZE && ended) {
      return filled == start ? null : take(filled - start);
    }
    int size = MIN_SIZE;
    if ((fingerprint(start + size) & SPLIT_MASK) == 0) {
      return take(size);
    }
    while (size < MAX_SIZE) {
      if (start + size == filled) {
        fill(Math.min(MAX_SIZE, size + READ_AHEAD));
        if (start + size == filled) {
          break;
        }
      }
      int from = start + size;
      int end = Math.min(filled, start + MAX_SIZE);
      boolean lanes = end - from >= LANES * LANE;
      int to = lanes ? from + LANES * LANE : end;
      int cut = lanes ? findInLanes(from) : find(from, to, fingerprint(from));
      if (cut >= 0) {
        return take(cut - start);
      }
      size = to - start;
    }
    return take(size);
  }

  /** Whether all of the content is cut already, as far as is known without reading on. */
  public boolean isAtEnd() {
    return ended && start == filled;
  }

  /** The fingerprint of the window that ends at a place of the buffer. */
  private long fingerprint(int end) {
    long digest = 0;
    for (int at = end - WINDOW; at < end; at++) {
      digest = (digest << 8 | buffer[at] & 0xff) ^ mod[(int) (digest >>> SHIFT)];
    }
    return digest;
  }

  /** The first cut behind a place of a known fingerprint, up to an end; -1 if there is none. */
  private int find(int from, int end, long fingerprint) {
    byte[] bytes = buffer;
    long digest = fingerprint;
    for (int at = from; at < end; at++) {
      digest =
          digest << 8
              ^ mod[(int) (digest >>> SHIFT)]
              ^ leave[bytes[at - WINDOW] & 0xff]
              ^ bytes[at] & 0xff;
      if ((digest & SPLIT_MASK) == 0) {
        return at + 1;
      }
    }
    return -1;
  }

  /**
   * As {@link #find}, but in four stretches at once: each fingerprint must wait for the one before
   * it, and meanwhile the processor computes the others.
   */
  private int findInLanes(int from) {
    byte[] bytes = buffer;
    long[] leaves = leave;
    long[] mods = mod;
    long digest0 = fingerprint(from);
    long digest1 = fingerprint(from + LANE);
    long digest2 = fingerprint(from + 2 * LANE);
    long digest3 = fingerprint(from + 3 * LANE);
    for (int at = from; at < from + LANE; at++) {
      digest0 =
          digest0 << 8
              ^ mods[(int) (digest0 >>> SHIFT)]
              ^ leaves[bytes[at - WINDOW] & 0xff]
              ^ bytes[at] & 0xff;
      digest1 =
          digest1 << 8
              ^ mods[(int) (digest1 >>> SHIFT)]
              ^ leaves[bytes[at + LANE - WINDOW] & 0xff]
              ^ bytes[at + LANE] & 0xff;
      digest2 =
          digest2 << 8
              ^ mods[(int) (digest2 >>> SHIFT)]
              ^ leaves[bytes[at + 2 * LANE - WINDOW] & 0xff]
              ^ bytes[at + 2 * LANE] & 0xff;
      digest3 =
          digest3 << 8
              ^ mods[(int) (digest3 >>> SHIFT)]
              ^ leaves[bytes[at + 3 * LANE - WINDOW] & 0xff]
              ^ bytes[at + 3 * LANE] & 0xff;
      // Negative if one of them has no bit of the mask.
      if (((digest0 & SPLIT_MASK) - 1
              | (digest1 & SPLIT_MASK) - 1
              | (digest2 & SPLIT_MASK) - 1
              | (digest3 & SPLIT_MASK) - 1)
          < 0) {
        return firstCut(from, at + 1 - from, digest0, digest1, digest2, digest3);
      }
    }
    return -1;
  }

  /** One lane has a cut after some steps; one before it may have one in what is left of it. */
  private int firstCut(int from, int steps, long... digests) {
    for (int lane = 0; lane < LANES; lane++) {
      int at = from + lane * LANE + steps;
      if ((digests[lane] & SPLIT_MASK) == 0) {
        return at;
      }
      int cut = find(at, from + (lane + 1) * LANE, digests[lane]);
      if (cut >= 0) {
        return cut;
      }
    }
    throw new IllegalStateException("no lane has a cut");
  }

  /** Reads until so many bytes of the piece are there, or the end is reached. */
  private void fill(int wanted) throws IOException {
    while (filled - start < wanted && !ended) {
      if (filled == buffer.length) {
        makeRoom();
      }
      int read = input.read(buffer, filled, Math.min(READ_AHEAD, buffer.length - filled));
      if (read < 0) {
        ended = true;
      } else {
        filled += read;
      }
    }
  }

  private void makeRoom() {
    byte[] larger =
        start > buffer.length / 2 || buffer.length == LARGEST_BUFFER
            ? buffer
            : new byte[Math.min(LARGEST_BUFFER, buffer.length * 4)];
    System.arraycopy(buffer, start, larger, 0, filled - start);
    buffer = larger;
    filled -= start;
    start = 0;
  }

  private Piece take(int length) {
    Piece piece = new Piece(buffer, start, length);
    start += length;
    return piece;
  }
}
