// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.cli;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code drydock kubeconfig}. */
@Command(
    name = "kubeconfig",
    description = "Print a kubeconfig for the adapter of this host, for kubectl and GitOps tools.")
final class KubeconfigCommand implements Callable<Integer> {
  @Mixin private StateOption state = new StateOption();

  @Override
  public Integer call() throws IOException {
    Path file = state.state().kubeconfig();
    if (!Files.isReadable(file)) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "No adapter has run here yet (%s is missing). Start it with: drydock up".formatted(file));
    }
    System.out.print(Files.readString(file));
    return 0;
  }
}
