// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.sink.FileTreeSink;
import dev.drydock.mover.snapshot.Problem;
import dev.drydock.mover.snapshot.Progress;
import dev.drydock.mover.snapshot.RestoreOperation;
import dev.drydock.mover.snapshot.RestoreResult;
import dev.drydock.mover.snapshot.SnapshotPath;
import dev.drydock.mover.snapshot.Snapshots;
import dev.drydock.mover.snapshot.StoredSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "restore",
    description = "Restores a snapshot, or a part of it, into a directory.",
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

  @Option(
      names = {"-i", "--include"},
      paramLabel = "PATH",
      description = "Only this path below it; repeatable.")
  private List<String> include = List.of();

  @Option(names = "--overwrite", description = "Replaces files that are in the place of others.")
  private boolean overwrite;

  @Override
  int execute() throws IOException {
    try (Repository repository = open()) {
      StoredSnapshot stored = new Snapshots(repository).find(snapshot);
      Files.createDirectories(target);
      Progress progress = ProgressBar.ifWatched(json(), err());
      RestoreResult result;
      try (FileTreeSink sink = FileTreeSink.open(target, existing())) {
        result =
            new RestoreOperation(repository, progress)
                .restore(
                    stored.snapshot(),
                    SnapshotPath.parse(path),
                    include.stream().map(SnapshotPath::parse).toList(),
                    sink);
        sink.sync();
      } finally {
        ProgressBar.end(progress);
      }
      return report(stored, result);
    }
  }

  private FileTreeSink.Existing existing() {
    return overwrite ? FileTreeSink.Existing.REPLACE : FileTreeSink.Existing.KEEP;
  }

  private int report(StoredSnapshot stored, RestoreResult result) {
    if (json()) {
      say(
          Map.of(
              "snapshot", stored.id().hex(),
              "files", result.files(),
              "directories", result.directories(),
              "bytes", result.bytes(),
              "lostAttributes", result.lostAttributes().byName(),
              "problems", result.problems().stream().map(Problem::message).toList()));
    } else {
      result.problems().forEach(problem -> err().println("drydock: " + problem.message()));
      err().flush();
      tell(
          "restored %d files and %d directories, %s, from snapshot %s into %s",
          result.files(),
          result.directories(),
          Sizes.format(result.bytes()),
          stored.id().brief(),
          target);
      if (result.failureCount() > 0) {
        err().println("drydock: " + result.failureCount() + " entries are not restored");
      }
      if (!result.lostAttributes().isEmpty()) {
        err().println("drydock: restored " + result.lostAttributes().describe());
      }
      err().flush();
    }
    if (result.failureCount() > 0) {
      return FAILED;
    }
    return result.lostAttributes().isEmpty() ? DONE : DONE_WITH_LOSSES;
  }
}
