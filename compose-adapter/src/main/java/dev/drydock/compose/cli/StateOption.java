// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.cli;

import dev.drydock.compose.StateDirectory;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that names the adapter's state directory. */
final class StateOption {
  @Option(
      names = "--state-dir",
      paramLabel = "DIR",
      description =
          "Where the adapter keeps its state. Default: DRYDOCK_STATE_DIR, else /var/lib/drydock for root,"
              + " else ~/.local/state/drydock.")
  private @Nullable Path directory;

  StateDirectory state() {
    return new StateDirectory(directory == null ? StateDirectory.defaultPath() : directory);
  }
}
