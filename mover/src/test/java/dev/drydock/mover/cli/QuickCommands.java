// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import dev.drydock.mover.repository.RepositoryOptions.KeyCost;
import java.time.Duration;
import picocli.CommandLine;

/**
 * Makes commands quick enough for tests of everything else: the keys that they make open at once,
 * and nobody waits until a lock is seen by others.
 */
public final class QuickCommands {
  private QuickCommands() {}

  /** The same command line, with all commands below it made quick. */
  public static CommandLine quick(CommandLine line) {
    if (line.getCommand() instanceof AbstractCommand command) {
      command.adjust(options -> options.withKeyCost(KeyCost.TRIVIAL).withLockSettle(Duration.ZERO));
    }
    line.getSubcommands().values().forEach(QuickCommands::quick);
    return line;
  }
}
