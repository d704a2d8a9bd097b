// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.engine;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import java.nio.charset.StandardCharsets;

/** Collects what a container says, keeping the end when it is more than the limit. */
final class BoundedOutput extends ResultCallback.Adapter<Frame> {
  private final Tail out;
  private final Tail err;

  BoundedOutput(int limit) {
    out = new Tail(limit);
    err = new Tail(limit);
  }

  @Override
  public synchronized void onNext(Frame frame) {
    (frame.getStreamType() == StreamType.STDERR ? err : out).add(frame.getPayload());
  }

  synchronized String out() {
    return out.text();
  }

  synchronized String err() {
    return err.text();
  }

  private static final class Tail {
    private final int limit;
    private byte[] bytes = new byte[1024];
    private int length;

    Tail(int limit) {
      this.limit = limit;
    }

    void add(byte[] more) {
      if (length + more.length > bytes.length) {
        bytes = java.util.Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more.length));
      }
      System.arraycopy(more, 0, bytes, length, more.length);
      length += more.length;
      if (length > 2 * limit) {
        System.arraycopy(bytes, length - limit, bytes, 0, limit);
        length = limit;
      }
    }

    String text() {
      int from = Math.max(0, length - limit);
      return new String(bytes, from, length - from, StandardCharsets.UTF_8);
    }
  }
}
