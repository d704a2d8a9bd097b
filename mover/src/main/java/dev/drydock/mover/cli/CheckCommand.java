// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.snapshot.CheckOperation;
import dev.drydock.mover.snapshot.CheckResult;
import dev.drydock.mover.snapshot.Progress;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "check", description = "Checks a repository.", mixinStandardHelpOptions = true)
final class CheckCommand extends AbstractCommand {
  @Option(
      names = "--read-data",
      paramLabel = "PERCENT",
      arity = "0..1",
      fallbackValue = "100",
      defaultValue = "0",
      description = "Reads and verifies that share of all data; all of it without a number.")
  private String readData = "0";

  @Override
  int execute() {
    int percent = percent(readData);
    try (Repository repository = open()) {
      Progress progress = ProgressBar.ifWatched(json(), err());
      CheckResult result;
      try {
        result = new CheckOperation(repository, progress).check(percent);
      } finally {
        ProgressBar.end(progress);
      }
      report(result);
      return result.problems().isEmpty() ? DONE : FAILED;
    }
  }

  /** A percentage, with or without its sign. */
  private static int percent(String text) {
    String number = text.endsWith("%") ? text.substring(0, text.length() - 1) : text;
    try {
      int percent = Integer.parseInt(number);
      if (percent >= 0 && percent <= 100) {
        return percent;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("--read-data takes a percentage, not " + text, e);
    }
    throw new IllegalArgumentException("--read-data takes a percentage from 0 to 100");
  }

  private void report(CheckResult result) {
    if (json()) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("problems", result.problems());
      line.put("notes", result.notes());
      line.put("snapshots", result.snapshots());
      line.put("packs", result.packs());
      line.put("packsRead", result.packsRead());
      say(line);
      return;
    }
    result.notes().forEach(note -> tell("note: %s", note));
    result.problems().forEach(problem -> err().println("drydock: " + problem));
    err().flush();
    tell(
        "checked %d snapshots and %d packs, read %d packs (%s): %s",
        result.snapshots(),
        result.packs(),
        result.packsRead(),
        Sizes.format(result.bytesRead()),
        result.problems().isEmpty()
            ? "no problems were found"
            : result.problems().size() + " problems were found");
  }
}
