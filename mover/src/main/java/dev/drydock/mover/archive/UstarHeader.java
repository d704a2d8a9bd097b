// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.archive;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/** The header block of an entry, as POSIX.1-1988 defines it by the name of ustar. */
final class UstarHeader {
  /** Bytes of a header. */
  static final int SIZE = 512;

  private static final int PREFIX_OFFSET = 345;
  private static final int PREFIX_LENGTH = 155;
  private static final int TYPE_OFFSET = 156;
  private static final int CHECKSUM_OFFSET = 148;
  private static final int CHECKSUM_LENGTH = 8;
  private static final byte[] MAGIC_AND_VERSION = "ustar\00000".getBytes(US_ASCII);
  private static final int MAGIC_OFFSET = 257;

  /** What an entry is. */
  enum Type {
    FILE('0'),
    HARD_LINK('1'),
    SYMLINK('2'),
    CHARACTER_DEVICE('3'),
    BLOCK_DEVICE('4'),
    DIRECTORY('5'),
    FIFO('6'),
    /** No entry, but more about the next one. */
    EXTENDED('x');

    private final char flag;

    Type(char flag) {
      this.flag = flag;
    }
  }

  /** Where values are. */
  enum Field {
    NAME(0, 100),
    MODE(100, 8),
    UID(108, 8),
    GID(116, 8),
    SIZE(124, 12),
    MODIFIED(136, 12),
    LINK_NAME(157, 100),
    USER(265, 32),
    GROUP(297, 32),
    MAJOR(329, 8),
    MINOR(337, 8);

    private final int offset;
    private final int length;

    Field(int offset, int length) {
      this.offset = offset;
      this.length = length;
    }
  }

  private final byte[] block = new byte[SIZE];

  /** A header with zero in all numbers. */
  UstarHeader(Type type) {
    block[TYPE_OFFSET] = (byte) type.flag;
    System.arraycopy(MAGIC_AND_VERSION, 0, block, MAGIC_OFFSET, MAGIC_AND_VERSION.length);
    for (Field field : Field.values()) {
      switch (field) {
        case MODE, UID, GID, SIZE, MODIFIED, MAJOR, MINOR -> digits(field, 0);
        case NAME, LINK_NAME, USER, GROUP -> {
          // text, empty as it is
        }
      }
    }
  }

  /** Puts the name of the entry; returns false if its end had to be cut off. */
  boolean name(byte[] name) {
    int slash = name.length <= Field.NAME.length ? -1 : split(name);
    if (slash < 0) {
      return text(Field.NAME, name);
    }
    System.arraycopy(name, 0, block, PREFIX_OFFSET, slash);
    return text(Field.NAME, Arrays.copyOfRange(name, slash + 1, name.length));
  }

  /** Puts a text; returns false if its end had to be cut off. */
  boolean text(Field field, byte[] text) {
    // The names of accounts end with a NUL even when they fill their field.
    int room = field == Field.USER || field == Field.GROUP ? field.length - 1 : field.length;
    System.arraycopy(text, 0, block, field.offset, Math.min(text.length, room));
    return text.length <= room;
  }

  /** Puts a number; returns false, and leaves zero there, if it does not fit. */
  boolean number(Field field, long value) {
    boolean fits = value >= 0 && value < 1L << 3 * (field.length - 1);
    digits(field, fits ? value : 0);
    return fits;
  }

  /** The block with its checksum: the sum of all bytes, with blanks in the place of the sum. */
  byte[] encode() {
    Arrays.fill(block, CHECKSUM_OFFSET, CHECKSUM_OFFSET + CHECKSUM_LENGTH, (byte) ' ');
    int sum = 0;
    for (byte b : block) {
      sum += b & 0xff;
    }
    octal(CHECKSUM_OFFSET, CHECKSUM_LENGTH - 2, sum);
    block[CHECKSUM_OFFSET + CHECKSUM_LENGTH - 2] = 0;
    return block.clone();
  }

  private void digits(Field field, long value) {
    octal(field.offset, field.length - 1, value);
  }

  private void octal(int offset, int digits, long value) {
    for (int i = digits - 1; i >= 0; i--) {
      block[offset + i] = (byte) ('0' + (value & 7));
      value >>>= 3;
    }
  }

  /** Where a name can be divided between its two fields; -1 if nowhere. */
  private static int split(byte[] name) {
    for (int i = name.length - 2; i > 0; i--) {
      if (name[i] == '/' && name.length - i - 1 > Field.NAME.length) {
        return -1;
      }
      if (name[i] == '/' && i <= PREFIX_LENGTH) {
        return i;
      }
    }
    return -1;
  }
}
