// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import dev.drydock.mover.snapshot.Problem;
import dev.drydock.mover.snapshot.RestoreAction;
import dev.drydock.mover.snapshot.RestoreOptions;
import dev.drydock.mover.snapshot.RestoreResult;
import dev.drydock.mover.snapshot.StoredSnapshot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a restore did, or would do, as sentences and as values. */
record RestoreReport(
    StoredSnapshot stored,
    RestoreOptions options,
    RestoreResult result,
    List<String> unmatched,
    String target) {

  /** One action of a dry run, as a person reads it. */
  static String line(RestoreAction action) {
    return "%-10s %s".formatted(word(action), action.path());
  }

  /** One action of a dry run, as a program reads it. */
  static Map<String, Object> describe(RestoreAction action) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("action", word(action));
    line.put("path", action.path().toString());
    line.put("size", action.size());
    return line;
  }

  Map<String, Object> describe() {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("snapshot", stored.id().hex());
    line.put("dryRun", options.dryRun());
    line.put("files", result.files());
    line.put("directories", result.directories());
    line.put("bytes", result.bytes());
    line.put("filesUnchanged", result.existing().unchanged());
    line.put("filesSkipped", result.existing().skipped());
    line.put("bytesReused", result.existing().bytes());
    line.put("removed", result.existing().removed());
    line.put("lostAttributes", result.lostAttributes().byName());
    line.put("unmatched", unmatched);
    line.put("problems", result.problems().stream().map(Problem::message).toList());
    return line;
  }

  String summary() {
    StringBuilder text = new StringBuilder();
    if (options.dryRun()) {
      text.append("would restore %d files".formatted(result.files()));
    } else {
      text.append(
          "restored %d files and %d directories, %s"
              .formatted(result.files(), result.directories(), Sizes.format(result.bytes())));
    }
    text.append(", from snapshot %s into %s".formatted(stored.id().brief(), target));
    if (options.overwrite().mayReplace()) {
      text.append(
          "; %d of the files and %s of content were there already"
              .formatted(result.existing().unchanged(), Sizes.format(result.existing().bytes())));
    }
    if (result.existing().skipped() > 0) {
      text.append("; %d files left as they are".formatted(result.existing().skipped()));
    }
    if (options.delete()) {
      text.append("; removed %d".formatted(result.existing().removed()));
    }
    return text.toString();
  }

  /** What is not as it should be, a sentence each. */
  List<String> troubles() {
    var troubles = new java.util.ArrayList<String>();
    unmatched.forEach(
        pattern -> troubles.add("nothing that is restored matches '" + pattern + "'"));
    if (result.failureCount() > 0) {
      troubles.add(result.failureCount() + " entries are not restored");
      if (options.delete() && result.existing().removed() == 0) {
        troubles.add("nothing was removed because of that");
      }
    }
    if (!result.lostAttributes().isEmpty()) {
      troubles.add("restored " + result.lostAttributes().describe());
    }
    return troubles;
  }

  int status() {
    if (result.failureCount() > 0 || !unmatched.isEmpty()) {
      return AbstractCommand.FAILED;
    }
    return result.lostAttributes().isEmpty()
        ? AbstractCommand.DONE
        : AbstractCommand.DONE_WITH_LOSSES;
  }

  private static String word(RestoreAction action) {
    return action.kind().name().toLowerCase(Locale.ROOT);
  }
}
