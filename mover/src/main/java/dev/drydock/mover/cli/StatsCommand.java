// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import dev.drydock.mover.repository.LockMode;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.RepositoryLock;
import dev.drydock.mover.snapshot.CountMode;
import dev.drydock.mover.snapshot.Progress;
import dev.drydock.mover.snapshot.Statistics;
import dev.drydock.mover.snapshot.StatisticsOperation;
import dev.drydock.mover.snapshot.StoredSnapshot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "stats",
    description = {
      "Counts what snapshots hold: those that are named, or all. Modes:",
      "  restore-size: all entries, and the bytes that restoring them writes;",
      "  files-by-contents: each content once, however many files have it;",
      "  raw-data: what the snapshots take in the repository;",
      "  blobs-per-file: the blobs of each path with a content of its own."
    },
    mixinStandardHelpOptions = true)
final class StatsCommand extends AbstractCommand {
  @Parameters(
      arity = "0..*",
      paramLabel = "SNAPSHOT",
      description = "Their ids, or latest; all when left out.")
  private List<String> ids = List.of();

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      defaultValue = "restore-size",
      description = "What to count (${DEFAULT-VALUE}).")
  private String mode = "restore-size";

  @Mixin private SnapshotFilter filter = new SnapshotFilter();

  @Override
  int execute() {
    CountMode counted = CountMode.parse(mode);
    try (Repository repository = open();
        RepositoryLock lock = repository.lock(LockMode.SHARED)) {
      ChosenSnapshots chosen = ChosenSnapshots.of(repository, ids, filter);
      Progress progress = ProgressBar.ifWatched(json(), err());
      Statistics statistics;
      try {
        statistics =
            new StatisticsOperation(repository, progress)
                .count(counted, chosen.snapshots().stream().map(StoredSnapshot::snapshot).toList());
      } finally {
        ProgressBar.end(progress);
      }
      report(counted, statistics, chosen.problems());
      return chosen.problems().isEmpty() ? DONE : FAILED;
    }
  }

  private void report(CountMode counted, Statistics statistics, List<String> problems) {
    if (json()) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("mode", counted.token());
      line.put("snapshots", statistics.snapshots());
      line.put("files", statistics.files());
      line.put("blobs", statistics.blobs());
      line.put("bytes", statistics.bytes());
      if (counted == CountMode.RAW_DATA) {
        line.put("plainBytes", statistics.plainBytes());
        line.put("compressionRatio", statistics.compressionRatio());
        line.put("compressedPercent", statistics.compressedPercent());
        line.put("savedPercent", statistics.savedPercent());
      }
      line.put("problems", problems);
      say(line);
      return;
    }
    problems.forEach(problem -> err().println("drydock: " + problem));
    err().flush();
    String bytes = Sizes.format(statistics.bytes()) + " (" + statistics.bytes() + " bytes)";
    tell("%d snapshots, %s:", statistics.snapshots(), counted.token());
    switch (counted) {
      case RESTORE_SIZE -> tell("%d files and directories, %s", statistics.files(), bytes);
      case FILES_BY_CONTENTS -> tell("%d different contents, %s", statistics.files(), bytes);
      case BLOBS_PER_FILE ->
          tell("%d files of %d blobs, %s", statistics.files(), statistics.blobs(), bytes);
      case RAW_DATA -> {
        tell("%d blobs, %s", statistics.blobs(), bytes);
        tell(
            "%s without compression; %.1f %% of it is compressed, %.2f times; %.1f %% saved",
            Sizes.format(statistics.plainBytes()),
            statistics.compressedPercent(),
            statistics.compressionRatio(),
            statistics.savedPercent());
      }
    }
  }
}
