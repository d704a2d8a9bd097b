// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.RepositoryKeys;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "remove",
    description = {
      "Removes a key, so that its password no longer opens the repository. The key in use,",
      "and the last one, are never removed."
    },
    mixinStandardHelpOptions = true)
final class KeyRemoveCommand extends AbstractCommand {
  @Parameters(paramLabel = "KEY", description = "Its id, or the beginning of it.")
  private String key = "";

  @Override
  int execute() {
    try (Repository repository = open()) {
      Id id = new RepositoryKeys(repository).remove(key);
      if (json()) {
        say(Map.of("removed", id.hex()));
      } else {
        tell("removed key %s", id.hex());
      }
    }
    return DONE;
  }
}
