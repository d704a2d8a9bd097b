// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.snapshot.Progress;
import dev.drydock.mover.snapshot.PruneOperation;
import dev.drydock.mover.snapshot.PruneResult;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "prune",
    description = "Frees the space of data that no snapshot needs.",
    mixinStandardHelpOptions = true)
final class PruneCommand extends AbstractCommand {
  @Option(
      names = "--max-unused",
      paramLabel = "PERCENT",
      defaultValue = "5",
      description = "Share of unused data that may stay (${DEFAULT-VALUE}).")
  private int maxUnused;

  @Option(
      names = {"-n", "--dry-run"},
      description = "Only say what would be done.")
  private boolean dryRun;

  @Override
  int execute() {
    if (maxUnused < 0 || maxUnused > 100) {
      throw new IllegalArgumentException("--max-unused takes a percentage from 0 to 100");
    }
    try (Repository repository = open()) {
      Progress progress = ProgressBar.ifWatched(json(), err());
      PruneResult result;
      try {
        result = new PruneOperation(repository, progress).prune(maxUnused, dryRun);
      } finally {
        ProgressBar.end(progress);
      }
      report(this, result);
    }
    return DONE;
  }

  static void report(AbstractCommand command, PruneResult result) {
    if (command.json()) {
      command.say(
          Map.of(
              "packsRemoved", result.packsRemoved(),
              "packsRepacked", result.packsRepacked(),
              "packsKept", result.packsKept(),
              "bytesFreed", result.bytesFreed(),
              "unusedBytes", result.unusedBytes()));
    } else {
      command.tell(
          "removed %d packs, %d of them repacked, kept %d; %s freed, %s unused",
          result.packsRemoved(),
          result.packsRepacked(),
          result.packsKept(),
          Sizes.format(result.bytesFreed()),
          Sizes.format(result.unusedBytes()));
    }
  }
}
