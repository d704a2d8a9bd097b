// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;

/**
 * An immutable string of bytes as the kernel sees it: the name of a file, the target of a link, the
 * value of an attribute. Usually UTF-8, but need not be. Ordered by unsigned bytes, as trees are.
 */
public final class ByteString implements Comparable<ByteString> {
  private static final ByteString EMPTY = new ByteString(new byte[0]);

  private final byte[] bytes;

  private ByteString(byte[] bytes) {
    this.bytes = bytes;
  }

  /** No bytes at all. */
  public static ByteString empty() {
    return EMPTY;
  }

  /** The UTF-8 form of a text. */
  public static ByteString of(String text) {
    return new ByteString(text.getBytes(UTF_8));
  }

  /** A copy of the bytes. */
  public static ByteString copyOf(byte[] bytes) {
    return new ByteString(bytes.clone());
  }

  /** A copy of the bytes. */
  public byte[] toByteArray() {
    return bytes.clone();
  }

  /** Number of bytes. */
  public int size() {
    return bytes.length;
  }

  /** The byte at an index. */
  public byte at(int index) {
    return bytes[index];
  }

  /** Whether these are well-formed UTF-8. */
  public boolean isUtf8() {
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /**
   * Whether this can name an entry of a directory: not empty, not {@code .} or {@code ..}, without
   * slash and NUL. A repository may hold other names; they are never to be restored.
   */
  public boolean isFileName() {
    for (byte b : bytes) {
      if (b == '/' || b == 0) {
        return false;
      }
    }
    return bytes.length > 0
        && !(bytes[0] == '.' && (bytes.length == 1 || (bytes.length == 2 && bytes[1] == '.')));
  }

  @Override
  public int compareTo(ByteString other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ByteString that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** For people: what is not UTF-8 becomes U+FFFD. */
  @Override
  public String toString() {
    return new String(bytes, UTF_8);
  }
}
