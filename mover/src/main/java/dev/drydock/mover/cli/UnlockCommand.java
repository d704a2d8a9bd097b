// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import dev.drydock.mover.repository.Repository;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "unlock",
    description = "Removes locks that were left behind.",
    mixinStandardHelpOptions = true)
final class UnlockCommand extends AbstractCommand {
  @Option(
      names = "--remove-all",
      description = "Removes all locks, also of what is running: only when nothing is.")
  private boolean all;

  @Override
  int execute() {
    try (Repository repository = open()) {
      int removed = repository.unlock(all);
      if (json()) {
        say(Map.of("removed", removed));
      } else {
        tell("removed %d locks", removed);
      }
    }
    return DONE;
  }
}
