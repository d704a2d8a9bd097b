// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.gc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.apiserver.error.ApiException;
import dev.drydock.apiserver.registry.DeleteOptions;
import dev.drydock.apiserver.registry.FieldValidation;
import dev.drydock.apiserver.registry.Meta;
import dev.drydock.apiserver.registry.Registry;
import dev.drydock.apiserver.registry.WriteOptions;
import dev.drydock.apiserver.resource.ResourceType;
import dev.drydock.apiserver.resource.ResourceTypes;
import dev.drydock.apiserver.store.StoredObject;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server's own changes; what somebody else changed or removed first is left alone. */
final class Edits {
  private static final Logger LOG = LoggerFactory.getLogger(Edits.class);
  private static final WriteOptions QUIET =
      new WriteOptions(false, FieldValidation.IGNORE, "drydock", false, warning -> {});

  private final ResourceTypes types;
  private final Registry registry;

  Edits(ResourceTypes types, Registry registry) {
    this.types = types;
    this.registry = registry;
  }

  /** Returns whether it is changed or gone. */
  boolean change(StoredObject target, Consumer<ObjectNode> change) {
    return quietly(
        target,
        type ->
            registry.patch(
                type,
                target.key().namespace(),
                target.key().name(),
                object -> {
                  change.accept(object);
                  Meta.of(object).put("uid", Meta.text(target.value(), "uid"));
                  return object;
                },
                "",
                List.of(),
                false,
                QUIET));
  }

  void delete(StoredObject target, DeleteOptions.Propagation propagation) {
    quietly(
        target,
        type ->
            registry.delete(
                type,
                target.key().namespace(),
                target.key().name(),
                new DeleteOptions(false, propagation, Meta.text(target.value(), "uid"), "")));
  }

  private boolean quietly(StoredObject target, Consumer<ResourceType> action) {
    try {
      types.findStored(target.key().resource()).ifPresent(action);
      return true;
    } catch (ApiException e) {
      // A conflict says that an object of this uid is no longer there.
      if (e.code() == 404 || e.code() == 409) {
        return true;
      }
      LOG.warn("{} cannot be collected: {}", target.key(), e.getMessage());
      return false;
    }
  }
}
