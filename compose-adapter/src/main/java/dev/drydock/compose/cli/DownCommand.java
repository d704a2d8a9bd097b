// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.cli;

import dev.drydock.compose.StateDirectory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code drydock down}. */
@Command(
    name = "down",
    description = {
      "Stop the adapter of this host.",
      "Backups that are being made go on; the adapter finds them again when it is started."
    })
final class DownCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Mixin private StateOption option = new StateOption();

  @Override
  public Integer call() throws InterruptedException, ExecutionException {
    StateDirectory state = option.state();
    Optional<ProcessHandle> process = state.runningProcess().flatMap(ProcessHandle::of);
    if (process.isEmpty()) {
      System.out.println("No adapter runs with the state directory " + state.path() + ".");
      return 0;
    }
    ProcessHandle handle = process.get();
    if (handle.info().commandLine().filter(line -> !line.contains("drydock")).isPresent()) {
      // its number is of another namespace, and here somebody else's
      System.err.printf(
          "The adapter with the state directory %s does not run on this host itself; if it runs as a container, stop that: docker compose -f deploy/compose.yaml down%n",
          state.path());
      return 1;
    }
    handle.destroy();
    try {
      handle.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      System.err.printf(
          "Process %d has not ended after %d s. Its log: %s%n",
          handle.pid(), PATIENCE.toSeconds(), state.log());
      return 1;
    }
    System.out.println("Stopped.");
    return 0;
  }
}
