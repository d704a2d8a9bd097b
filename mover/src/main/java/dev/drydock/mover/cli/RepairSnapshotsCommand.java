// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.snapshot.Problem;
import dev.drydock.mover.snapshot.Progress;
import dev.drydock.mover.snapshot.RepairOperation;
import dev.drydock.mover.snapshot.SnapshotRepairResult;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "snapshots",
    description = {
      "Makes of each snapshot that lost something one that has what is left, with the tag",
      "repaired. Files that lost a part end in .repaired there. A backup may heal more: if the",
      "data is still where it came from, make a full one first."
    },
    mixinStandardHelpOptions = true)
final class RepairSnapshotsCommand extends AbstractCommand {
  @Option(
      names = "--forget",
      description = "Then removes those that lost something, and those of which nothing is left.")
  private boolean forget;

  @Option(
      names = {"-n", "--dry-run"},
      description = "Only says what would be done.")
  private boolean dryRun;

  @Override
  int execute() {
    try (Repository repository = open()) {
      Progress progress = ProgressBar.ifWatched(json(), err());
      SnapshotRepairResult result;
      try {
        result = new RepairOperation(repository, progress).repairSnapshots(forget, dryRun);
      } finally {
        ProgressBar.end(progress);
      }
      report(result);
      return result.unreadable().isEmpty() ? DONE : FAILED;
    }
  }

  private void report(SnapshotRepairResult result) {
    if (json()) {
      result.repaired().forEach(repaired -> say(describe(repaired)));
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("repaired", result.repaired().size());
      line.put("losses", result.losses().stream().map(Problem::message).toList());
      line.put("lossCount", result.lossCount());
      line.put("unreadable", result.unreadable());
      line.put("dryRun", dryRun);
      say(line);
      return;
    }
    result.losses().forEach(loss -> tell("%s", loss.message()));
    for (SnapshotRepairResult.Repaired repaired : result.repaired()) {
      Id replacement = repaired.replacement();
      tell(
          "%s: %s%s",
          repaired.id().brief(),
          !repaired.anyLeft()
              ? "nothing is left"
              : replacement == null ? "would be repaired" : "repaired as " + replacement.brief(),
          repaired.removed() ? ", and removed" : "");
    }
    result.unreadable().forEach(problem -> err().println("drydock: " + problem));
    err().flush();
    tell(
        "%d snapshots %s something, %d losses",
        result.repaired().size(), dryRun ? "have lost" : "had lost", result.lossCount());
  }

  private static Map<String, Object> describe(SnapshotRepairResult.Repaired repaired) {
    Id replacement = repaired.replacement();
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("id", repaired.id().hex());
    line.put("anyLeft", repaired.anyLeft());
    line.put("replacement", replacement == null ? null : replacement.hex());
    line.put("removed", repaired.removed());
    return line;
  }
}
