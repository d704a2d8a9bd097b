// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage.s3;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * What arrived of an object.
 *
 * @param bytes at most as many as there was room for
 * @param length how many these are, and one more if there was no room for all
 * @param range which part of which whole it is, in the words of the server; null: it does not say
 */
record ObjectContent(ByteBuffer bytes, long length, @Nullable String range) {
  private static final int STEP = 64 << 10;

  /**
   * Reads an answer.
   *
   * @param target where to; null: into an array of its own, as long as what arrives
   */
  static ResponseTransformer<GetObjectResponse, ObjectContent> into(@Nullable ByteBuffer target) {
    return (answer, body) -> {
      try {
        ByteBuffer bytes = target == null ? readAll(body, answer) : fill(target, body);
        int more = body.read() < 0 ? 0 : 1;
        return new ObjectContent(bytes, bytes.remaining() + more, answer.contentRange());
      } catch (IOException e) {
        throw RetryableException.builder()
            .message("The answer broke off: " + e.getMessage())
            .cause(e)
            .build();
      }
    };
  }

  private static ByteBuffer fill(ByteBuffer target, InputStream body) throws IOException {
    if (!target.hasArray()) {
      byte[] bytes = body.readNBytes(target.remaining());
      target.duplicate().put(bytes);
      return ByteBuffer.wrap(bytes);
    }
    ByteBuffer bytes = target.duplicate();
    int filled =
        body.readNBytes(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    return bytes.limit(bytes.position() + filled);
  }

  /** The server may promise what it likes: memory is taken for what comes. */
  private static ByteBuffer readAll(InputStream body, GetObjectResponse answer) throws IOException {
    Long promised = answer.contentLength();
    byte[] bytes = new byte[promised == null ? STEP : (int) Math.clamp(promised, 1, STEP)];
    int filled = 0;
    while (true) {
      int count = body.readNBytes(bytes, filled, bytes.length - filled);
      filled += count;
      if (filled < bytes.length) {
        return ByteBuffer.wrap(bytes, 0, filled);
      }
      int next = body.read();
      if (next < 0) {
        return ByteBuffer.wrap(bytes);
      }
      long longer =
          Math.max(2L * bytes.length, promised == null ? 0 : Math.min(promised, 8L * bytes.length));
      bytes = Arrays.copyOf(bytes, (int) Math.min(longer, Integer.MAX_VALUE - 8));
      bytes[filled++] = (byte) next;
    }
  }
}
