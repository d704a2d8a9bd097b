// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The one-time authenticator of RFC 8439, section 2.5. Numbers modulo 2^130 - 5 are kept in limbs
 * of 44, 44 and 42 bits, so that products of limbs fit the 128 bits that two multiplications give.
 */
final class Poly1305 {
  /** Length of a tag in bytes. */
  static final int TAG_SIZE = 16;

  private static final int BLOCK = 16;
  private static final long MASK44 = (1L << 44) - 1;
  private static final long MASK42 = (1L << 42) - 1;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final long r0;
  private final long r1;
  private final long r2;
  private final long s0;
  private final long s1;
  private long h0;
  private long h1;
  private long h2;

  private Poly1305(byte[] r, byte[] s) {
    long low = (long) LONG.get(r, 0) & 0x0ffffffc0fffffffL;
    long high = (long) LONG.get(r, 8) & 0x0ffffffc0ffffffcL;
    r0 = low & MASK44;
    r1 = (low >>> 44 | high << 20) & MASK44;
    r2 = high >>> 24;
    s0 = (long) LONG.get(s, 0);
    s1 = (long) LONG.get(s, 8);
  }

  /**
   * The tag of a message.
   *
   * @param r first half of the key, masked here
   * @param s second half of the key
   */
  static byte[] tag(byte[] r, byte[] s, byte[] message, int offset, int length) {
    Poly1305 state = new Poly1305(r, s);
    int whole = length / BLOCK * BLOCK;
    state.absorb(message, offset, whole, 1L << 40);
    if (whole < length) {
      byte[] last = new byte[BLOCK];
      System.arraycopy(message, offset + whole, last, 0, length - whole);
      last[length - whole] = 1;
      state.absorb(last, 0, BLOCK, 0);
    }
    return state.finish();
  }

  /**
   * Adds whole blocks. Both factors of a product are shifted by 10 bits, so that the upper half of
   * it is what lies above 44 bits and no carry between the halves is to be counted.
   */
  private void absorb(byte[] data, int offset, int length, long topBit) {
    long a0 = h0;
    long a1 = h1;
    long a2 = h2;
    final long f0 = r0 << 10;
    final long f1 = r1 << 10;
    final long f2 = r2 << 10;
    final long g1 = r1 * 20 << 10; // 2^132 is 20
    final long g2 = r2 * 20 << 10;
    for (int at = offset; at < offset + length; at += BLOCK) {
      long low = (long) LONG.get(data, at);
      long high = (long) LONG.get(data, at + 8);
      long b0 = a0 + (low & MASK44) << 10;
      long b1 = a1 + ((low >>> 44 | high << 20) & MASK44) << 10;
      long b2 = a2 + (high >>> 24 & MASK42 | topBit) << 10;

      long up2 = Math.multiplyHigh(b0, f2) + Math.multiplyHigh(b1, f1) + Math.multiplyHigh(b2, f0);
      long sum0 = (b0 * f0 >>> 20) + (b1 * g2 >>> 20) + (b2 * g1 >>> 20) + up2 * 20;
      long up0 = Math.multiplyHigh(b0, f0) + Math.multiplyHigh(b1, g2) + Math.multiplyHigh(b2, g1);
      long sum1 = (b0 * f1 >>> 20) + (b1 * f0 >>> 20) + (b2 * g2 >>> 20) + up0;
      long up1 = Math.multiplyHigh(b0, f1) + Math.multiplyHigh(b1, f0) + Math.multiplyHigh(b2, g2);
      long sum2 = (b0 * f2 >>> 20) + (b1 * f1 >>> 20) + (b2 * f0 >>> 20) + up1;

      sum1 += sum0 >>> 44;
      sum2 += sum1 >>> 44;
      a0 = (sum0 & MASK44) + 5 * (sum2 >>> 42);
      a1 = sum1 & MASK44;
      a2 = sum2 & MASK42;
    }
    h0 = a0;
    h1 = a1;
    h2 = a2;
  }

  private byte[] finish() {
    for (int i = 0; i < 2; i++) {
      h1 += h0 >>> 44;
      h0 &= MASK44;
      h2 += h1 >>> 44;
      h1 &= MASK44;
      h0 += 5 * (h2 >>> 42);
      h2 &= MASK42;
    }
    h1 += h0 >>> 44;
    h0 &= MASK44;
    long g0 = h0 + 5;
    long g1 = h1 + (g0 >>> 44);
    long g2 = h2 + (g1 >>> 44) - (1L << 42);
    if (g2 >= 0) {
      h0 = g0 & MASK44;
      h1 = g1 & MASK44;
      h2 = g2;
    }
    long low = h0 | h1 << 44;
    long high = h1 >>> 20 | h2 << 24;
    long tagLow = low + s0;
    long tagHigh = high + s1 + carry(low, s0, tagLow);
    byte[] tag = new byte[TAG_SIZE];
    LONG.set(tag, 0, tagLow);
    LONG.set(tag, 8, tagHigh);
    return tag;
  }

  /** The carry out of an addition of unsigned numbers. */
  private static long carry(long a, long b, long sum) {
    return (a & b | (a | b) & ~sum) >>> 63;
  }
}
