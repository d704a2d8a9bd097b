// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import dev.drydock.mover.repository.Repository;
import java.util.Map;
import picocli.CommandLine.Command;

@Command(name = "init", description = "Creates a repository.", mixinStandardHelpOptions = true)
final class InitCommand extends AbstractCommand {
  @Override
  int execute() {
    try (Repository repository = create()) {
      if (json()) {
        say(Map.of("repository", repository.id(), "location", repository.location()));
      } else {
        tell("created repository %s at %s", repository.id(), repository.location());
        tell("Keep the password safe: without it nothing can ever be restored.");
      }
    }
    return DONE;
  }
}
