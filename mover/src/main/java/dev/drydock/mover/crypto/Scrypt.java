// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.crypto;

import dev.drydock.mover.memory.EarlyCollections;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The scrypt password-based key derivation function of RFC 7914. It is most of what it takes to
 * begin with a repository, so what may be done at the same time is, as far as memory allows.
 * Afterwards its memory is given back at once, for there will be use for it.
 */
final class Scrypt {
  /** Memory up to which mixes run at the same time. */
  private static final long AT_ONCE = 64L << 20;

  private static final int SEGMENT = 4 << 20;
  private static final int WORDS = 16;
  private static final int ROUNDS = 8;

  private Scrypt() {}

  /**
   * Derives a key.
   *
   * @param n cost, a power of two; {@code 128 * n * r} bytes of memory are needed, and at most
   *     {@link #AT_ONCE} for more speed
   * @param r block size
   * @param p how often all of it is done
   * @param length bytes of the key
   */
  static byte[] derive(byte[] password, byte[] salt, int n, int r, int p, int length) {
    Mac mac = hmac(password);
    byte[] bytes = pbkdf2(mac, salt, p * 128 * r);
    int[] blocks = new int[bytes.length / Integer.BYTES];
    words(bytes).get(blocks);
    long memory = 128L * n * r;
    int threads = (int) Math.clamp(AT_ONCE / memory, 1, p);
    int parallel = Math.min(threads, Runtime.getRuntime().availableProcessors());
    IntStream.range(0, parallel)
        .parallel()
        .forEach(
            first -> {
              try (Table table = new Table(n, 32 * r)) {
                for (int i = first; i < p; i += parallel) {
                  mix(blocks, i * table.words, table);
                }
              }
            });
    EarlyCollections.collectIfWanted();
    words(bytes).put(blocks);
    byte[] derived = pbkdf2(mac, bytes, length);
    Arrays.fill(blocks, 0);
    Arrays.fill(bytes, (byte) 0);
    return derived;
  }

  private static IntBuffer words(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
  }

  /** PBKDF2 of RFC 8018 with one iteration. */
  private static byte[] pbkdf2(Mac mac, byte[] salt, int length) {
    byte[] derived = new byte[length];
    for (int filled = 0, block = 1; filled < length; block++) {
      mac.update(salt);
      byte[] bytes = mac.doFinal(ByteBuffer.allocate(Integer.BYTES).putInt(block).array());
      int count = Math.min(bytes.length, length - filled);
      System.arraycopy(bytes, 0, derived, filled, count);
      filled += count;
    }
    return derived;
  }

  private static Mac hmac(byte[] password) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      // A key is padded with zeros, so this is that of the empty one, which Java refuses.
      mac.init(new SecretKeySpec(password.length == 0 ? new byte[1] : password, "HmacSHA256"));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256, which takes all keys", e);
    }
  }

  /** The vector V of section 5: blocks in a few long arrays. */
  private static final class Table implements AutoCloseable {
    final int size;
    final int words;
    private final int inSegment;
    private final List<byte[]> arrays = new ArrayList<>();
    private final IntBuffer[] segments;

    Table(int size, int words) {
      this.size = size;
      this.words = words;
      int bytes = words * Integer.BYTES;
      inSegment = Math.min(size, Math.max(1, SEGMENT / bytes));
      segments = new IntBuffer[(size + inSegment - 1) / inSegment];
      for (int i = 0; i < segments.length; i++) {
        byte[] array = new byte[inSegment * bytes];
        arrays.add(array);
        segments[i] = ByteBuffer.wrap(array).order(ByteOrder.nativeOrder()).asIntBuffer();
      }
    }

    void put(int index, int[] block) {
      segments[index / inSegment].put(index % inSegment * words, block);
    }

    void get(int index, int[] block) {
      segments[index / inSegment].get(index % inSegment * words, block);
    }

    /** What is left of it would help to guess the password. */
    @Override
    public void close() {
      for (byte[] array : arrays) {
        Arrays.fill(array, (byte) 0);
      }
    }
  }

  /** scryptROMix, section 5, in place. */
  private static void mix(int[] blocks, int at, Table table) {
    int[] x = Arrays.copyOfRange(blocks, at, at + table.words);
    int[] y = new int[table.words];
    int[] chosen = new int[table.words];
    int[] state = new int[WORDS];
    int[] input = new int[WORDS];
    for (int i = 0; i < table.size; i += 2) {
      table.put(i, x);
      mixBlocks(x, y, state, input);
      table.put(i + 1, y);
      mixBlocks(y, x, state, input);
    }
    for (int i = 0; i < table.size; i += 2) {
      table.get(index(x, table.size), chosen);
      xor(x, chosen);
      mixBlocks(x, y, state, input);
      table.get(index(y, table.size), chosen);
      xor(y, chosen);
      mixBlocks(y, x, state, input);
    }
    System.arraycopy(x, 0, blocks, at, table.words);
    for (int[] secret : List.of(x, y, chosen, state, input)) {
      Arrays.fill(secret, 0);
    }
  }

  /** Integerify: a number below n, which is a power of two, from the last block of 64 bytes. */
  private static int index(int[] x, int n) {
    return x[x.length - WORDS] & n - 1;
  }

  private static void xor(int[] x, int[] other) {
    for (int i = 0; i < x.length; i++) {
      x[i] ^= other[i];
    }
  }

  /** scryptBlockMix, section 4. */
  private static void mixBlocks(int[] from, int[] to, int[] state, int[] input) {
    int half = from.length / 2;
    System.arraycopy(from, from.length - WORDS, state, 0, WORDS);
    int target = 0;
    for (int at = 0; at < from.length; at += WORDS) {
      for (int i = 0; i < WORDS; i++) {
        input[i] = state[i] ^ from[at + i];
      }
      salsa(ROUNDS, input, state);
      System.arraycopy(state, 0, to, target, WORDS);
      target = half + at - target;
    }
  }

  /** Salsa20/8, section 3. */
  private static void salsa(int rounds, int[] input, int[] output) {
    int s0 = input[0];
    int s1 = input[1];
    int s2 = input[2];
    int s3 = input[3];
    int s4 = input[4];
    int s5 = input[5];
    int s6 = input[6];
    int s7 = input[7];
    int s8 = input[8];
    int s9 = input[9];
    int s10 = input[10];
    int s11 = input[11];
    int s12 = input[12];
    int s13 = input[13];
    int s14 = input[14];
    int s15 = input[15];
    for (int round = rounds; round > 0; round -= 2) {
      s4 ^= Integer.rotateLeft(s0 + s12, 7);
      s8 ^= Integer.rotateLeft(s4 + s0, 9);
      s12 ^= Integer.rotateLeft(s8 + s4, 13);
      s0 ^= Integer.rotateLeft(s12 + s8, 18);
      s9 ^= Integer.rotateLeft(s5 + s1, 7);
      s13 ^= Integer.rotateLeft(s9 + s5, 9);
      s1 ^= Integer.rotateLeft(s13 + s9, 13);
      s5 ^= Integer.rotateLeft(s1 + s13, 18);
      s14 ^= Integer.rotateLeft(s10 + s6, 7);
      s2 ^= Integer.rotateLeft(s14 + s10, 9);
      s6 ^= Integer.rotateLeft(s2 + s14, 13);
      s10 ^= Integer.rotateLeft(s6 + s2, 18);
      s3 ^= Integer.rotateLeft(s15 + s11, 7);
      s7 ^= Integer.rotateLeft(s3 + s15, 9);
      s11 ^= Integer.rotateLeft(s7 + s3, 13);
      s15 ^= Integer.rotateLeft(s11 + s7, 18);
      s1 ^= Integer.rotateLeft(s0 + s3, 7);
      s2 ^= Integer.rotateLeft(s1 + s0, 9);
      s3 ^= Integer.rotateLeft(s2 + s1, 13);
      s0 ^= Integer.rotateLeft(s3 + s2, 18);
      s6 ^= Integer.rotateLeft(s5 + s4, 7);
      s7 ^= Integer.rotateLeft(s6 + s5, 9);
      s4 ^= Integer.rotateLeft(s7 + s6, 13);
      s5 ^= Integer.rotateLeft(s4 + s7, 18);
      s11 ^= Integer.rotateLeft(s10 + s9, 7);
      s8 ^= Integer.rotateLeft(s11 + s10, 9);
      s9 ^= Integer.rotateLeft(s8 + s11, 13);
      s10 ^= Integer.rotateLeft(s9 + s8, 18);
      s12 ^= Integer.rotateLeft(s15 + s14, 7);
      s13 ^= Integer.rotateLeft(s12 + s15, 9);
      s14 ^= Integer.rotateLeft(s13 + s12, 13);
      s15 ^= Integer.rotateLeft(s14 + s13, 18);
    }
    output[0] = s0 + input[0];
    output[1] = s1 + input[1];
    output[2] = s2 + input[2];
    output[3] = s3 + input[3];
    output[4] = s4 + input[4];
    output[5] = s5 + input[5];
    output[6] = s6 + input[6];
    output[7] = s7 + input[7];
    output[8] = s8 + input[8];
    output[9] = s9 + input[9];
    output[10] = s10 + input[10];
    output[11] = s11 + input[11];
    output[12] = s12 + input[12];
    output[13] = s13 + input[13];
    output[14] = s14 + input[14];
    output[15] = s15 + input[15];
  }
}
