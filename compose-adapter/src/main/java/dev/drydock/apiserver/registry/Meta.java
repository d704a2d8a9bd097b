// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.apiserver.json.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Access to an object's metadata. */
public final class Meta {
  private Meta() {}

  /** The metadata itself, created when there is none. */
  public static ObjectNode of(ObjectNode object) {
    return Json.child(object, "metadata");
  }

  /** A text field, empty when absent. */
  public static String text(JsonNode object, String field) {
    return object.path("metadata").path(field).asText("");
  }

  /** Whether the object is being deleted. */
  public static boolean terminating(JsonNode object) {
    return !text(object, "deletionTimestamp").isEmpty();
  }

  /** Whether something must be done before the object can go. */
  public static boolean hasFinalizers(JsonNode object) {
    return !object.path("metadata").path("finalizers").isEmpty();
  }

  /** Whether the object has a certain finalizer. */
  public static boolean hasFinalizer(JsonNode object, String finalizer) {
    for (JsonNode one : object.path("metadata").path("finalizers")) {
      if (one.asText().equals(finalizer)) {
        return true;
      }
    }
    return false;
  }

  /** Adds a finalizer, when it is not there. */
  public static void addFinalizer(ObjectNode object, String finalizer) {
    if (!hasFinalizer(object, finalizer)) {
      ObjectNode metadata = of(object);
      ArrayNode list =
          metadata.get("finalizers") instanceof ArrayNode existing
              ? existing
              : metadata.putArray("finalizers");
      list.add(finalizer);
    }
  }

  /** Takes a finalizer away. */
  public static void removeFinalizer(ObjectNode object, String finalizer) {
    ObjectNode metadata = of(object);
    if (metadata.get("finalizers") instanceof ArrayNode list) {
      for (int i = list.size() - 1; i >= 0; i--) {
        if (list.get(i).asText().equals(finalizer)) {
          list.remove(i);
        }
      }
      if (list.isEmpty()) {
        metadata.remove("finalizers");
      }
    }
  }

  /** A time in the precision of the API. */
  public static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** Takes or drops a field, so that it is as in another object. */
  static void copy(ObjectNode from, ObjectNode to, String field) {
    JsonNode value = from.get(field);
    if (value == null) {
      to.remove(field);
    } else {
      to.set(field, value.deepCopy());
    }
  }
}
