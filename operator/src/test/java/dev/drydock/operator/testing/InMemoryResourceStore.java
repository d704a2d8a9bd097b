// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.drydock.operator.status.ConflictException;
import dev.drydock.operator.status.ResourceStore;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Objects of one kind in memory, with the rules of an API server that matter here: resource
 * versions, generations, conflicts, and a status that only status writes change. Hands out copies.
 *
 * @param <T> kind of object
 */
public final class InMemoryResourceStore<T extends CustomResource<?, ?>>
    implements ResourceStore<T> {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Class<T> type;
  private final Clock clock;
  private final Effects effects;
  private final Map<String, T> objects = new TreeMap<>();
  private final Set<String> gone = new HashSet<>();
  private long version = 1000;

  /** An empty store. */
  public InMemoryResourceStore(Class<T> type, Clock clock, Effects effects) {
    this.type = type;
    this.clock = clock;
    this.effects = effects;
  }

  @Override
  public synchronized Optional<T> get(String namespace, String name) {
    return Optional.ofNullable(objects.get(key(namespace, name))).map(this::copy);
  }

  @Override
  public synchronized List<T> list(String namespace) {
    return objects.values().stream()
        .filter(o -> o.getMetadata().getNamespace().equals(namespace))
        .map(this::copy)
        .toList();
  }

  @Override
  public synchronized List<T> listAll() {
    return objects.values().stream().map(this::copy).toList();
  }

  @Override
  public synchronized boolean create(T object) {
    ObjectMeta given = object.getMetadata();
    if (objects.containsKey(key(given.getNamespace(), given.getName()))) {
      return false;
    }
    T stored = copy(object);
    stored.setStatus(null);
    String identity = given.getName() + (gone.contains(given.getName()) ? version : "");
    stored.getMetadata().setUid(UUID.nameUUIDFromBytes(identity.getBytes()).toString());
    stored.getMetadata().setGeneration(1L);
    stored
        .getMetadata()
        .setCreationTimestamp(clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    put(stored);
    effects.happened("create " + type.getSimpleName() + " " + given.getName());
    return true;
  }

  /** Replaces the spec and the labels, as a user would. */
  public synchronized void updateSpec(T object) {
    T stored = copy(object);
    T known = objects.get(key(object.getMetadata().getNamespace(), object.getMetadata().getName()));
    copyStatus(known, stored);
    stored.getMetadata().setGeneration(known.getMetadata().getGeneration() + 1);
    put(stored);
  }

  /** Marks the object as being deleted, as a user's delete does where there is a finalizer. */
  public synchronized void markDeleted(String namespace, String name) {
    T stored = copy(Objects.requireNonNull(objects.get(key(namespace, name))));
    stored.getMetadata().setDeletionTimestamp(clock.instant().toString());
    put(stored);
  }

  @Override
  public synchronized T updateStatus(T object) {
    String name = object.getMetadata().getName();
    T known = objects.get(key(object.getMetadata().getNamespace(), name));
    if (known == null
        || !known
            .getMetadata()
            .getResourceVersion()
            .equals(object.getMetadata().getResourceVersion())) {
      throw new ConflictException(type.getSimpleName() + " " + name);
    }
    T stored = copy(known);
    copyStatus(copy(object), stored);
    if (!Objects.equals(stored.getStatus(), known.getStatus())) {
      put(stored);
      effects.happened("status " + type.getSimpleName() + " " + name);
    }
    return copy(stored);
  }

  @Override
  public synchronized void delete(String namespace, String name) {
    if (objects.remove(key(namespace, name)) != null) {
      gone.add(name);
      effects.happened("delete " + type.getSimpleName() + " " + name);
    }
  }

  private void put(T object) {
    object.getMetadata().setResourceVersion(Long.toString(++version));
    objects.put(
        key(object.getMetadata().getNamespace(), object.getMetadata().getName()),
        throughJson(object));
  }

  /** Specs and statuses are immutable; only what surrounds them is copied. */
  private T copy(T object) {
    try {
      T copy = type.getDeclaredConstructor().newInstance();
      copy.setMetadata(new ObjectMetaBuilder(object.getMetadata()).build());
      copySpec(object, copy);
      copyStatus(object, copy);
      return copy;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What is stored has been JSON, so that nothing is kept that an API server would lose. */
  private T throughJson(T object) {
    try {
      return MAPPER.readValue(MAPPER.writeValueAsBytes(object), type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @SuppressWarnings("unchecked")
  private void copySpec(T from, T to) {
    ((CustomResource<Object, Object>) to)
        .setSpec(((CustomResource<Object, Object>) from).getSpec());
  }

  @SuppressWarnings("unchecked")
  private void copyStatus(T from, T to) {
    ((CustomResource<Object, Object>) to)
        .setStatus(((CustomResource<Object, Object>) from).getStatus());
  }

  private static String key(String namespace, String name) {
    return namespace + "/" + name;
  }
}
