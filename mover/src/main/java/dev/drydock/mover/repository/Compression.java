// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

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
  private static final int MAX_KEPT = 16 << 20;

  /** To make a context costs as much as to compress some kilobytes. */
  private static final Queue<Compressor> COMPRESSORS = new ConcurrentLinkedQueue<>();

  private static final Queue<ZstdDecompressCtx> DECOMPRESSORS = new ConcurrentLinkedQueue<>();

  private Compression() {}

  /** Compresses into one frame that says how long its content is. */
  static byte[] compress(byte[] plain, int level) {
    try (Compressor compressor = compressor()) {
      int length = compressor.compress(plain, 0, plain.length, level);
      return Arrays.copyOf(compressor.output, length);
    }
  }

  /** Compresses one thing after the other; its output is to be used before the next one. */
  static final class Compressor implements AutoCloseable {
    private final ZstdCompressCtx context = new ZstdCompressCtx();
    private byte[] output = new byte[0];

    /** Compresses into one frame that says how long its content is; returns the frame's length. */
    int compress(byte[] plain, int offset, int length, int level) {
      long bound = Zstd.compressBound(length);
      if (output.length < bound) {
        output = new byte[Math.toIntExact(Math.max(bound, Math.min(2L * output.length, MAX_KEPT)))];
      }
      context.setLevel(level);
      return context.compressByteArray(output, 0, output.length, plain, offset, length);
    }

    /**
     * Compresses unless that gains nothing: large content is tried in three places first, so that
     * videos and archives cost next to no time.
     *
     * @return the frame's length; 0 when the content is better stored as it is
     */
    int compressIfSmaller(byte[] plain, int offset, int length, int level) {
      if (length == 0 || (length >= PROBE_FROM && !looksCompressible(plain, offset, length))) {
        return 0;
      }
      int packed = compress(plain, offset, length, level);
      return packed < length ? packed : 0;
    }

    /** Where the frame begins that was made last. */
    byte[] output() {
      return output;
    }

    private boolean looksCompressible(byte[] plain, int offset, int length) {
      int packed = 0;
      for (int at : new int[] {0, length / 2, length - PROBE_SIZE}) {
        packed += compress(plain, offset + at, PROBE_SIZE, 1);
      }
      return packed < 3 * PROBE_SIZE * 49 / 50;
    }

    @Override
    public void close() {
      if (output.length > MAX_KEPT) {
        output = new byte[0];
      }
      COMPRESSORS.add(this);
    }
  }

  /** A compressor for the calling thread; closing gives it back. */
  static Compressor compressor() {
    Compressor idle = COMPRESSORS.poll();
    return idle == null ? new Compressor() : idle;
  }

  /**
   * The content of a frame.
   *
   * @param plainLength its length
   * @throws IOException if the frame is damaged or its content has another length
   */
  static byte[] decompress(byte[] packed, int plainLength) throws IOException {
    byte[] plain = allocate(checked(packed.length, plainLength));
    decompress(packed, packed.length, plain, plainLength);
    return plain;
  }

  /** As above, into an array that is long enough; of the packed bytes, only the first count. */
  static void decompress(byte[] packed, int length, byte[] plain, int plainLength)
      throws IOException {
    checked(length, plainLength);
    ZstdDecompressCtx context = DECOMPRESSORS.poll();
    if (context == null) {
      context = new ZstdDecompressCtx();
    }
    int found;
    try {
      found = context.decompressByteArray(plain, 0, plainLength, packed, 0, length);
    } catch (ZstdException e) {
      throw new IOException("it cannot be decompressed: " + e.getMessage(), e);
    } finally {
      DECOMPRESSORS.add(context);
    }
    if (found != plainLength) {
      throw new IOException("it does not decompress to " + plainLength + " bytes");
    }
  }

  /** A length of content, unless no frame of this size can have so much. */
  private static int checked(int packedLength, int plainLength) throws IOException {
    if (plainLength < 0 || plainLength > MAX_PLAIN) {
      throw new IOException("a length of " + Integer.toUnsignedLong(plainLength) + " is too much");
    }
    if (plainLength > (packedLength / MIN_BLOCK + 1) * MAX_BLOCK) {
      throw new IOException(packedLength + " bytes cannot decompress to " + plainLength + " bytes");
    }
    return plainLength;
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
}
