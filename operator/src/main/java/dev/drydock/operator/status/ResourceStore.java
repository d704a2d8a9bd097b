// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.status;

import io.fabric8.kubernetes.client.CustomResource;
import java.util.List;
import java.util.Optional;

/**
 * How a reconciler reads and writes the objects of one kind. Reads are of the API server and never
 * of a cache, so that a state machine kept in a status never acts on a stale step. Safe for use by
 * many threads.
 *
 * @param <T> kind of object
 */
public interface ResourceStore<T extends CustomResource<?, ?>> {
  /** The object as it is now. */
  Optional<T> get(String namespace, String name);

  /** All objects of a namespace as they are now. */
  List<T> list(String namespace);

  /** All objects of all namespaces that are looked after, as they are now. */
  List<T> listAll();

  /**
   * Creates an object unless one of its name exists.
   *
   * @return whether it was created now
   */
  boolean create(T object);

  /**
   * Writes the status of an object: the claim that must succeed before its side effect. The object
   * must carry the resource version of what was read.
   *
   * @return the object as stored, to base the next write on
   * @throws ConflictException when it changed or vanished since; nothing is written
   */
  T updateStatus(T object);

  /** Deletes an object; does nothing when there is none. */
  void delete(String namespace, String name);
}
