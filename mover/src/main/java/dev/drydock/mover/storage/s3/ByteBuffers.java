// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage.s3;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import software.amazon.awssdk.core.sync.RequestBody;

/** Content in several buffers, read as one. */
record ByteBuffers(List<ByteBuffer> parts) {

  static ByteBuffers of(List<ByteBuffer> content) {
    return new ByteBuffers(content.stream().map(ByteBuffer::asReadOnlyBuffer).toList());
  }

  long size() {
    return parts.stream().mapToLong(ByteBuffer::remaining).sum();
  }

  /** Cuts the content in pieces of {@code size} bytes; the last one may be shorter. */
  List<ByteBuffers> split(int size) {
    List<ByteBuffers> pieces = new ArrayList<>();
    List<ByteBuffer> piece = new ArrayList<>();
    int room = size;
    for (ByteBuffer part : parts) {
      ByteBuffer rest = part.duplicate();
      while (rest.hasRemaining()) {
        int taken = Math.min(room, rest.remaining());
        piece.add(rest.slice(rest.position(), taken));
        rest.position(rest.position() + taken);
        room -= taken;
        if (room == 0) {
          pieces.add(new ByteBuffers(piece));
          piece = new ArrayList<>();
          room = size;
        }
      }
    }
    if (!piece.isEmpty()) {
      pieces.add(new ByteBuffers(piece));
    }
    return pieces;
  }

  /** The body of a request, which may be read several times. */
  RequestBody body() {
    return RequestBody.fromContentProvider(this::stream, size(), "application/octet-stream");
  }

  /** Checksum in the form of the Content-MD5 header. */
  String md5() {
    try {
      MessageDigest digest = MessageDigest.getInstance("MD5");
      parts.forEach(part -> digest.update(part.duplicate()));
      return Base64.getEncoder().encodeToString(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }

  private InputStream stream() {
    return new BuffersInputStream(parts.stream().map(ByteBuffer::duplicate).toList());
  }

  private static final class BuffersInputStream extends InputStream {
    private final List<ByteBuffer> rest;
    private int current;

    BuffersInputStream(List<ByteBuffer> rest) {
      this.rest = rest;
    }

    @Override
    public int read() {
      return advance() ? rest.get(current).get() & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (length == 0) {
        return 0;
      }
      if (!advance()) {
        return -1;
      }
      int count = Math.min(length, rest.get(current).remaining());
      rest.get(current).get(target, offset, count);
      return count;
    }

    private boolean advance() {
      while (current < rest.size() && !rest.get(current).hasRemaining()) {
        current++;
      }
      return current < rest.size();
    }
  }
}
