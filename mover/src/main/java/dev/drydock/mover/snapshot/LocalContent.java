// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.repository.BlobLocation;
import dev.drydock.mover.repository.Id;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Content that a file in the target has already. A file that cannot be read has none: what it might
 * have had is fetched.
 */
final class LocalContent {
  private static final Logger LOG = LoggerFactory.getLogger(LocalContent.class);

  private LocalContent() {}

  /** Whether a file has these blobs one after the other, and nothing more. */
  static boolean isAllOf(SourceEntry local, List<BlobLocation> blobs) {
    try (SourceFile file = local.open()) {
      Buffer buffer = new Buffer();
      for (BlobLocation blob : blobs) {
        if (!buffer.read(file, blob)) {
          return false;
        }
      }
      return file.read(new byte[1], 0, 1) < 0;
    } catch (IOException e) {
      LOG.debug("A file in the target cannot be read, so it is restored", e);
      return false;
    }
  }

  /**
   * Writes those of the blobs that a file has at their places. What is written is what was hashed,
   * even if somebody writes to the file meanwhile.
   *
   * @return numbers of these blobs
   * @throws IOException if they cannot be written
   */
  static BitSet copy(SourceEntry local, List<BlobLocation> blobs, RestoreFile to)
      throws IOException {
    BitSet written = new BitSet(blobs.size());
    Buffer buffer = new Buffer();
    try (Reader from = new Reader(local)) {
      long position = 0;
      for (int i = 0; i < blobs.size(); i++) {
        int length = blobs.get(i).entry().contentLength();
        if (from.read(buffer, blobs.get(i))) {
          to.write(ByteBuffer.wrap(buffer.bytes, 0, length), position);
          written.set(i);
        } else if (from.isAtEnd()) {
          break;
        }
        position += length;
      }
    }
    return written;
  }

  /** Reads a file that may not be readable. */
  private static final class Reader implements AutoCloseable {
    private final @Nullable SourceFile file;
    private boolean ended;

    Reader(SourceEntry local) {
      SourceFile opened = null;
      try {
        opened = local.open();
      } catch (IOException e) {
        LOG.debug("A file in the target cannot be read, so all of it is fetched", e);
      }
      file = opened;
      ended = opened == null;
    }

    boolean read(Buffer buffer, BlobLocation blob) {
      if (ended || file == null) {
        return false;
      }
      try {
        boolean same = buffer.read(file, blob);
        ended = buffer.isShort();
        return same;
      } catch (IOException e) {
        LOG.debug("A file in the target cannot be read on, so the rest is fetched", e);
        ended = true;
        return false;
      }
    }

    boolean isAtEnd() {
      return ended;
    }

    @Override
    public void close() throws IOException {
      if (file != null) {
        file.close();
      }
    }
  }

  /** Grows with what there is, not with what an index says. */
  private static final class Buffer {
    private static final int STEP = 1 << 20;

    private byte[] bytes = new byte[STEP];
    private boolean shorter;

    /** Reads the bytes where a blob would be; returns whether it is there. */
    boolean read(SourceFile file, BlobLocation blob) throws IOException {
      Causes.checkInterrupt();
      int length = blob.entry().contentLength();
      int filled = 0;
      while (filled < length) {
        if (filled == bytes.length) {
          bytes = Arrays.copyOf(bytes, (int) Math.min(length, 2L * bytes.length));
        }
        int count = file.read(bytes, filled, Math.min(length, bytes.length) - filled);
        if (count < 0) {
          shorter = true;
          return false;
        }
        filled += count;
      }
      return Id.hash(bytes, 0, length).equals(blob.entry().id());
    }

    boolean isShort() {
      return shorter;
    }
  }
}
