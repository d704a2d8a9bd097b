// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.status;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Objects in a Kubernetes API, by plain requests: no server-side apply, and a status write always
 * carries the resource version it is based on.
 *
 * @param <T> kind of object
 */
public final class ClientResourceStore<T extends CustomResource<?, ?>> implements ResourceStore<T> {
  private final KubernetesClient client;
  private final Class<T> type;
  private final Set<String> namespaces;

  /** The objects of this kind that the client sees. */
  public ClientResourceStore(KubernetesClient client, Class<T> type) {
    this(client, type, Set.of());
  }

  /** The objects of this kind in these namespaces; all that the client sees when there are none. */
  public ClientResourceStore(KubernetesClient client, Class<T> type, Set<String> namespaces) {
    this.client = requireNonNull(client, "client is null");
    this.type = requireNonNull(type, "type is null");
    this.namespaces = Set.copyOf(namespaces);
  }

  @Override
  public Optional<T> get(String namespace, String name) {
    return Optional.ofNullable(client.resources(type).inNamespace(namespace).withName(name).get());
  }

  @Override
  public List<T> list(String namespace) {
    return client.resources(type).inNamespace(namespace).list().getItems();
  }

  @Override
  public List<T> listAll() {
    return namespaces.isEmpty()
        ? client.resources(type).inAnyNamespace().list().getItems()
        : namespaces.stream().flatMap(namespace -> list(namespace).stream()).toList();
  }

  @Override
  public boolean create(T object) {
    try {
      client.resource(object).create();
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public T updateStatus(T object) {
    requireNonNull(object.getMetadata().getResourceVersion(), "resourceVersion is null");
    try {
      return client.resource(object).updateStatus();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT
          || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        throw new ConflictException(
            type.getSimpleName()
                + " "
                + object.getMetadata().getNamespace()
                + "/"
                + object.getMetadata().getName(),
            e);
      }
      throw e;
    }
  }

  @Override
  public void delete(String namespace, String name) {
    client.resources(type).inNamespace(namespace).withName(name).delete();
  }
}
