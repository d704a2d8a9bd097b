// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.repository.LockMode;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.RepositoryLock;
import dev.drydock.mover.snapshot.CopyOperation;
import dev.drydock.mover.snapshot.CopyResult;
import dev.drydock.mover.snapshot.Progress;
import dev.drydock.mover.snapshot.Snapshots;
import dev.drydock.mover.snapshot.StoredSnapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "copy",
    description = {
      "Copies snapshots from another repository: those that are named, or all that the",
      "filters choose. What was copied before is not copied again."
    },
    mixinStandardHelpOptions = true)
final class CopyCommand extends AbstractCommand {
  private final RepositoryOptionsGroup from = new RepositoryOptionsGroup();

  @Parameters(
      arity = "0..*",
      paramLabel = "SNAPSHOT",
      description = "Ids of snapshots of the other repository, or latest.")
  private List<String> ids = List.of();

  @Mixin private SnapshotFilter filter = new SnapshotFilter();

  static CommandLine commandLine() {
    CopyCommand command = new CopyCommand();
    CommandLine line = new CommandLine(command);
    SourceOptions.add(line.getCommandSpec(), command.from, true);
    return line;
  }

  @Override
  int execute() {
    if (!ids.isEmpty() && !filter.isEmpty()) {
      throw new IllegalArgumentException(
          "either name snapshots to copy, or choose them by filters");
    }
    try (Repository source = open(from);
        Repository destination = open();
        RepositoryLock reading = source.lock(LockMode.SHARED)) {
      List<String> problems = new ArrayList<>();
      List<StoredSnapshot> chosen = choose(source, problems);
      Progress progress = ProgressBar.ifWatched(json(), err());
      CopyResult result;
      try {
        result = new CopyOperation(source, destination, progress).copy(chosen);
      } finally {
        ProgressBar.end(progress);
      }
      problems.addAll(result.problems());
      report(result, problems, destination.cutsLike(source));
      return problems.isEmpty() ? DONE : FAILED;
    }
  }

  /** The snapshots to copy; what may be one of them but cannot be read is a problem. */
  private List<StoredSnapshot> choose(Repository source, List<String> problems) {
    Snapshots snapshots = new Snapshots(source);
    if (!ids.isEmpty()) {
      return ids.stream().distinct().map(snapshots::find).toList();
    }
    Snapshots.Readable readable = snapshots.readable();
    problems.addAll(readable.problems());
    List<StoredSnapshot> chosen =
        readable.snapshots().stream().filter(stored -> filter.test(stored.snapshot())).toList();
    if (chosen.isEmpty() && problems.isEmpty()) {
      throw new DrydockException(
          FailureReason.SnapshotNotFound,
          "No snapshot at "
              + source.location()
              + " is to be copied: "
              + (filter.isEmpty()
                  ? "there is none yet. Make a backup first."
                  : "the filters choose none. List the snapshots to see which there are."));
    }
    return chosen;
  }

  private void report(CopyResult result, List<String> problems, boolean sameChunker) {
    if (json()) {
      result.copied().forEach(copy -> say(describe(copy, true)));
      result.present().forEach(copy -> say(describe(copy, false)));
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("copied", result.copied().size());
      line.put("present", result.present().size());
      line.put("problems", problems);
      line.put("blobs", result.blobs());
      line.put("bytes", result.bytes());
      line.put("sameChunkerParams", sameChunker);
      say(line);
      return;
    }
    for (CopyResult.Copy copy : result.copied()) {
      tell("copied %s, as %s", copy.source().brief(), copy.copy().brief());
    }
    problems.forEach(problem -> err().println("drydock: " + problem));
    err().flush();
    tell(
        "copied %d snapshots, %s in %d blobs; %d were there already",
        result.copied().size(),
        Sizes.format(result.bytes()),
        result.blobs(),
        result.present().size());
    if (!sameChunker) {
      tell(
          "note: the two repositories cut content in different places, so that copies share no"
              + " data with backups made here; init --copy-chunker-params avoids that");
    }
  }

  private static Map<String, Object> describe(CopyResult.Copy copy, boolean copied) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("snapshot", copy.source().hex());
    line.put("copy", copy.copy().hex());
    line.put("copied", copied);
    return line;
  }
}
