// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.RepositoryKeys;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "add",
    description = "Adds a key, so that one more password opens the repository.",
    mixinStandardHelpOptions = true)
final class KeyAddCommand extends AbstractCommand {
  @Mixin private NewKeyOptions options = new NewKeyOptions();

  @Override
  int execute() {
    return options.withPassword(this::add);
  }

  private int add(byte[] password) {
    try (Repository repository = open()) {
      Id id = new RepositoryKeys(repository).add(password, options.owner(repository));
      if (json()) {
        say(Map.of("added", id.hex()));
      } else {
        tell("added key %s", id.hex());
      }
    }
    return DONE;
  }
}
