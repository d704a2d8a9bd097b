// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.apiserver.error.ApiException;
import dev.drydock.apiserver.error.Cause;
import dev.drydock.apiserver.resource.ResourceType;
import dev.drydock.apiserver.store.Store;
import dev.drydock.apiserver.store.StoredObject;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * Creates, changes and removes objects by the rules of the Kubernetes API. Each operation is
 * atomic: it runs while nobody else writes. Thread-safe.
 */
public final class Registry {
  private final Store store;
  private final Clock clock;
  private final NameGenerator names = new NameGenerator();
  private final Namespaces namespaces;

  /** A registry over a store. */
  public Registry(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
    this.namespaces = new Namespaces(store);
  }

  /** An object; 404 when it does not exist. */
  public ObjectNode get(ResourceType type, String namespace, String name) {
    return stored(type, namespace, name).value();
  }

  /** Creates an object and returns it as stored. */
  public ObjectNode create(ResourceType type, String namespace, Body body, WriteOptions options) {
    ObjectNode object = body.object().deepCopy();
    Admission.requireKind(type, object);
    Admission.complain(type, Admission.decode(type, object, body.duplicates()), options, null);
    ObjectNode metadata = Meta.of(object);
    requireNamespace(type, namespace, metadata);
    if (!Meta.text(object, "resourceVersion").isEmpty()) {
      throw new ApiException(
          500, "InternalError", "resourceVersion should not be set on objects to be created");
    }
    String generateName = Meta.text(object, "generateName");
    if (Meta.text(object, "name").isEmpty() && !generateName.isEmpty()) {
      metadata.put("name", names.generate(generateName));
    }
    if (type.statusSubresource()) {
      object.remove("status");
    }
    metadata.put("uid", UUID.randomUUID().toString());
    metadata.put("creationTimestamp", Meta.time(clock.instant()));
    metadata.remove(
        List.of(
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "managedFields",
            "generation",
            "resourceVersion"));
    if (type.custom()) {
      metadata.put("generation", 1);
    }
    Admission.prepare(type, object);
    Admission.validate(type, object, null);
    String name = Meta.text(object, "name");
    return store.exclusively(
        () -> {
          namespaces.requireActive(type, namespace, name);
          if (store.get(type.key(namespace, name)).isPresent()) {
            throw ApiException.alreadyExists(type.subject(name));
          }
          return options.dryRun() ? object : store.put(type.key(namespace, name), object).value();
        });
  }

  /** Replaces an object, or only its status. */
  public ObjectNode update(
      ResourceType type,
      String namespace,
      String name,
      Body body,
      boolean status,
      WriteOptions options) {
    ObjectNode sent = body.object().deepCopy();
    Admission.requireKind(type, sent);
    Admission.complain(type, Admission.decode(type, sent, body.duplicates()), options, null);
    requireNamespace(type, namespace, Meta.of(sent));
    String sentName = Meta.text(sent, "name");
    if (!sentName.equals(name)) {
      throw ApiException.badRequest(
          "the name of the object ("
              + sentName
              + ") does not match the name on the URL ("
              + name
              + ")");
    }
    return store.exclusively(
        () -> {
          StoredObject current = stored(type, namespace, name);
          if (type.custom() && Meta.text(sent, "resourceVersion").isEmpty()) {
            throw ApiException.invalid(
                type.subject(name),
                List.of(
                    new Cause(
                        "FieldValueInvalid",
                        "metadata.resourceVersion",
                        "Invalid value: 0x0: must be specified for an update")));
          }
          return replace(type, current, sent, status, options);
        });
  }

  /**
   * Changes an object, or only its status, by a function of its present state.
   *
   * @param patchText the patch, for error messages
   * @param duplicates paths that the patch states more than once
   */
  public ObjectNode patch(
      ResourceType type,
      String namespace,
      String name,
      UnaryOperator<ObjectNode> patch,
      String patchText,
      List<String> duplicates,
      boolean status,
      WriteOptions options) {
    return store.exclusively(
        () -> {
          StoredObject current = stored(type, namespace, name);
          ObjectNode patched = patch.apply(current.value().deepCopy());
          Admission.requireKind(type, patched);
          List<String> complaints = Admission.decodePatched(type, patched, duplicates, patchText);
          Admission.complain(type, complaints, options, patchText);
          requireNamespace(type, namespace, Meta.of(patched));
          if (!Meta.text(patched, "name").equals(name)) {
            throw ApiException.badRequest(
                "the name of the object ("
                    + Meta.text(patched, "name")
                    + ") does not match the name on the URL ("
                    + name
                    + ")");
          }
          return replace(type, current, patched, status, options);
        });
  }

  /**
   * Removes an object, or marks it as being deleted when it has finalizers.
   *
   * @param gone whether it no longer exists
   */
  public record Deleted(ObjectNode object, boolean gone) {}

  /** Deletes an object. */
  public Deleted delete(ResourceType type, String namespace, String name, DeleteOptions options) {
    return store.exclusively(
        () -> {
          StoredObject current = stored(type, namespace, name);
          requirePreconditions(type, current, options);
          return new Deletion(store, clock).delete(type, current, options);
        });
  }

  /** An object as stored; 404 when it does not exist. */
  StoredObject stored(ResourceType type, String namespace, String name) {
    Optional<StoredObject> stored = store.get(type.key(namespace, name));
    return stored.orElseThrow(() -> ApiException.notFound(type.subject(name)));
  }

  private ObjectNode replace(
      ResourceType type,
      StoredObject current,
      ObjectNode sent,
      boolean status,
      WriteOptions options) {
    ObjectNode old = current.value();
    String name = current.key().name();
    requireSame(type, name, sent, old);
    ObjectNode updated = Merging.merge(type, old, sent, status);
    Admission.prepare(type, updated);
    Meta.of(updated).set("resourceVersion", Meta.of(old).get("resourceVersion"));
    Merging.setGeneration(type, old, updated);
    Admission.validate(type, updated, old);
    if (type.isBuiltin("customresourcedefinitions")
        && !old.path("spec").equals(updated.path("spec"))) {
      throw ApiException.forbidden(
          type.subject(name), "the kinds that this server knows are fixed by its version");
    }
    if (updated.equals(old)) {
      return old;
    }
    if (Meta.terminating(updated)
        && !Meta.hasFinalizers(updated)
        && !type.isBuiltin("namespaces")) {
      if (!options.dryRun()) {
        store.delete(current);
      }
      return updated;
    }
    return options.dryRun() ? updated : store.put(current.key(), updated).value();
  }

  private static void requireSame(ResourceType type, String name, ObjectNode sent, ObjectNode old) {
    String version = Meta.text(sent, "resourceVersion");
    if (!version.isEmpty() && !version.equals(Meta.text(old, "resourceVersion"))) {
      throw ApiException.conflict(
          type.subject(name),
          "the object has been modified; please apply your changes to the latest version and try again");
    }
    String uid = Meta.text(sent, "uid");
    if (!uid.isEmpty() && !uid.equals(Meta.text(old, "uid"))) {
      throw ApiException.conflict(
          type.subject(name),
          "Precondition failed: UID in precondition: "
              + uid
              + ", UID in object meta: "
              + Meta.text(old, "uid"));
    }
  }

  private static void requirePreconditions(
      ResourceType type, StoredObject current, DeleteOptions options) {
    String uid = Meta.text(current.value(), "uid");
    if (!options.uid().isEmpty() && !options.uid().equals(uid)) {
      throw ApiException.conflict(
          type.subject(current.key().name()),
          "Precondition failed: UID in precondition: "
              + options.uid()
              + ", UID in object meta: "
              + uid);
    }
    String version = Long.toString(current.revision());
    if (!options.resourceVersion().isEmpty() && !options.resourceVersion().equals(version)) {
      throw ApiException.conflict(
          type.subject(current.key().name()),
          "Precondition failed: ResourceVersion in precondition: "
              + options.resourceVersion()
              + ", ResourceVersion in object meta: "
              + version);
    }
  }

  private static void requireNamespace(ResourceType type, String namespace, ObjectNode metadata) {
    if (!type.namespaced()) {
      metadata.remove("namespace");
      return;
    }
    String stated = metadata.path("namespace").asText("");
    if (!stated.isEmpty() && !stated.equals(namespace)) {
      throw ApiException.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
    metadata.put("namespace", namespace);
  }
}
