// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A SHA-256 hash that names a blob or a file of the repository; ordered by unsigned bytes.
 *
 * @param a bytes 0 to 7, big-endian
 * @param b bytes 8 to 15
 * @param c bytes 16 to 23
 * @param d bytes 24 to 31
 */
public record Id(long a, long b, long c, long d) implements Comparable<Id> {
  /** Length in bytes. */
  public static final int SIZE = 32;

  private static final int PIECE = 16 << 10;
  private static final HexFormat HEX = HexFormat.of();

  /** The hash of some bytes. */
  public static Id hash(byte[] data, int offset, int length) {
    MessageDigest digest = sha256();
    update(digest, data, offset, length);
    return ofBytes(digest.digest());
  }

  /** The hash of some bytes. */
  public static Id hash(byte[] data) {
    return hash(data, 0, data.length);
  }

  /** From 32 bytes. */
  public static Id ofBytes(byte[] bytes) {
    if (bytes.length != SIZE) {
      throw new IllegalArgumentException("an id has 32 bytes, not " + bytes.length);
    }
    return read(ByteBuffer.wrap(bytes));
  }

  /** From the next 32 bytes of a buffer. */
  static Id read(ByteBuffer buffer) {
    return new Id(buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong());
  }

  /**
   * From 64 hexadecimal digits.
   *
   * @throws IllegalArgumentException if the text is anything else
   */
  public static Id parse(String hex) {
    if (hex.length() != 2 * SIZE) {
      throw new IllegalArgumentException("'" + hex + "' is no id: it must have 64 digits");
    }
    return ofBytes(HEX.parseHex(hex));
  }

  /** Its 32 bytes. */
  public byte[] toBytes() {
    return ByteBuffer.allocate(SIZE).putLong(a).putLong(b).putLong(c).putLong(d).array();
  }

  /** 64 lower-case hexadecimal digits: the name of the file, where it names one. */
  public String hex() {
    return HEX.formatHex(toBytes());
  }

  /** The first eight digits, for people. */
  public String brief() {
    return HEX.toHexDigits(a).substring(0, 8);
  }

  @Override
  public int compareTo(Id other) {
    int order = Long.compareUnsigned(a, other.a);
    if (order == 0) {
      order = Long.compareUnsigned(b, other.b);
    }
    if (order == 0) {
      order = Long.compareUnsigned(c, other.c);
    }
    return order == 0 ? Long.compareUnsigned(d, other.d) : order;
  }

  @Override
  public String toString() {
    return hex();
  }

  /**
   * Hashes in pieces: the JVM uses the processor's SHA in compiled code only, and compiles what is
   * called often.
   */
  static void update(MessageDigest digest, byte[] data, int offset, int length) {
    int done = 0;
    for (; length - done > PIECE; done += PIECE) {
      digest.update(data, offset + done, PIECE);
    }
    digest.update(data, offset + done, length - done);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
