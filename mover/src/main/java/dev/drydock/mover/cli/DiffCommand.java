// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import dev.drydock.mover.repository.LockMode;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.RepositoryLock;
import dev.drydock.mover.snapshot.DiffOperation;
import dev.drydock.mover.snapshot.DiffResult;
import dev.drydock.mover.snapshot.Problem;
import dev.drydock.mover.snapshot.Progress;
import dev.drydock.mover.snapshot.SnapshotChange;
import dev.drydock.mover.snapshot.Snapshots;
import dev.drydock.mover.snapshot.StoredSnapshot;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "diff",
    description = {
      "Shows how two snapshots differ.",
      "+ added, - removed, M content changed, T type changed, U only metadata changed,",
      "M? content changed although nothing else did: look at the disk that held it."
    },
    mixinStandardHelpOptions = true)
final class DiffCommand extends AbstractCommand {
  @Parameters(index = "0", paramLabel = "BEFORE", description = "Id of a snapshot, or latest.")
  private String before = "";

  @Parameters(index = "1", paramLabel = "AFTER", description = "The one to compare it with.")
  private String after = "";

  @Option(names = "--metadata", description = "Also shows what differs in metadata alone.")
  private boolean metadata;

  @Override
  int execute() {
    try (Repository repository = open();
        RepositoryLock lock = repository.lock(LockMode.SHARED)) {
      Snapshots snapshots = new Snapshots(repository);
      StoredSnapshot first = snapshots.find(before);
      StoredSnapshot second = snapshots.find(after);
      // Changes are shown as they are found; a bar would stand between them.
      DiffResult result =
          new DiffOperation(repository, Progress.NONE)
              .compare(first.snapshot(), second.snapshot(), metadata, this::show);
      report(first, second, result);
      return result.problems().isEmpty() ? DONE : FAILED;
    }
  }

  private void show(SnapshotChange change) {
    if (json()) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("path", change.name());
      line.put("modifier", change.kind().symbol());
      say(line);
    } else {
      tell("%-3s%s", change.kind().symbol(), change.name());
    }
  }

  private void report(StoredSnapshot first, StoredSnapshot second, DiffResult result) {
    if (json()) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("before", first.id().hex());
      line.put("after", second.id().hex());
      line.put("changedFiles", result.changedFiles());
      line.put("added", result.added());
      line.put("removed", result.removed());
      line.put("problems", result.problems().stream().map(Problem::message).toList());
      say(line);
      return;
    }
    result.problems().forEach(problem -> err().println("drydock: " + problem.message()));
    err().flush();
    tell("%d files changed", result.changedFiles());
    tell("added:   %s", describe(result.added()));
    tell("removed: %s", describe(result.removed()));
  }

  private static String describe(DiffResult.Side side) {
    return "%d files, %d directories, %d others; %d data and %d tree blobs, %s"
        .formatted(
            side.files(),
            side.directories(),
            side.others(),
            side.dataBlobs(),
            side.treeBlobs(),
            Sizes.format(side.bytes()));
  }
}
