// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** Names for what is not what it was, unlike all others in its directory. */
final class MarkedNames {
  private static final String MARK = ".repaired";

  /** What the file systems that matter allow. */
  private static final int MAX_LENGTH = 255;

  private final Set<ByteString> taken;

  /** Keeps clear of these. */
  MarkedNames(Set<ByteString> taken) {
    this.taken = new HashSet<>(taken);
  }

  /** The name with a mark at its end; what no file name may have in it is replaced. */
  ByteString mark(ByteString name) {
    for (int number = 1; ; number++) {
      byte[] mark = (number == 1 ? MARK : MARK + "-" + number).getBytes(StandardCharsets.US_ASCII);
      ByteArrayOutputStream marked = new ByteArrayOutputStream();
      marked.writeBytes(shortened(name, MAX_LENGTH - mark.length));
      marked.writeBytes(mark);
      ByteString candidate = ByteString.copyOf(marked.toByteArray());
      if (taken.add(candidate)) {
        return candidate;
      }
    }
  }

  private static byte[] shortened(ByteString name, int length) {
    byte[] bytes = name.toByteArray();
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '/' || bytes[i] == 0) {
        bytes[i] = '_';
      }
    }
    int end = Math.min(bytes.length, length);
    while (end < bytes.length && end > 0 && (bytes[end] & 0xc0) == 0x80) {
      end--; // not in the middle of a character
    }
    return Arrays.copyOf(bytes, end);
  }
}
