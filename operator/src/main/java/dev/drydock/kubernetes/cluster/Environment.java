// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.cluster;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.EnvVarSourceBuilder;
import java.util.Objects;
import java.util.Optional;

/** The environment of a container, as far as it can be told without reading Secrets. */
public final class Environment {
  private final Container container;

  /** The environment of a container. */
  public Environment(Container container) {
    this.container = container;
  }

  /** A value that is written out. */
  public Optional<String> literal(String name) {
    return variable(name).map(EnvVar::getValue).filter(value -> !value.isEmpty());
  }

  /** Where a value comes from that is not written out, to be given to another container. */
  public Optional<EnvVarSource> reference(String name) {
    Optional<EnvVarSource> direct =
        variable(name)
            .map(EnvVar::getValueFrom)
            .filter(
                source -> source.getSecretKeyRef() != null || source.getConfigMapKeyRef() != null);
    return variable(name).isPresent() ? direct : whole(name);
  }

  private Optional<EnvVar> variable(String name) {
    return container.getEnv().stream()
        .filter(variable -> name.equals(variable.getName()))
        .reduce((first, last) -> last);
  }

  /**
   * From a Secret or ConfigMap of which every key is a variable. Nobody may look which one has the
   * key, so the last Secret is taken: passwords are in Secrets.
   */
  private Optional<EnvVarSource> whole(String name) {
    return container.getEnvFrom().stream()
        .filter(source -> source.getSecretRef() != null)
        .filter(source -> name.startsWith(prefix(source)))
        .map(source -> key(source, name))
        .reduce((first, last) -> last);
  }

  private static EnvVarSource key(EnvFromSource source, String name) {
    return new EnvVarSourceBuilder()
        .withNewSecretKeyRef(
            name.substring(prefix(source).length()), source.getSecretRef().getName(), true)
        .build();
  }

  private static String prefix(EnvFromSource source) {
    return Objects.requireNonNullElse(source.getPrefix(), "");
  }
}
