// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.cli;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import java.util.List;

/** How this program starts itself again: by its launcher, which knows the JVM and its options. */
final class Launcher {
  private Launcher() {}

  static List<String> command() {
    String script = System.getProperty("drydock.launcher");
    if (script != null) {
      return List.of(script);
    }
    String java =
        ProcessHandle.current()
            .info()
            .command()
            .orElseThrow(
                () ->
                    new DrydockException(
                        FailureReason.InternalError,
                        "This program cannot find out how it was started; use: drydock up --foreground"));
    return List.of(
        java,
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"),
        DrydockCommand.class.getName());
  }
}
