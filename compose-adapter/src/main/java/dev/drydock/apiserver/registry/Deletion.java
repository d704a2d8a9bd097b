// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.apiserver.error.ApiException;
import dev.drydock.apiserver.resource.ResourceType;
import dev.drydock.apiserver.store.Store;
import dev.drydock.apiserver.store.StoredObject;
import java.time.Clock;
import java.util.Set;

/** Removes an object, at once or in steps. */
final class Deletion {
  private static final Set<String> ETERNAL = Set.of("default", "kube-system", "kube-public");

  private final Store store;
  private final Clock clock;

  Deletion(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  Registry.Deleted delete(ResourceType type, StoredObject current, DeleteOptions options) {
    ObjectNode object = current.value().deepCopy();
    boolean namespace = type.isBuiltin("namespaces");
    if (namespace && ETERNAL.contains(current.key().name())) {
      throw ApiException.forbidden(
          type.subject(current.key().name()), "this namespace may not be deleted");
    }
    propagate(object, options.propagation());
    if (!namespace && !Meta.hasFinalizers(object)) {
      if (!options.dryRun()) {
        return new Registry.Deleted(store.delete(current).value(), true);
      }
      return new Registry.Deleted(object, true);
    }
    if (Meta.terminating(object)) {
      return new Registry.Deleted(write(current, object, options), false);
    }
    ObjectNode metadata = Meta.of(object);
    metadata.put("deletionTimestamp", Meta.time(clock.instant()));
    metadata.put("deletionGracePeriodSeconds", 0);
    if (metadata.has("generation")) {
      metadata.put("generation", metadata.get("generation").asInt() + 1);
    }
    if (namespace) {
      metadata.remove("deletionGracePeriodSeconds");
      ((ObjectNode) object.withObject("/status")).put("phase", "Terminating");
    }
    return new Registry.Deleted(write(current, object, options), false);
  }

  private ObjectNode write(StoredObject current, ObjectNode object, DeleteOptions options) {
    return options.dryRun() || object.equals(current.value())
        ? object
        : store.put(current.key(), object).value();
  }

  /** A later wish replaces an earlier one. */
  private static void propagate(ObjectNode object, DeleteOptions.Propagation propagation) {
    if (propagation != DeleteOptions.Propagation.DEFAULT) {
      Meta.removeFinalizer(object, Finalizers.FOREGROUND);
      Meta.removeFinalizer(object, Finalizers.ORPHAN);
    }
    switch (propagation) {
      case FOREGROUND -> Meta.addFinalizer(object, Finalizers.FOREGROUND);
      case ORPHAN -> Meta.addFinalizer(object, Finalizers.ORPHAN);
      case BACKGROUND, DEFAULT -> {}
    }
  }
}
