// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Zstandard, and the decision when it is not worth it. */
final class Compression {
  private static final int MAX_PLAIN = 1 << 30;

  /** Several times the largest index that any program writes. */
  private static final int MAX_FILE = 256 << 20;

  /** No block of a frame has more content (RFC 8878, 3.1.1.2.4), or takes less than 4 bytes. */
  private static final long MAX_BLOCK = 128 << 10;

  private static final int MIN_BLOCK = 4;
  private static final int PROBE_FROM = 128 << 10;
  private static final int PROBE_SIZE = 16 << 10;

  private Compression() {}

  /** Compresses into one frame that says how long its content is. */
  static byte[] compress(byte[] plain, int level) {
    return Zstd.compress(plain, level);
  }

  /**
   * Compresses unless that gains nothing: large content is tried in three places first, so that
   * videos and archives cost next to no time.
   *
   * @return null when the content is better stored as it is
   */
  static byte @Nullable [] compressIfSmaller(byte[] plain, int level) {
    if (plain.length == 0 || (plain.length >= PROBE_FROM && !looksCompressible(plain))) {
      return null;
    }
    byte[] packed = Zstd.compress(plain, level);
    return packed.length < plain.length ? packed : null;
  }

  /**
   * The content of a frame.
   *
   * @param plainLength its length
   * @throws IOException if the frame is damaged or its content has another length
   */
  static byte[] decompress(byte[] packed, int plainLength) throws IOException {
    if (plainLength < 0 || plainLength > MAX_PLAIN) {
      throw new IOException("a length of " + Integer.toUnsignedLong(plainLength) + " is too much");
    }
    if (plainLength > (packed.length / MIN_BLOCK + 1) * MAX_BLOCK) {
      throw new IOException(
          packed.length + " bytes cannot decompress to " + plainLength + " bytes");
    }
    byte[] plain = allocate(plainLength);
    long length;
    try {
      length = Zstd.decompressByteArray(plain, 0, plainLength, packed, 0, packed.length);
    } catch (ZstdException e) {
      throw new IOException("it cannot be decompressed: " + e.getMessage(), e);
    }
    if (Zstd.isError(length) || length != plainLength) {
      throw new IOException("it does not decompress to " + plainLength + " bytes");
    }
    return plain;
  }

  /** The content of a frame that may not say how long it is, behind a number of other bytes. */
  static byte[] decompressFrom(byte[] packed, int offset) throws IOException {
    try (ZstdInputStreamNoFinalizer stream =
        new ZstdInputStreamNoFinalizer(
            new ByteArrayInputStream(packed, offset, packed.length - offset))) {
      byte[] plain = stream.readNBytes(MAX_FILE);
      if (stream.read() >= 0) {
        throw new IOException("it decompresses to more than " + MAX_FILE + " bytes");
      }
      return plain;
    }
  }

  /** One array, which is all that fails when there is not enough memory for it. */
  private static byte[] allocate(int length) throws IOException {
    try {
      return new byte[length];
    } catch (OutOfMemoryError e) {
      throw new IOException("this process has no memory for its " + length + " bytes", e);
    }
  }

  private static boolean looksCompressible(byte[] plain) {
    int packed = 0;
    for (int at : new int[] {0, plain.length / 2, plain.length - PROBE_SIZE}) {
      packed += Zstd.compress(Arrays.copyOfRange(plain, at, at + PROBE_SIZE), 1).length;
    }
    return packed < 3 * PROBE_SIZE * 49 / 50;
  }
}
