// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.apiserver.json.Json;
import dev.drydock.apiserver.registry.Meta;
import dev.drydock.apiserver.resource.ResourceType;
import dev.drydock.apiserver.resource.ResourceTypes;
import dev.drydock.apiserver.store.ObjectKey;
import dev.drydock.apiserver.store.Store;
import dev.drydock.apiserver.store.StoredObject;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Creates what every API server has from the start: a few namespaces and its CRDs. */
final class Bootstrap {
  private final Store store;
  private final ResourceTypes types;
  private final Clock clock;

  Bootstrap(Store store, ResourceTypes types, Clock clock) {
    this.store = store;
    this.types = types;
    this.clock = clock;
  }

  void run() {
    for (String name : List.of("default", "kube-system")) {
      ObjectNode namespace = Json.object().put("apiVersion", "v1").put("kind", "Namespace");
      namespace
          .putObject("metadata")
          .put("name", name)
          .putObject("labels")
          .put("kubernetes.io/metadata.name", name);
      namespace.putObject("spec").putArray("finalizers").add("kubernetes");
      namespace.putObject("status").put("phase", "Active");
      create(types.builtin("namespaces"), namespace);
    }
    types.definitions().forEach(crd -> create(types.builtin("customresourcedefinitions"), crd));
  }

  /** Stores the object unless it is there already in the same form. */
  private void create(ResourceType type, ObjectNode object) {
    ObjectKey key = type.key("", Meta.text(object, "name"));
    Optional<StoredObject> existing = store.get(key);
    ObjectNode metadata = Meta.of(object);
    if (existing.isEmpty()) {
      metadata.put("uid", UUID.randomUUID().toString());
      metadata.put("creationTimestamp", Meta.time(clock.instant()));
    } else {
      ObjectNode old = existing.get().value();
      if (!type.isBuiltin("customresourcedefinitions")
          || old.path("spec").equals(object.path("spec"))) {
        return;
      }
      object.set("metadata", old.path("metadata").deepCopy());
    }
    if (type.isBuiltin("customresourcedefinitions")) {
      Meta.of(object).put("generation", Meta.of(object).path("generation").asInt(0) + 1);
      for (JsonNode condition : object.path("status").path("conditions")) {
        ((ObjectNode) condition).put("lastTransitionTime", Meta.text(object, "creationTimestamp"));
      }
    }
    store.put(key, object);
  }
}
