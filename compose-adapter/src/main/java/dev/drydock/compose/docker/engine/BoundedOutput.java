// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.engine;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import dev.drydock.operator.platform.OutputTail;

/** Collects what a container says, keeping the end when it is more than the limit. */
final class BoundedOutput extends ResultCallback.Adapter<Frame> {
  private final OutputTail out;
  private final OutputTail err;

  BoundedOutput(int limit) {
    out = new OutputTail(limit);
    err = new OutputTail(limit);
  }

  @Override
  public void onNext(Frame frame) {
    byte[] said = frame.getPayload();
    (frame.getStreamType() == StreamType.STDERR ? err : out).write(said, 0, said.length);
  }

  String out() {
    return out.text();
  }

  String err() {
    return err.text();
  }
}
