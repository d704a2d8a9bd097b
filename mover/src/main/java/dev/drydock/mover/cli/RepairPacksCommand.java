// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.PackRepair;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.snapshot.Progress;
import dev.drydock.mover.snapshot.RepairOperation;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "packs",
    description = {
      "Copies what can be read of damaged packs to new packs, and removes them. Copies of them,",
      "as they are, are left in a directory before. Ends with 3 if something is lost."
    },
    mixinStandardHelpOptions = true)
final class RepairPacksCommand extends AbstractCommand {
  @Parameters(
      arity = "1..*",
      paramLabel = "PACK",
      description = "Ids of packs, as check names them.")
  private List<String> packs = List.of();

  @Option(
      names = "--copies",
      paramLabel = "DIRECTORY",
      defaultValue = ".",
      description = "Where copies of the packs are left (the current directory).")
  private Path copies = Path.of(".");

  @Override
  int execute() {
    TreeSet<Id> ids = new TreeSet<>();
    packs.forEach(pack -> ids.add(Id.parse(pack)));
    try (Repository repository = open()) {
      Progress progress = ProgressBar.ifWatched(json(), err());
      PackRepair.Result result;
      try {
        result =
            new RepairOperation(repository, progress)
                .repairPacks(ids, copies.toAbsolutePath().normalize());
      } finally {
        ProgressBar.end(progress);
      }
      report(result);
      if (result.removed().isEmpty()) {
        return FAILED;
      }
      return result.lostBlobs().isEmpty() ? DONE : DONE_WITH_LOSSES;
    }
  }

  private void report(PackRepair.Result result) {
    if (json()) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("removed", RepairIndexCommand.hex(result.removed()));
      line.put("unknown", RepairIndexCommand.hex(result.unknown()));
      line.put("salvagedBlobs", result.salvagedBlobs());
      line.put("lostBlobs", RepairIndexCommand.hex(result.lostBlobs()));
      say(line);
      return;
    }
    result
        .unknown()
        .forEach(
            id ->
                err()
                    .println(
                        "drydock: of the pack "
                            + id
                            + " nothing is known; it was left as it is. Check its id"));
    err().flush();
    result.lostBlobs().forEach(id -> tell("the blob %s is lost", id));
    tell(
        "removed %d packs; %d blobs were salvaged, %d are lost%s",
        result.removed().size(),
        result.salvagedBlobs(),
        result.lostBlobs().size(),
        result.lostBlobs().isEmpty() ? "" : ". Repair the snapshots that need them next");
  }
}
