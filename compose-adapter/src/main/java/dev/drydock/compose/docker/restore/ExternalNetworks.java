// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.restore;

import com.github.dockerjava.api.command.CreateNetworkCmd;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Network.Ipam;
import dev.drydock.compose.docker.engine.DockerEngine;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.platform.ApplicationManifest.ExternalNetwork;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the networks that compose expects to be there, as they are not on a bare host. */
record ExternalNetworks(DockerEngine engine) {
  private static final Logger log = LoggerFactory.getLogger(ExternalNetworks.class);

  /** Makes those that are missing; one that exists is left as it is. */
  void make(List<ExternalNetwork> networks) {
    networks.stream().filter(network -> !exists(network.name())).forEach(this::make);
  }

  private boolean exists(String name) {
    try {
      engine.client().inspectNetworkCmd().withNetworkId(name).exec();
      return true;
    } catch (NotFoundException e) {
      return false;
    }
  }

  private void make(ExternalNetwork network) {
    try (CreateNetworkCmd command = engine.client().createNetworkCmd()) {
      command
          .withName(network.name())
          .withDriver(Objects.requireNonNullElse(network.driver(), "bridge"))
          .withOptions(network.options())
          .withCheckDuplicate(true);
      if (network.subnet() != null) {
        command.withIpam(new Ipam().withConfig(new Ipam.Config().withSubnet(network.subnet())));
      }
      command.exec();
      log.info("made the network {}, which the application expects", network.name());
    } catch (ConflictException e) {
      log.debug("somebody else made the network {}", network.name());
    } catch (DockerException e) {
      throw new DrydockException(
          FailureReason.WorkloadUnhealthy,
          "The application expects the network %s, which could not be made: %s. Make it with docker network create %s, and restore again."
              .formatted(network.name(), e.getMessage(), network.name()),
          e);
    }
  }
}
