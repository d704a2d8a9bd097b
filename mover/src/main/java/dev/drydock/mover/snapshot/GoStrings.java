// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The escapes in which trees keep names that need not be UTF-8: those of a string literal of the Go
 * language, without its quotes. Which characters are escaped matters only for two programs to write
 * the same tree alike; every escape is understood.
 */
final class GoStrings {
  private static final HexFormat HEX = HexFormat.of();
  private static final int SURROGATE = Character.SURROGATE;
  private static final int SHOWN = 300;
  private static final String NAMED = "abfnrtv";
  private static final String NAMED_VALUES = "\u0007\b\f\n\r\t\u000b";

  private GoStrings() {}

  /** Escapes quotes, backslashes, what cannot be printed, and bytes that are not UTF-8. */
  static String quote(ByteString name) {
    StringBuilder text = new StringBuilder(name.size() + 8);
    byte[] bytes = name.toByteArray();
    int at = 0;
    while (at < bytes.length) {
      int width = width(bytes, at);
      if (width == 0) {
        text.append("\\x").append(HEX.toHexDigits(bytes[at]));
        at++;
      } else {
        quote(new String(bytes, at, width, StandardCharsets.UTF_8).codePointAt(0), text);
        at += width;
      }
    }
    return text.toString();
  }

  /** The name that was escaped. */
  static ByteString unquote(String text) throws IOException {
    if (text.indexOf('\\') < 0) {
      return ByteString.of(text);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    int at = 0;
    while (at < text.length()) {
      int c = text.codePointAt(at);
      at += Character.charCount(c);
      if (c != '\\') {
        bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
        continue;
      }
      if (at == text.length()) {
        throw broken(text);
      }
      char kind = text.charAt(at++);
      int named = NAMED.indexOf(kind);
      if (named >= 0) {
        bytes.write(NAMED_VALUES.charAt(named));
      } else if (kind == '\\' || kind == '"' || kind == '\'') {
        bytes.write(kind);
      } else if (kind == 'x') {
        bytes.write(number(text, at, at + 2, 16));
        at += 2;
      } else if (kind == 'u' || kind == 'U') {
        int end = at + (kind == 'u' ? 4 : 8);
        int point = number(text, at, end, 16);
        if (!Character.isValidCodePoint(point) || Character.getType(point) == SURROGATE) {
          throw broken(text);
        }
        bytes.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
        at = end;
      } else if (kind >= '0' && kind <= '3') {
        bytes.write(number(text, at - 1, at + 2, 8));
        at += 2;
      } else {
        throw broken(text);
      }
    }
    return ByteString.copyOf(bytes.toByteArray());
  }

  private static void quote(int c, StringBuilder text) {
    if (c == '"' || c == '\\') {
      text.append('\\').append((char) c);
    } else if (isPrintable(c)) {
      text.appendCodePoint(c);
    } else if (c < 0x80 && NAMED_VALUES.indexOf(c) >= 0) {
      text.append('\\').append(NAMED.charAt(NAMED_VALUES.indexOf(c)));
    } else if (c < 0x80) {
      text.append("\\x").append(HEX.toHexDigits((byte) c));
    } else if (c < 0x10000) {
      text.append("\\u").append(HEX.toHexDigits((char) c));
    } else {
      text.append("\\U").append(HEX.toHexDigits(c));
    }
  }

  private static boolean isPrintable(int c) {
    if (c < 0x80) {
      return c >= ' ' && c < 0x7f;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /** Length of the well-formed UTF-8 sequence that begins at an index; 0 if none does. */
  private static int width(byte[] bytes, int at) {
    int first = bytes[at] & 0xff;
    if (first < 0x80) {
      return 1;
    }
    int width = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
    if (width == 0 || at + width > bytes.length) {
      return 0;
    }
    for (int i = 1; i < width; i++) {
      if ((bytes[at + i] & 0xc0) != 0x80) {
        return 0;
      }
    }
    int second = bytes[at + 1] & 0xff;
    boolean legal =
        switch (first) {
          case 0xe0 -> second >= 0xa0;
          case 0xed -> second < 0xa0;
          case 0xf0 -> second >= 0x90;
          case 0xf4 -> second < 0x90;
          default -> true;
        };
    return legal ? width : 0;
  }

  private static int number(String text, int from, int to, int radix) throws IOException {
    if (to > text.length()) {
      throw broken(text);
    }
    int value = 0;
    for (int at = from; at < to; at++) {
      char c = text.charAt(at);
      int digit = c < 0x80 ? Character.digit(c, radix) : -1;
      if (digit < 0) {
        throw broken(text);
      }
      value = value * radix + digit;
    }
    return value;
  }

  private static IOException broken(String text) {
    String shown = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    return new IOException("the name '" + shown + "' has a broken escape");
  }
}
