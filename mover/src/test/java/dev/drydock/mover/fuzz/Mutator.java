// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Changes valid input in ways that parsers stumble over: bits, lengths, numbers, the structure of
 * JSON, escapes. The same seed makes the same change.
 */
final class Mutator {
  private static final int LONGEST = 1 << 16;
  private static final Pattern NUMBER = Pattern.compile("-?\\d+");
  private static final Pattern STRING = Pattern.compile("\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\"");
  private static final Pattern BRACKET = Pattern.compile("[\\[\\]{},:]");
  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-1",
          "1",
          "31",
          "32",
          "255",
          "65535",
          "65536",
          "2147483647",
          "2147483648",
          "-2147483648",
          "4294967295",
          "4294967296",
          "9223372036854775807",
          "9223372036854775808",
          "18446744073709551615",
          "18446744073709551616",
          "-9223372036854775809",
          "1e400",
          "-0.5",
          "1e2",
          "00",
          "99999999999999999999999999999999999999999");
  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "[]",
          "{}",
          "[[]]",
          "[null]",
          "{\"a\":{}}",
          "\"\"",
          "\"..\"",
          "\"/\"",
          "\"\\\\x00\"",
          "\"\\\\xff\\\\xfe\"",
          "\"\\\\ud800\"",
          "\"\\\\U80000000\"",
          "\"\\ud800\"",
          "\"\\\\777\"",
          "\"\\\\\"",
          "\"\\\\x+1\"",
          "\"9999-12-31T23:59:60Z\"",
          "\"+999999999-01-01T00:00:00Z\"",
          "\"-999999999-01-01T00:00:00+18:00\"",
          "\"AA==\"",
          "\"A\"",
          "\"" + "f".repeat(64) + "\"",
          "\"" + "g".repeat(64) + "\"",
          "[".repeat(2000),
          "[".repeat(500) + "]".repeat(500),
          "\"" + "x".repeat(5000) + "\"");

  private final Random random;
  private final List<byte[]> corpus;

  Mutator(long seed, List<byte[]> corpus) {
    this.random = new Random(seed);
    this.corpus = corpus;
  }

  byte[] next() {
    byte[] input = corpus.get(random.nextInt(corpus.size())).clone();
    for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
      input = change(input);
    }
    return input.length <= LONGEST ? input : Arrays.copyOf(input, LONGEST);
  }

  private byte[] change(byte[] input) {
    return switch (random.nextInt(12)) {
      case 0 -> flip(input);
      case 1 -> setByte(input);
      case 2 -> setInt(input);
      case 3 -> Arrays.copyOf(input, random.nextInt(input.length + 1));
      case 4 -> splice(input, at(input), at(input), new byte[0]);
      case 5 -> splice(input, at(input), 0, bytes());
      case 6 -> splice(input, at(input), 0, part(input));
      case 7 -> splice(input, at(input), at(input), part(any(corpus)));
      case 8 -> replace(input, NUMBER, any(NUMBERS));
      case 9 -> replace(input, STRING, any(VALUES));
      case 10 -> replace(input, NUMBER, any(VALUES));
      default -> replace(input, BRACKET, any(List.of("", "[", "]", "{", "}", ",", ":", "\u0000")));
    };
  }

  private byte[] flip(byte[] input) {
    if (input.length > 0) {
      input[random.nextInt(input.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return input;
  }

  private byte[] setByte(byte[] input) {
    if (input.length > 0) {
      input[random.nextInt(input.length)] = (byte) random.nextInt(256);
    }
    return input;
  }

  /** Four bytes that may be a length, little-endian. */
  private byte[] setInt(byte[] input) {
    if (input.length >= 4) {
      int start = random.nextInt(input.length - 3);
      int value =
          switch (random.nextInt(5)) {
            case 0 -> 0;
            case 1 -> -1;
            case 2 -> Integer.MAX_VALUE;
            case 3 -> Integer.MIN_VALUE;
            default -> random.nextInt(64);
          };
      for (int i = 0; i < 4; i++) {
        input[start + i] = (byte) (value >>> 8 * i);
      }
    }
    return input;
  }

  private byte[] replace(byte[] input, Pattern pattern, String by) {
    String text = new String(input, ISO_8859_1); // one character for each byte
    List<MatchResult> found = new ArrayList<>();
    pattern.matcher(text).results().limit(500).forEach(found::add);
    if (found.isEmpty()) {
      return input;
    }
    MatchResult match = any(found);
    return splice(input, match.start(), match.end() - match.start(), by.getBytes(ISO_8859_1));
  }

  private static byte[] splice(byte[] input, int start, int length, byte[] by) {
    int end = Math.min(input.length, start + length);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(input, 0, start);
    out.writeBytes(by);
    out.write(input, end, input.length - end);
    return out.toByteArray();
  }

  private byte[] bytes() {
    byte[] bytes = new byte[1 + random.nextInt(8)];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] part(byte[] input) {
    int start = at(input);
    return Arrays.copyOfRange(input, start, start + random.nextInt(input.length - start + 1));
  }

  private int at(byte[] input) {
    return random.nextInt(input.length + 1);
  }

  private <T> T any(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
