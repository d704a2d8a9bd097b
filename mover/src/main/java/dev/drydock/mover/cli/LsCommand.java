// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import dev.drydock.mover.repository.LockMode;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.RepositoryLock;
import dev.drydock.mover.snapshot.Node;
import dev.drydock.mover.snapshot.SnapshotPath;
import dev.drydock.mover.snapshot.Snapshots;
import dev.drydock.mover.snapshot.StoredSnapshot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "ls", description = "Lists what is in a snapshot.", mixinStandardHelpOptions = true)
final class LsCommand extends AbstractCommand {
  @Parameters(index = "0", paramLabel = "SNAPSHOT", description = "Its id, or latest.")
  private String snapshot = "";

  @Parameters(
      index = "1",
      paramLabel = "PATH",
      defaultValue = "/",
      description = "Where in the snapshot; everything when left out.")
  private String path = "/";

  @Option(
      names = {"-l", "--long"},
      description = "Shows modes, owners, sizes and times.")
  private boolean details;

  @Override
  int execute() {
    try (Repository repository = open();
        RepositoryLock lock = repository.lock(LockMode.SHARED)) {
      Snapshots snapshots = new Snapshots(repository);
      StoredSnapshot stored = snapshots.find(snapshot);
      snapshots.walk(
          stored.snapshot(),
          SnapshotPath.parse(path),
          (entry, node) -> {
            show(entry, node);
            return true;
          });
    }
    return DONE;
  }

  private void show(SnapshotPath entry, Node node) {
    if (json()) {
      say(Entries.describe(entry, node));
    } else {
      tell("%s", Entries.line(entry, node, details));
    }
  }
}
