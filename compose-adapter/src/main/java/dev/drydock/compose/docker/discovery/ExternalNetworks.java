// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.discovery;

import com.github.dockerjava.api.model.Network;
import dev.drydock.compose.docker.engine.ContainerView;
import dev.drydock.compose.docker.engine.Labels;
import dev.drydock.operator.platform.ApplicationManifest.ExternalNetwork;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds the networks that a project uses and that compose does not make for it. */
final class ExternalNetworks {
  private static final Set<String> OF_THE_ENGINE =
      Set.of("bridge", "host", "none", "default", "ingress");

  private ExternalNetworks() {}

  /** Those of these containers; {@code inspect} returns a network by name. */
  static List<ExternalNetwork> of(
      String project, List<ContainerView> containers, Function<String, Optional<Network>> inspect) {
    return containers.stream()
        .flatMap(container -> container.networks().stream())
        .distinct()
        .filter(name -> !OF_THE_ENGINE.contains(name))
        .sorted()
        .flatMap(name -> inspect.apply(name).stream())
        .filter(
            network ->
                !project.equals(
                    Objects.requireNonNullElse(network.getLabels(), Map.<String, String>of())
                        .get(Labels.PROJECT)))
        .map(ExternalNetworks::record)
        .toList();
  }

  private static ExternalNetwork record(Network network) {
    return new ExternalNetwork(
        network.getName(),
        network.getDriver(),
        Objects.requireNonNullElse(network.getOptions(), Map.of()),
        subnet(network));
  }

  private static @Nullable String subnet(Network network) {
    if (network.getIpam() == null || network.getIpam().getConfig() == null) {
      return null;
    }
    return network.getIpam().getConfig().stream()
        .map(Network.Ipam.Config::getSubnet)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }
}
