// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import dev.drydock.mover.repository.HeldFiles;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.snapshot.Progress;
import dev.drydock.mover.snapshot.PruneOperation;
import dev.drydock.mover.snapshot.PruneResult;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "prune",
    description = "Frees the space of data that no snapshot needs.",
    mixinStandardHelpOptions = true)
final class PruneCommand extends AbstractCommand {
  private static final int MAX_NAMED = 20;

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
      return report(this, result);
    }
  }

  /** Says what was done; returns the exit code. */
  static int report(AbstractCommand command, PruneResult result) {
    if (command.json()) {
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("packsRemoved", result.packsRemoved());
      values.put("packsRepacked", result.packsRepacked());
      values.put("packsKept", result.packsKept());
      values.put("bytesFreed", result.bytesFreed());
      values.put("unusedBytes", result.unusedBytes());
      if (!result.held().isEmpty()) {
        values.put("held", result.held().names());
        values.put("heldBecause", result.held().reasons());
      }
      command.say(values);
    } else {
      command.tell(
          "removed %d packs, %d of them repacked, kept %d; %s freed, %s unused",
          result.packsRemoved(),
          result.packsRepacked(),
          result.packsKept(),
          Sizes.format(result.bytesFreed()),
          Sizes.format(result.unusedBytes()));
      tellHeld(command, result.held());
    }
    return result.held().isEmpty() ? DONE : DONE_WITH_LOSSES;
  }

  /** Says which files are still there, and why. */
  static void tellHeld(AbstractCommand command, HeldFiles held) {
    if (held.isEmpty()) {
      return;
    }
    command.tell("%d files that are no longer needed are still there:", held.names().size());
    held.names().stream().limit(MAX_NAMED).forEach(name -> command.tell("  %s", name));
    if (held.names().size() > MAX_NAMED) {
      command.tell("  and %d more; --json names all", held.names().size() - MAX_NAMED);
    }
    held.reasons().stream().distinct().forEach(reason -> command.tell("%s", reason));
    command.tell("Nothing is lost by that; the next time tries again.");
  }
}
