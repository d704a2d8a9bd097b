// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import dev.drydock.mover.archive.TarArchive;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.repository.LockMode;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.RepositoryLock;
import dev.drydock.mover.snapshot.ArchiveOperation;
import dev.drydock.mover.snapshot.ArchiveResult;
import dev.drydock.mover.snapshot.Node;
import dev.drydock.mover.snapshot.NodeType;
import dev.drydock.mover.snapshot.Progress;
import dev.drydock.mover.snapshot.RestoreOperation;
import dev.drydock.mover.snapshot.Snapshot;
import dev.drydock.mover.snapshot.SnapshotPath;
import dev.drydock.mover.snapshot.Snapshots;
import dev.drydock.mover.snapshot.StoredSnapshot;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "dump",
    description = {
      "Writes one file of a snapshot, or a directory as an archive.",
      "Whatever fails gives status 1, an archive that is not ended, and no file as target."
    },
    mixinStandardHelpOptions = true)
final class DumpCommand extends AbstractCommand {
  private static final String STANDARD_OUTPUT = "-";

  @Parameters(index = "0", paramLabel = "SNAPSHOT", description = "Its id, or latest.")
  private String snapshot = "";

  @Parameters(index = "1", paramLabel = "PATH", description = "What to write; / is everything.")
  private String path = "";

  @Option(
      names = {"-a", "--archive"},
      paramLabel = "FORMAT",
      description = "Format of the archive: tar. Makes an archive of a single file, too.")
  private @Nullable String archive;

  @Option(
      names = {"-t", "--target"},
      paramLabel = "FILE",
      defaultValue = STANDARD_OUTPUT,
      description = "Where to, readable by its owner only; - is the standard output.")
  private String target = STANDARD_OUTPUT;

  @Override
  int execute() throws IOException {
    boolean piped = target.equals(STANDARD_OUTPUT);
    if (archive != null && !archive.equals("tar")) {
      throw new IllegalArgumentException(
          "'" + archive + "' is no format of archives; there is tar");
    }
    if (piped && json()) {
      throw new IllegalArgumentException(
          "--json needs a --target, for what is dumped goes to the standard output");
    }
    SnapshotPath wanted = SnapshotPath.parse(path);
    try (Repository repository = open();
        RepositoryLock lock = repository.lock(LockMode.SHARED)) {
      Snapshots snapshots = new Snapshots(repository);
      StoredSnapshot stored = snapshots.find(snapshot);
      boolean single = isSingle(snapshots.node(stored.snapshot(), wanted).orElse(null), wanted);
      if (piped && !single && System.console() != null && System.console().isTerminal()) {
        throw new IllegalArgumentException(
            "an archive is nothing for a terminal; redirect it, or name a --target");
      }
      Progress progress = piped ? Progress.NONE : ProgressBar.ifWatched(json(), err());
      ArchiveResult result;
      try (DumpTarget to = piped ? DumpTarget.standardOutput() : DumpTarget.of(Path.of(target))) {
        result =
            single
                ? copy(repository, progress, stored.snapshot(), wanted, to.stream())
                : new ArchiveOperation(repository, progress)
                    .write(stored.snapshot(), wanted, new TarArchive(to.stream()));
        to.complete();
      } finally {
        ProgressBar.end(progress);
      }
      report(stored, result, piped);
    }
    return DONE;
  }

  /** Whether it is written as it is, and not as an archive. */
  private boolean isSingle(@Nullable Node node, SnapshotPath wanted) {
    if (node == null || archive != null || node.type() == NodeType.DIRECTORY) {
      return false;
    }
    if (node.type() != NodeType.FILE) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "'" + wanted + "' has no content to write. Give --archive tar to get it as an archive.");
    }
    return true;
  }

  private static ArchiveResult copy(
      Repository repository,
      Progress progress,
      Snapshot snapshot,
      SnapshotPath file,
      OutputStream stream) {
    long bytes = new RestoreOperation(repository, progress).copy(snapshot, file, stream);
    return new ArchiveResult(1, 0, bytes, 0);
  }

  private void report(StoredSnapshot stored, ArchiveResult result, boolean piped) {
    if (result.leftOut() > 0) {
      err().println("drydock: left out " + result.leftOut() + " sockets and the like");
      err().flush();
    }
    if (piped) {
      return;
    }
    if (json()) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("snapshot", stored.id().hex());
      line.put("target", target);
      line.put("files", result.files());
      line.put("directories", result.directories());
      line.put("bytes", result.bytes());
      line.put("leftOut", result.leftOut());
      say(line);
    } else {
      tell(
          "wrote %d files and %d directories, %s, from snapshot %s to %s",
          result.files(),
          result.directories(),
          Sizes.format(result.bytes()),
          stored.id().brief(),
          target);
    }
  }
}
