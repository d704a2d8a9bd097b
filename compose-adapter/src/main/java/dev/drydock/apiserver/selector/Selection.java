// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.selector;

import com.fasterxml.jackson.databind.JsonNode;

/** A label selector and a field selector together. */
public record Selection(LabelSelector labels, FieldSelector fields) {
  /** Matches everything. */
  public static final Selection EVERYTHING =
      new Selection(LabelSelector.EVERYTHING, FieldSelector.EVERYTHING);

  /** Whether everything matches. */
  public boolean isEverything() {
    return labels.isEverything() && fields.isEverything();
  }

  /** Whether an object matches both. */
  public boolean matches(JsonNode object) {
    return labels.matches(object) && fields.matches(object);
  }
}
