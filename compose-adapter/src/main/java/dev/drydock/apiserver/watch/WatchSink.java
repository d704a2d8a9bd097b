// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.watch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** Where watch events go. */
public interface WatchSink {
  /** An event of an object: ADDED, MODIFIED or DELETED. */
  void event(String type, ObjectNode object) throws IOException;

  /** An object that carries nothing but a resourceVersion, and perhaps annotations. */
  void bookmark(ObjectNode object) throws IOException;

  /** A Status; the watch ends after it. */
  void error(ObjectNode status) throws IOException;
}
