// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import dev.drydock.mover.repository.LockMode;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.RepositoryLock;
import dev.drydock.mover.snapshot.Metadata;
import dev.drydock.mover.snapshot.Node;
import dev.drydock.mover.snapshot.NodeType;
import dev.drydock.mover.snapshot.SnapshotPath;
import dev.drydock.mover.snapshot.Snapshots;
import dev.drydock.mover.snapshot.StoredSnapshot;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
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
    Metadata metadata = node.metadata();
    if (json()) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("path", entry.toString());
      line.put("type", metadata.type().name().toLowerCase(Locale.ROOT));
      line.put("size", metadata.size());
      line.put("mode", Integer.toOctalString(metadata.permissions()));
      line.put("uid", metadata.uid());
      line.put("gid", metadata.gid());
      line.put("modified", metadata.modified().toString());
      say(line);
    } else if (details) {
      tell(
          "%s%04o %5d %5d %12d %s %s%s",
          letter(metadata.type()),
          metadata.permissions(),
          metadata.uid(),
          metadata.gid(),
          metadata.size(),
          metadata.modified(),
          entry,
          metadata.linkTarget() == null ? "" : " -> " + metadata.linkTarget());
    } else {
      tell("%s", entry);
    }
  }

  private static char letter(NodeType type) {
    return switch (type) {
      case FILE -> '-';
      case DIRECTORY -> 'd';
      case SYMLINK -> 'l';
      case BLOCK_DEVICE -> 'b';
      case CHARACTER_DEVICE -> 'c';
      case FIFO -> 'p';
      case SOCKET -> 's';
      case IRREGULAR -> '?';
    };
  }
}
