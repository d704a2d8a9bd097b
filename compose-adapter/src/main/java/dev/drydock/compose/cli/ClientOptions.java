// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.cli;

import dev.drydock.compose.StateDirectory;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a command reaches the API: a kubeconfig, or the adapter's state directory. */
final class ClientOptions {
  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "API to talk to. Default: the one of the adapter on this host.")
  private @Nullable Path kubeconfig;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAME",
      defaultValue = "default",
      description = "Namespace. Default: ${DEFAULT-VALUE}.")
  private String namespace = "default";

  @Mixin private StateOption state = new StateOption();

  String namespace() {
    return namespace;
  }

  StateDirectory state() {
    return state.state();
  }

  KubernetesClient connect() {
    Path file = kubeconfig == null ? state.state().kubeconfig() : kubeconfig;
    if (!Files.isReadable(file)) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          kubeconfig == null
              ? "No adapter has run here yet (%s is missing). Start it with: drydock up"
                  .formatted(file)
              : "%s cannot be read. Name an existing kubeconfig.".formatted(file));
    }
    return connect(file);
  }

  static KubernetesClient connect(Path kubeconfig) {
    try {
      return connect(Files.readString(kubeconfig));
    } catch (IOException e) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "%s cannot be read: %s".formatted(kubeconfig, e.getMessage()),
          e);
    }
  }

  static KubernetesClient connect(String kubeconfig) {
    Config config = Config.fromKubeconfig(kubeconfig);
    config.setOnlyHttpWatches(true);
    config.setRequestRetryBackoffLimit(2);
    return new KubernetesClientBuilder().withConfig(config).build();
  }
}
