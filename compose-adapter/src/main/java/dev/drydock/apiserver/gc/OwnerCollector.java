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
import dev.drydock.apiserver.store.ObjectKey;
import dev.drydock.apiserver.store.Store;
import dev.drydock.apiserver.store.StoredObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Removes objects whose owners are gone, and honours foreground deletion and orphaning. It looks at
 * everything each time it is asked to, so a crash between two steps needs no memory.
 */
final class OwnerCollector {
  private final Store store;
  private final ResourceTypes types;
  private final Edits edits;

  OwnerCollector(Store store, ResourceTypes types, Edits edits) {
    this.store = store;
    this.types = types;
    this.edits = edits;
  }

  /**
   * Does what is due.
   *
   * @param everything all objects of all kinds, as of one revision
   */
  void collect(List<StoredObject> everything) {
    Map<ObjectKey, StoredObject> present = new HashMap<>();
    Map<String, List<StoredObject>> dependents = new HashMap<>();
    for (StoredObject object : everything) {
      present.put(object.key(), object);
      for (JsonNode owner : owners(object)) {
        dependents
            .computeIfAbsent(owner.path("uid").asText(), uid -> new ArrayList<>())
            .add(object);
      }
    }
    for (StoredObject object : everything) {
      if (Meta.terminating(object.value())) {
        finish(object, dependents.getOrDefault(uid(object), List.of()));
      }
      if (!owners(object).isEmpty()
          && judge(object, key -> Optional.ofNullable(present.get(key))).needsAction()) {
        settle(object);
      }
    }
  }

  private void finish(StoredObject owner, List<StoredObject> dependents) {
    if (Meta.hasFinalizer(owner.value(), Finalizers.ORPHAN)) {
      String uid = uid(owner);
      boolean free = true;
      for (StoredObject dependent : dependents) {
        free &= edits.change(dependent, object -> dropOwners(object, Set.of(uid)));
      }
      if (free) {
        edits.change(owner, object -> Meta.removeFinalizer(object, Finalizers.ORPHAN));
      }
    } else if (Meta.hasFinalizer(owner.value(), Finalizers.FOREGROUND) && dependents.isEmpty()) {
      edits.change(owner, object -> Meta.removeFinalizer(object, Finalizers.FOREGROUND));
    }
  }

  /** Judges again by what is there now, while nobody writes, and acts on it. */
  private void settle(StoredObject seen) {
    store.exclusively(
        () -> {
          store
              .get(seen.key())
              .filter(now -> uid(now).equals(uid(seen)))
              .ifPresent(now -> act(now, judge(now, store::get)));
          return null;
        });
  }

  private void act(StoredObject dependent, Verdict verdict) {
    if (!verdict.needsAction()) {
      return;
    }
    if (verdict.held()) {
      edits.change(dependent, object -> dropOwners(object, verdict.absent()));
    } else {
      edits.delete(
          dependent,
          verdict.awaited()
              ? DeleteOptions.Propagation.FOREGROUND
              : DeleteOptions.Propagation.DEFAULT);
    }
  }

  /**
   * What the owners of an object mean for it.
   *
   * @param absent uids of those that are gone
   * @param held whether one of them stays
   * @param awaited whether one of them waits for it to go
   */
  private record Verdict(Set<String> absent, boolean held, boolean awaited, boolean terminating) {
    boolean needsAction() {
      return held ? !absent.isEmpty() : !terminating;
    }
  }

  private Verdict judge(
      StoredObject dependent, Function<ObjectKey, Optional<StoredObject>> present) {
    Set<String> absent = new HashSet<>();
    boolean held = false;
    boolean awaited = false;
    for (JsonNode reference : owners(dependent)) {
      String uid = reference.path("uid").asText();
      Optional<ResourceType> type =
          types.findKind(reference.path("apiVersion").asText(), reference.path("kind").asText());
      if (type.isEmpty()) {
        held = true;
        continue;
      }
      ObjectKey key = type.get().key(dependent.key().namespace(), reference.path("name").asText());
      Optional<StoredObject> owner = present.apply(key).filter(found -> uid(found).equals(uid));
      if (owner.isEmpty()) {
        absent.add(uid);
      } else if (Meta.hasFinalizer(owner.get().value(), Finalizers.FOREGROUND)
          && Meta.terminating(owner.get().value())) {
        awaited = true;
      } else {
        held = true;
      }
    }
    return new Verdict(absent, held, awaited, Meta.terminating(dependent.value()));
  }

  private static String uid(StoredObject object) {
    return Meta.text(object.value(), "uid");
  }

  private static JsonNode owners(StoredObject object) {
    return object.value().path("metadata").path("ownerReferences");
  }

  private static void dropOwners(ObjectNode object, Set<String> uids) {
    ArrayNode kept = Json.array();
    for (JsonNode owner : object.path("metadata").path("ownerReferences")) {
      if (!uids.contains(owner.path("uid").asText())) {
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
