// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.repository.BlobLocation;
import dev.drydock.mover.repository.Id;
import java.io.IOException;
import java.util.List;

/** Reads what was written and compares it with what it should be. */
final class ReadBack {
  private ReadBack() {}

  /** Fails with the place from which on a file does not have these blobs one after the other. */
  static void verify(RestoreFile file, List<BlobLocation> blobs) throws IOException {
    long position = 0;
    byte[] buffer = new byte[0];
    for (BlobLocation blob : blobs) {
      Causes.checkInterrupt();
      int length = blob.entry().contentLength(); // all of it was in memory when it was written
      if (buffer.length < length) {
        buffer = new byte[length];
      }
      if (!read(file, buffer, length, position)
          || !Id.hash(buffer, 0, length).equals(blob.entry().id())) {
        throw new IOException("the bytes from " + position + " on are not those that were written");
      }
      position += length;
    }
    if (file.read(new byte[1], 0, 1, position) >= 0) {
      throw new IOException("it is longer than the " + position + " bytes that were written");
    }
  }

  private static boolean read(RestoreFile file, byte[] buffer, int length, long position)
      throws IOException {
    int filled = 0;
    while (filled < length) {
      int count = file.read(buffer, filled, length - filled, position + filled);
      if (count < 0) {
        return false;
      }
      filled += count;
    }
    return true;
  }
}
