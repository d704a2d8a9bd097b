// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.apiserver.error.ApiException;
import dev.drydock.apiserver.error.Subject;
import dev.drydock.apiserver.resource.ResourceType;
import dev.drydock.apiserver.store.ObjectKey;
import dev.drydock.apiserver.store.Store;
import dev.drydock.apiserver.store.StoredObject;

/** Objects are created only in namespaces that exist and stay. */
final class Namespaces {
  private final Store store;

  Namespaces(Store store) {
    this.store = store;
  }

  void requireActive(ResourceType type, String namespace, String name) {
    if (!type.namespaced()) {
      return;
    }
    ObjectNode found =
        store
            .get(new ObjectKey("namespaces", "", namespace))
            .map(StoredObject::value)
            .orElseThrow(
                () -> ApiException.notFound(new Subject("", "namespaces", "Namespace", namespace)));
    if (Meta.terminating(found)) {
      throw ApiException.forbidden(
          type.subject(name),
          "unable to create new content in namespace "
              + namespace
              + " because it is being terminated");
    }
  }
}
