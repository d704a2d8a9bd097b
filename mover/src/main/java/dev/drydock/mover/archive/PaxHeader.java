// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.drydock.mover.snapshot.ByteString;
import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An extended header: records {@code LENGTH KEY=VALUE\n}, whose length is decimal and counts all of
 * the record. Text is UTF-8, unless a first record says that it is not.
 */
final class PaxHeader {
  private final Map<String, byte[]> records = new LinkedHashMap<>();
  private boolean binary;

  /**
   * Whether a text says all in an old header: what is not ASCII means the same to all readers only
   * in an extended one, but that must be UTF-8, and some readers know nothing else there.
   *
   * @param fits whether it was put there in its whole length
   */
  static boolean isPlain(byte[] text, boolean fits) {
    boolean ascii = true;
    for (byte b : text) {
      ascii &= b >= 0;
    }
    return fits && (ascii || !ByteString.copyOf(text).isUtf8());
  }

  boolean isEmpty() {
    return records.isEmpty();
  }

  void text(String key, String value) {
    records.put(key, value.getBytes(UTF_8));
  }

  /** Adds a text, which should be UTF-8. */
  void text(String key, byte[] value) {
    binary |= !ByteString.copyOf(value).isUtf8();
    records.put(key, value);
  }

  /** Adds what is no text. */
  void bytes(String key, byte[] value) {
    records.put(key, value);
  }

  byte[] encode() {
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    if (binary) {
      write(header, "hdrcharset", "BINARY".getBytes(UTF_8));
    }
    records.forEach((key, value) -> write(header, key, value));
    return header.toByteArray();
  }

  private static void write(ByteArrayOutputStream header, String key, byte[] value) {
    byte[] name = (" " + key + "=").getBytes(UTF_8);
    int rest = name.length + value.length + 1;
    int length = rest + digits(rest);
    if (digits(length) != digits(rest)) {
      length = rest + digits(length);
    }
    header.writeBytes(String.valueOf(length).getBytes(UTF_8));
    header.writeBytes(name);
    header.writeBytes(value);
    header.write('\n');
  }

  private static int digits(int number) {
    return String.valueOf(number).length();
  }
}
