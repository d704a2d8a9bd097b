// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.engine;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * One entry of a tar archive in POSIX ustar format (IEEE Std 1003.1, pax), owned by root; how small
 * files get into a container without touching its arguments or environment.
 *
 * @param path relative path, at most 100 bytes; a directory when it ends with a slash
 * @param mode permission bits
 * @param content content; empty for a directory
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares entries
public record TarFile(String path, int mode, byte[] content) {
  private static final int BLOCK = 512;
  private static final int LONGEST_PATH = 100;
  private static final int CHECKSUM_OFFSET = 148;
  private static final int CHECKSUM_LENGTH = 8;

  /** A file that only its owner reads and writes. */
  public static TarFile secret(String path, byte[] content) {
    return new TarFile(path, 0600, content);
  }

  /** A text file that only its owner reads and writes. */
  public static TarFile secret(String path, String content) {
    return secret(path, content.getBytes(StandardCharsets.UTF_8));
  }

  /** A directory that only its owner enters. */
  public static TarFile directory(String path) {
    return new TarFile(path.endsWith("/") ? path : path + "/", 0700, new byte[0]);
  }

  /** The archive of these entries, in their order. */
  public static byte[] archive(List<TarFile> files) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (TarFile file : files) {
      out.writeBytes(file.header());
      out.writeBytes(file.content);
      int rest = file.content.length % BLOCK;
      if (rest > 0) {
        out.writeBytes(new byte[BLOCK - rest]);
      }
    }
    out.writeBytes(new byte[2 * BLOCK]);
    return out.toByteArray();
  }

  private byte[] header() {
    byte[] name = path.getBytes(StandardCharsets.UTF_8);
    if (name.length > LONGEST_PATH) {
      throw new IllegalArgumentException("path too long for a ustar header: " + path);
    }
    byte[] header = new byte[BLOCK];
    put(header, 0, name);
    octal(header, 100, 8, mode);
    octal(header, 108, 8, 0);
    octal(header, 116, 8, 0);
    octal(header, 124, 12, content.length);
    octal(header, 136, 12, 0);
    header[156] = (byte) (path.endsWith("/") ? '5' : '0');
    put(header, 257, "ustar\00000".getBytes(StandardCharsets.US_ASCII));
    Arrays.fill(header, CHECKSUM_OFFSET, CHECKSUM_OFFSET + CHECKSUM_LENGTH, (byte) ' ');
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    octal(header, CHECKSUM_OFFSET, 7, sum);
    return header;
  }

  private static void octal(byte[] header, int offset, int length, long value) {
    String digits = Long.toOctalString(value);
    put(
        header,
        offset,
        "0"
            .repeat(length - 1 - digits.length())
            .concat(digits)
            .getBytes(StandardCharsets.US_ASCII));
    header[offset + length - 1] = 0;
  }

  private static void put(byte[] header, int offset, byte[] bytes) {
    System.arraycopy(bytes, 0, header, offset, bytes.length);
  }
}
