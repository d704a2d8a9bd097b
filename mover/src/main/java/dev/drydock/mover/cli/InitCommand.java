// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import dev.drydock.mover.repository.Repository;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "init", description = "Creates a repository.", mixinStandardHelpOptions = true)
final class InitCommand extends AbstractCommand {
  private final RepositoryOptionsGroup model = new RepositoryOptionsGroup();

  @Option(
      names = "--copy-chunker-params",
      description = {
        "Cut content where the repository does that --from-repository names, so that",
        "copies of its snapshots share their data with backups made here."
      })
  private boolean copyChunkerParams;

  static CommandLine commandLine() {
    InitCommand command = new InitCommand();
    CommandLine line = new CommandLine(command);
    SourceOptions.add(line.getCommandSpec(), command.model, false);
    return line;
  }

  @Override
  int execute() {
    if (copyChunkerParams != model.isComplete()) {
      throw new IllegalArgumentException(
          "--copy-chunker-params, --from-repository and --from-password-file go together");
    }
    if (!copyChunkerParams) {
      try (Repository repository = create()) {
        report(repository);
      }
      return DONE;
    }
    try (Repository other = open(model);
        Repository repository = createLike(other)) {
      report(repository);
    }
    return DONE;
  }

  private void report(Repository repository) {
    if (json()) {
      say(Map.of("repository", repository.id(), "location", repository.location()));
    } else {
      tell("created repository %s at %s", repository.id(), repository.location());
      tell("Keep the password safe: without it nothing can ever be restored.");
    }
  }
}
