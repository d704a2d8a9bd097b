// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import java.io.IOException;

/** Applies the metadata of what was restored. */
record Finishing(RestoreSink sink, Problems problems) {
  /** Fails if it is not as it should be; attributes alone are a problem, but no failure. */
  void finish(SnapshotPath path, Node node) throws IOException {
    try {
      sink.finish(path, node);
    } catch (AttributesException e) {
      problems.addWithout(
          e.attributes(),
          path,
          "'" + path + "' is restored without some of its attributes: " + Causes.brief(e));
    }
  }
}
