// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * A change. For a deletion {@code value} is the object's last state.
 *
 * @param previous the state before; null when the object was created
 */
public record StoreEvent(
    Type type, ObjectKey key, long revision, ObjectNode value, @Nullable ObjectNode previous) {
  /** What happened. */
  public enum Type {
    ADDED,
    MODIFIED,
    DELETED
  }
}
