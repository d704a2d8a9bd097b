// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.snapshot.Snapshot;
import dev.drydock.mover.snapshot.Snapshots;
import dev.drydock.mover.snapshot.StoredSnapshot;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "snapshots",
    description = "Lists snapshots, oldest first.",
    mixinStandardHelpOptions = true)
final class SnapshotsCommand extends AbstractCommand {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  @Mixin private SnapshotFilter filter = new SnapshotFilter();

  @Override
  int execute() {
    try (Repository repository = open()) {
      Snapshots.Readable readable = new Snapshots(repository).readable();
      List<StoredSnapshot> snapshots =
          readable.snapshots().reversed().stream()
              .filter(stored -> filter.test(stored.snapshot()))
              .toList();
      readable.problems().forEach(problem -> err().println("drydock: " + problem));
      err().flush();
      if (json()) {
        snapshots.forEach(stored -> say(describe(stored)));
        return DONE;
      }
      tell("%-8s  %-19s  %-20s  %s", "ID", "Time", "Host", "Paths and tags");
      for (StoredSnapshot stored : snapshots) {
        Snapshot snapshot = stored.snapshot();
        tell(
            "%-8s  %-19s  %-20s  %s %s",
            stored.id().brief(),
            TIME.format(snapshot.time()),
            snapshot.hostname(),
            String.join(" ", snapshot.paths()),
            snapshot.tags().isEmpty() ? "" : snapshot.tags());
      }
      tell("%d snapshots", snapshots.size());
    }
    return DONE;
  }

  static Map<String, Object> describe(StoredSnapshot stored) {
    Snapshot snapshot = stored.snapshot();
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("id", stored.id().hex());
    line.put("time", snapshot.time().toString());
    line.put("hostname", snapshot.hostname());
    line.put("username", snapshot.username());
    line.put("paths", snapshot.paths());
    line.put("tags", snapshot.tags());
    line.put("tree", snapshot.tree().hex());
    return line;
  }
}
