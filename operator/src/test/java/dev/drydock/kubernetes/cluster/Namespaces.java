// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** Namespaces as tests have them: written in YAML. */
public final class Namespaces {
  private Namespaces() {}

  /** The shop: a database, a web application, and what a cluster adds. */
  public static NamespaceView shop() {
    return shop(UnaryOperator.identity());
  }

  /** The shop with a change of its YAML. */
  public static NamespaceView shop(UnaryOperator<String> change) {
    try (InputStream in =
        Objects.requireNonNull(
            Namespaces.class.getResourceAsStream("/dev/drydock/kubernetes/shop.yaml"))) {
      return of("shop", change.apply(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A namespace of objects in YAML. */
  public static NamespaceView of(String name, String yaml) {
    Map<ObjectKind, List<GenericKubernetesResource>> objects = new EnumMap<>(ObjectKind.class);
    List<Pod> pods = new ArrayList<>();
    for (String document : yaml.split("(?m)^---$")) {
      GenericKubernetesResource object =
          Serialization.unmarshal(document, GenericKubernetesResource.class);
      if (object.getKind().equals("Pod")) {
        pods.add(Serialization.unmarshal(document, Pod.class));
      } else {
        objects
            .computeIfAbsent(ObjectKind.valueOf(object.getKind()), kind -> new ArrayList<>())
            .add(object);
      }
    }
    return new NamespaceView(name, objects, pods);
  }
}
