// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.apiserver.resource.ResourceType;
import java.util.List;

/** What of an update counts, and what stays as it was. */
final class Merging {
  private static final List<String> OWNED_BY_SERVER =
      List.of(
          "uid",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "generation",
          "resourceVersion");

  private Merging() {}

  static ObjectNode merge(ResourceType type, ObjectNode old, ObjectNode sent, boolean status) {
    ObjectNode updated;
    if (status) {
      updated = old.deepCopy();
      Meta.copy(sent, updated, "status");
      Meta.copy(Meta.of(sent), Meta.of(updated), "managedFields");
    } else {
      updated = sent.deepCopy();
      if (type.statusSubresource()) {
        Meta.copy(old, updated, "status");
      }
    }
    for (String field : OWNED_BY_SERVER) {
      Meta.copy(Meta.of(old), Meta.of(updated), field);
    }
    return updated;
  }

  /**
   * Counts changes to what users declare: everything but metadata and, with the subresource,
   * status.
   */
  static void setGeneration(ResourceType type, ObjectNode old, ObjectNode updated) {
    if (type.custom() && !declared(type, old).equals(declared(type, updated))) {
      long generation = old.path("metadata").path("generation").asLong(0);
      ObjectNode metadata = Meta.of(updated);
      if (generation + 1 <= Integer.MAX_VALUE) {
        metadata.put("generation", (int) (generation + 1));
      } else {
        metadata.put("generation", generation + 1);
      }
    }
  }

  private static ObjectNode declared(ResourceType type, ObjectNode object) {
    ObjectNode declared = object.deepCopy();
    declared.remove("metadata");
    if (type.statusSubresource()) {
      declared.remove("status");
    }
    return declared;
  }
}
