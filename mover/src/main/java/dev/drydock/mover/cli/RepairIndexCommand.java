// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.IndexRepair;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.snapshot.Progress;
import dev.drydock.mover.snapshot.RepairOperation;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "index",
    description = {
      "Makes the index say what the packs say. What can be read of packs that are damaged at",
      "their end is copied to new packs before. Ends with 3 if something is lost."
    },
    mixinStandardHelpOptions = true)
final class RepairIndexCommand extends AbstractCommand {
  @Option(
      names = "--read-all-packs",
      description = "Reads the headers of all packs, whatever the index says of them.")
  private boolean readAllPacks;

  @Override
  int execute() {
    try (Repository repository = open()) {
      Progress progress = ProgressBar.ifWatched(json(), err());
      IndexRepair.Result result;
      try {
        result = new RepairOperation(repository, progress).repairIndex(readAllPacks);
      } finally {
        ProgressBar.end(progress);
      }
      report(result);
      return result.lostBlobs() == 0 ? DONE : DONE_WITH_LOSSES;
    }
  }

  private void report(IndexRepair.Result result) {
    if (json()) {
      Map<String, Object> damaged = new LinkedHashMap<>();
      result.damaged().forEach((pack, why) -> damaged.put(pack.hex(), why));
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("changed", result.changed());
      line.put("damagedIndexes", hex(result.damagedIndexes()));
      line.put("missing", hex(result.missing()));
      line.put("added", hex(result.added()));
      line.put("corrected", hex(result.corrected()));
      line.put("damaged", damaged);
      line.put("salvagedBlobs", result.salvagedBlobs());
      line.put("lostBlobs", result.lostBlobs());
      line.put("packs", result.packs());
      say(line);
      return;
    }
    result.damagedIndexes().forEach(id -> tell("the index %s was damaged; removed", id));
    result.missing().forEach(id -> tell("the pack %s is missing; removed from the index", id));
    result.added().forEach(id -> tell("the pack %s was in no index; added", id));
    result.corrected().forEach(id -> tell("of the pack %s the index was wrong; corrected", id));
    result
        .damaged()
        .forEach((id, why) -> tell("the pack %s is damaged, %s; not in the index", id, why));
    tell(
        "%s; %d packs are in it, %d blobs were salvaged, %d are lost",
        result.changed() ? "the index was repaired" : "the index needs no repair",
        result.packs(),
        result.salvagedBlobs(),
        result.lostBlobs());
  }

  static List<String> hex(Collection<Id> ids) {
    return ids.stream().map(Id::hex).toList();
  }
}
