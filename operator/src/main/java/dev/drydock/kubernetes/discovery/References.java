// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.discovery;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The objects that others refer to by name. */
final class References {
  private References() {}

  /** Names of the Secrets that a pod uses. */
  static Set<String> secrets(PodSpec pod) {
    Set<String> names = new TreeSet<>();
    for (Container container : containers(pod)) {
      environment(container)
          .map(EnvVarSource::getSecretKeyRef)
          .filter(Objects::nonNull)
          .forEach(reference -> names.add(reference.getName()));
      container.getEnvFrom().stream()
          .map(EnvFromSource::getSecretRef)
          .filter(Objects::nonNull)
          .forEach(reference -> names.add(reference.getName()));
    }
    for (Volume volume : pod.getVolumes()) {
      if (volume.getSecret() != null) {
        names.add(volume.getSecret().getSecretName());
      }
      projections(volume)
          .map(VolumeProjection::getSecret)
          .filter(Objects::nonNull)
          .forEach(secret -> names.add(secret.getName()));
    }
    pod.getImagePullSecrets().stream().map(LocalObjectReference::getName).forEach(names::add);
    return names;
  }

  /** Names of the ConfigMaps that a pod uses. */
  static Set<String> configMaps(PodSpec pod) {
    Set<String> names = new TreeSet<>();
    for (Container container : containers(pod)) {
      environment(container)
          .map(EnvVarSource::getConfigMapKeyRef)
          .filter(Objects::nonNull)
          .forEach(reference -> names.add(reference.getName()));
      container.getEnvFrom().stream()
          .map(EnvFromSource::getConfigMapRef)
          .filter(Objects::nonNull)
          .forEach(reference -> names.add(reference.getName()));
    }
    for (Volume volume : pod.getVolumes()) {
      if (volume.getConfigMap() != null) {
        names.add(volume.getConfigMap().getName());
      }
      projections(volume)
          .map(VolumeProjection::getConfigMap)
          .filter(Objects::nonNull)
          .forEach(map -> names.add(map.getName()));
    }
    return names;
  }

  /** Names of the Secrets with the certificates of an Ingress. */
  static Set<String> certificates(GenericKubernetesResource ingress) {
    Set<String> names = new TreeSet<>();
    Object tls = ingress.get("spec", "tls");
    if (tls instanceof List<?> entries) {
      for (Object entry : entries) {
        if (entry instanceof java.util.Map<?, ?> of
            && of.get("secretName") instanceof String name) {
          names.add(name);
        }
      }
    }
    return names;
  }

  private static List<Container> containers(PodSpec pod) {
    return Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream()).toList();
  }

  private static Stream<EnvVarSource> environment(Container container) {
    return container.getEnv().stream().map(EnvVar::getValueFrom).filter(Objects::nonNull);
  }

  private static Stream<VolumeProjection> projections(Volume volume) {
    return volume.getProjected() == null
        ? Stream.of()
        : volume.getProjected().getSources().stream();
  }
}
