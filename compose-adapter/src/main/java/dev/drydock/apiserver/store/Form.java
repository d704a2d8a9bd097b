// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.store;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Brings objects that were stored earlier into the form that their kind has now. */
public interface Form {
  /** Changes an object of a resource in place. */
  void apply(String resource, ObjectNode object);
}
