// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.gc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.apiserver.json.Json;
import dev.drydock.apiserver.registry.DeleteOptions;
import dev.drydock.apiserver.registry.Finalizers;
import dev.drydock.apiserver.registry.Meta;
import dev.drydock.apiserver.resource.ResourceType;
import dev.drydock.apiserver.resource.ResourceTypes;
import dev.drydock.apiserver.store.StoredObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Removes objects whose owners are gone, and honours foreground deletion and orphaning. It looks at
 * everything each time it is asked to, so a crash between two steps needs no memory.
 */
final class OwnerCollector {
  private final ResourceTypes types;
  private final Edits edits;

  OwnerCollector(ResourceTypes types, Edits edits) {
    this.types = types;
    this.edits = edits;
  }

  void collect(List<StoredObject> everything) {
    Map<String, StoredObject> byUid = new HashMap<>();
    Map<String, List<StoredObject>> dependents = new HashMap<>();
    for (StoredObject object : everything) {
      byUid.put(Meta.text(object.value(), "uid"), object);
      for (JsonNode owner : owners(object)) {
        dependents
            .computeIfAbsent(owner.path("uid").asText(), uid -> new ArrayList<>())
            .add(object);
      }
    }
    for (StoredObject object : everything) {
      String uid = Meta.text(object.value(), "uid");
      if (Meta.terminating(object.value())) {
        finish(object, dependents.getOrDefault(uid, List.of()));
      }
      if (!owners(object).isEmpty()) {
        judge(object, byUid);
      }
    }
  }

  private void finish(StoredObject owner, List<StoredObject> dependents) {
    if (Meta.hasFinalizer(owner.value(), Finalizers.ORPHAN)) {
      String uid = Meta.text(owner.value(), "uid");
      dependents.forEach(dependent -> edits.change(dependent, object -> dropOwner(object, uid)));
      edits.change(owner, object -> Meta.removeFinalizer(object, Finalizers.ORPHAN));
    } else if (Meta.hasFinalizer(owner.value(), Finalizers.FOREGROUND) && dependents.isEmpty()) {
      edits.change(owner, object -> Meta.removeFinalizer(object, Finalizers.FOREGROUND));
    }
  }

  private void judge(StoredObject dependent, Map<String, StoredObject> byUid) {
    List<String> absent = new ArrayList<>();
    boolean held = false;
    boolean awaited = false;
    for (JsonNode reference : owners(dependent)) {
      String uid = reference.path("uid").asText();
      Optional<ResourceType> type =
          types.findKind(reference.path("apiVersion").asText(), reference.path("kind").asText());
      StoredObject owner = byUid.get(uid);
      if (type.isEmpty()) {
        held = true;
      } else if (owner == null || !sees(dependent, owner, type.get(), reference)) {
        absent.add(uid);
      } else if (Meta.hasFinalizer(owner.value(), Finalizers.FOREGROUND)
          && Meta.terminating(owner.value())) {
        awaited = true;
      } else {
        held = true;
      }
    }
    if (!held && !Meta.terminating(dependent.value())) {
      edits.delete(
          dependent,
          awaited ? DeleteOptions.Propagation.FOREGROUND : DeleteOptions.Propagation.BACKGROUND);
    } else if (held) {
      for (String uid : absent) {
        edits.change(dependent, object -> dropOwner(object, uid));
      }
    }
  }

  private static boolean sees(
      StoredObject dependent, StoredObject owner, ResourceType type, JsonNode reference) {
    return owner.key().resource().equals(type.resource())
        && owner.key().name().equals(reference.path("name").asText())
        && (!type.namespaced() || owner.key().namespace().equals(dependent.key().namespace()));
  }

  private static JsonNode owners(StoredObject object) {
    return object.value().path("metadata").path("ownerReferences");
  }

  private static void dropOwner(ObjectNode object, String uid) {
    ArrayNode kept = Json.array();
    for (JsonNode owner : object.path("metadata").path("ownerReferences")) {
      if (!owner.path("uid").asText().equals(uid)) {
        kept.add(owner);
      }
    }
    if (kept.isEmpty()) {
      Meta.of(object).remove("ownerReferences");
    } else {
      Meta.of(object).set("ownerReferences", kept);
    }
  }
}
