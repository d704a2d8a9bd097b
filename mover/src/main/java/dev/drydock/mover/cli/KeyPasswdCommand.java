// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.RepositoryKeys;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "passwd",
    description = {
      "Changes the password: adds a key with the new one, then removes the key that the old",
      "one opens. Other keys stay as they are."
    },
    mixinStandardHelpOptions = true)
final class KeyPasswdCommand extends AbstractCommand {
  @Mixin private NewKeyOptions options = new NewKeyOptions();

  @Override
  int execute() {
    return options.withPassword(this::change);
  }

  private int change(byte[] password) {
    try (Repository repository = open()) {
      Id id = new RepositoryKeys(repository).changePassword(password, options.owner(repository));
      if (json()) {
        say(Map.of("added", id.hex()));
      } else {
        tell("changed the password; the new key is %s", id.hex());
      }
    }
    return DONE;
  }
}
