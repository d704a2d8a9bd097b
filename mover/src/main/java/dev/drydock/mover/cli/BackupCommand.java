// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.snapshot.BackupOperation;
import dev.drydock.mover.snapshot.BackupRequest;
import dev.drydock.mover.snapshot.BackupResult;
import dev.drydock.mover.snapshot.BackupTarget;
import dev.drydock.mover.snapshot.ByteString;
import dev.drydock.mover.snapshot.Problem;
import dev.drydock.mover.snapshot.Progress;
import dev.drydock.mover.snapshot.SnapshotPath;
import dev.drydock.mover.snapshot.SnapshotSummary;
import dev.drydock.mover.source.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "backup",
    description = "Backs up directories and files; prints the snapshot's id last.",
    mixinStandardHelpOptions = true)
final class BackupCommand extends AbstractCommand {
  @Parameters(arity = "1..*", paramLabel = "PATH", description = "What to back up.")
  private List<Path> paths = List.of();

  @Option(names = "--tag", paramLabel = "TAG", description = "Tag of the snapshot; repeatable.")
  private List<String> tags = List.of();

  @Option(names = "--host", paramLabel = "NAME", description = "Host that the snapshot names.")
  private @Nullable String host;

  @Option(
      names = {"-e", "--exclude"},
      paramLabel = "PATTERN",
      description = "Leaves out what matches, as in .gitignore; repeatable.")
  private List<String> exclude = List.of();

  @Option(names = "--full", description = "Reads every byte, also of files that did not change.")
  private boolean full;

  @Option(names = "--time", paramLabel = "TIME", description = "Time of the snapshot, RFC 3339.")
  private @Nullable Instant time;

  @Option(names = "--allow-empty", description = "Accepts that there is nothing to back up.")
  private boolean allowEmpty;

  @Override
  int execute() throws IOException {
    List<FileTree> trees = new ArrayList<>();
    try (Repository repository = open()) {
      List<BackupTarget> targets = new ArrayList<>();
      for (Path path : paths) {
        targets.add(target(path.toAbsolutePath().normalize(), trees));
      }
      Progress progress = ProgressBar.ifWatched(json(), err());
      BackupResult result;
      try {
        result = new BackupOperation(repository, progress).backUp(request(), targets);
      } finally {
        ProgressBar.end(progress);
      }
      report(result);
      return result.problems().stream().allMatch(p -> p.kind() == Problem.Kind.CHANGED)
          ? DONE
          : DONE_WITH_LOSSES;
    } finally {
      for (FileTree tree : trees) {
        tree.close();
      }
    }
  }

  private BackupRequest request() {
    return new BackupRequest(
        time == null ? Clock.systemUTC().instant() : time,
        host == null ? hostname() : host,
        System.getProperty("user.name"),
        tags,
        exclude,
        full,
        null,
        allowEmpty,
        false);
  }

  private BackupTarget target(Path path, List<FileTree> trees) throws IOException {
    if (!Files.exists(path)) {
      throw new DrydockException(FailureReason.SourceEmpty, path + " does not exist");
    }
    // Who names a link means what it leads to; the snapshot shows that under the name of the link.
    Path source = path.toRealPath();
    Path parent = source.getParent();
    if (parent == null || path.getParent() == null) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "the root directory cannot be backed up as a whole; name the directories in it");
    }
    boolean directory = Files.isDirectory(source);
    FileTree tree = FileTree.open(directory ? source : parent, directory ? exclude : List.of());
    trees.add(tree);
    return new BackupTarget(
        SnapshotPath.parse(path.toString()),
        directory ? tree.root() : tree.entry(ByteString.of(String.valueOf(source.getFileName()))));
  }

  private void report(BackupResult result) {
    SnapshotSummary summary = result.summary();
    String id = result.stored().id().hex();
    if (json()) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("files", summary.totalFilesProcessed());
      line.put("bytes", summary.totalBytesProcessed());
      line.put("added", summary.dataAddedPacked());
      line.put("problems", result.problems().stream().map(Problem::message).toList());
      line.put("snapshot", id);
      say(line);
      return;
    }
    result.problems().forEach(problem -> err().println("drydock: " + problem.message()));
    err().flush();
    tell(
        "%d files, %s; %d new, %d changed; %s added",
        summary.totalFilesProcessed(),
        Sizes.format(summary.totalBytesProcessed()),
        summary.filesNew(),
        summary.filesChanged(),
        Sizes.format(summary.dataAddedPacked()));
    tell("%s", id);
  }
}
