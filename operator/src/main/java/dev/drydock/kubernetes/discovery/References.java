// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.discovery;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The objects that others refer to by name. */
final class References {
  private References() {}

  /** The Secrets that a pod uses: by name, whether it cannot do without. */
  static Map<String, Boolean> secrets(PodSpec pod) {
    Map<String, Boolean> names = new TreeMap<>();
    for (Container container : containers(pod)) {
      environment(container)
          .map(EnvVarSource::getSecretKeyRef)
          .filter(Objects::nonNull)
          .forEach(reference -> add(names, reference.getName(), reference.getOptional()));
      container.getEnvFrom().stream()
          .map(EnvFromSource::getSecretRef)
          .filter(Objects::nonNull)
          .forEach(reference -> add(names, reference.getName(), reference.getOptional()));
    }
    for (Volume volume : pod.getVolumes()) {
      if (volume.getSecret() != null) {
        add(names, volume.getSecret().getSecretName(), volume.getSecret().getOptional());
      }
      if (volume.getCsi() != null && volume.getCsi().getNodePublishSecretRef() != null) {
        add(names, volume.getCsi().getNodePublishSecretRef().getName(), null);
      }
      projections(volume)
          .map(VolumeProjection::getSecret)
          .filter(Objects::nonNull)
          .forEach(secret -> add(names, secret.getName(), secret.getOptional()));
    }
    pod.getImagePullSecrets().forEach(secret -> add(names, secret.getName(), null));
    return names;
  }

  private static void add(
      Map<String, Boolean> names, @Nullable String name, @Nullable Boolean optional) {
    if (name != null) {
      names.merge(name, !Boolean.TRUE.equals(optional), Boolean::logicalOr);
    }
  }

  /** Names of the Secrets with which a ServiceAccount has images pulled. */
  static Set<String> pullSecrets(GenericKubernetesResource account) {
    Set<String> names = new TreeSet<>();
    if (account.get("imagePullSecrets") instanceof List<?> references) {
      for (Object reference : references) {
        if (reference instanceof Map<?, ?> of && of.get("name") instanceof String name) {
          names.add(name);
        }
      }
    }
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
        if (entry instanceof Map<?, ?> of && of.get("secretName") instanceof String name) {
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
