// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.sink.FileTreeSink;
import dev.drydock.mover.snapshot.ExistingTree;
import dev.drydock.mover.snapshot.Overwrite;
import dev.drydock.mover.snapshot.Progress;
import dev.drydock.mover.snapshot.RestoreAction;
import dev.drydock.mover.snapshot.RestoreOperation;
import dev.drydock.mover.snapshot.RestoreOptions;
import dev.drydock.mover.snapshot.RestoreResult;
import dev.drydock.mover.snapshot.RestoreSink;
import dev.drydock.mover.snapshot.Selection;
import dev.drydock.mover.snapshot.SnapshotPath;
import dev.drydock.mover.snapshot.Snapshots;
import dev.drydock.mover.snapshot.StoredSnapshot;
import dev.drydock.mover.source.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "restore",
    description = {
      "Restores a snapshot, or a part of it, into a directory.",
      "Each file is at every moment as it was or as the snapshot has it."
    },
    mixinStandardHelpOptions = true)
final class RestoreCommand extends AbstractCommand {
  @Parameters(index = "0", paramLabel = "SNAPSHOT", description = "Its id, or latest.")
  private String snapshot = "";

  @Option(
      names = {"-t", "--target"},
      required = true,
      paramLabel = "DIR",
      description = "Where to; made when it is missing.")
  private Path target = Path.of("");

  @Option(
      names = "--path",
      paramLabel = "PATH",
      defaultValue = "/",
      description = "Only what is at this path of the snapshot; it becomes the target.")
  private String path = "/";

  @Mixin private PatternOptions patterns = new PatternOptions();

  @Option(
      names = "--overwrite",
      arity = "0..1",
      paramLabel = "WHEN",
      parameterConsumer = OverwriteValue.class,
      description = {
        "What becomes of files that are there: always brings them to the state of the snapshot,",
        "of which only the content is fetched that they do not have; if-changed does not even read",
        "those that have its size and time of modification; if-newer leaves those that are not",
        "older than it has them; never leaves all; fail, the default, reports them.",
        "Without WHEN: always."
      })
  private Overwrite overwrite = Overwrite.FAIL;

  @Option(
      names = "--delete",
      description = {
        "Removes what the snapshot does not have, when all else was restored without a failure.",
        "What is not included, or excluded, stays, and so does what is beside what was backed up."
      })
  private boolean delete;

  @Option(
      names = "--verify",
      description = "Reads every file that was written again, and compares it.")
  private boolean verify;

  @Option(
      names = {"-n", "--dry-run"},
      description = "Changes nothing, and says what would be done with each entry.")
  private boolean dryRun;

  @Override
  int execute() throws IOException {
    Selection selection = patterns.selection();
    if (delete && !overwrite.mayReplace()) {
      throw new IllegalArgumentException(
          "--delete needs --overwrite, for it makes the target what the snapshot is");
    }
    RestoreOptions options =
        new RestoreOptions(selection, overwrite, delete, dryRun, verify, this::show);
    try (Repository repository = open()) {
      StoredSnapshot stored = new Snapshots(repository).find(snapshot);
      if (!dryRun) {
        Files.createDirectories(target);
      }
      // In a dry run each entry is said, and a bar would stand between.
      Progress progress = dryRun ? Progress.NONE : ProgressBar.ifWatched(json(), err());
      RestoreResult result;
      try (FileTree existing = existing()) {
        result = restore(new RestoreOperation(repository, progress), stored, options, existing);
      } finally {
        ProgressBar.end(progress);
      }
      return report(
          new RestoreReport(
              stored, options, result, patterns.unmatched(selection), target.toString()));
    }
  }

  private RestoreResult restore(
      RestoreOperation operation,
      StoredSnapshot stored,
      RestoreOptions options,
      @Nullable FileTree existing)
      throws IOException {
    SnapshotPath base = SnapshotPath.parse(path);
    ExistingTree there = existing == null ? null : existing::at;
    if (dryRun) {
      return operation.restore(stored.snapshot(), base, options, there, RestoreSink.nowhere());
    }
    try (FileTreeSink sink = FileTreeSink.open(target, replaced())) {
      RestoreResult result = operation.restore(stored.snapshot(), base, options, there, sink);
      sink.sync();
      return result;
    }
  }

  /** What is in the target; null if it is not to be asked: all that is there is in the way then. */
  private @Nullable FileTree existing() throws IOException {
    boolean asked = overwrite != Overwrite.FAIL || dryRun;
    return asked && Files.exists(target) ? FileTree.open(target, List.of()) : null;
  }

  private FileTreeSink.Existing replaced() {
    if (!overwrite.mayReplace()) {
      return FileTreeSink.Existing.KEEP;
    }
    return delete ? FileTreeSink.Existing.REPLACE_TREES : FileTreeSink.Existing.REPLACE;
  }

  private void show(RestoreAction action) {
    if (!dryRun) {
      return;
    }
    if (json()) {
      say(RestoreReport.describe(action));
    } else if (action.kind() != RestoreAction.Kind.UNCHANGED) {
      tell("%s", RestoreReport.line(action));
    }
  }

  private int report(RestoreReport report) {
    if (json()) {
      say(report.describe());
    } else {
      report.result().problems().forEach(p -> err().println("drydock: " + p.message()));
      err().flush();
      tell("%s", report.summary());
      report.troubles().forEach(trouble -> err().println("drydock: " + trouble));
      err().flush();
    }
    return report.status();
  }
}
