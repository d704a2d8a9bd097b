// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.runner;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobResult.ComponentResult;
import dev.drydock.mover.job.JobResult.Failure;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.mover.job.SnapshotLayout;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.sink.FileTreeSink;
import dev.drydock.mover.snapshot.Problem;
import dev.drydock.mover.snapshot.Progress;
import dev.drydock.mover.snapshot.RestoreOperation;
import dev.drydock.mover.snapshot.RestoreResult;
import dev.drydock.mover.snapshot.SnapshotPath;
import dev.drydock.mover.snapshot.Snapshots;
import dev.drydock.mover.snapshot.StoredSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Restores a directory of a snapshot into an empty one. */
final class TreeRestore {
  private static final int ERRORS = 20;

  private final Repository repository;
  private final Progress progress;

  TreeRestore(Repository repository, Progress progress) {
    this.repository = repository;
    this.progress = progress;
  }

  ComponentResult restore(JobSpec.RestoreTree tree) {
    StoredSnapshot stored = new Snapshots(repository).find(tree.snapshot());
    Path directory = Path.of(tree.directory());
    prepare(tree, directory);
    try (FileTreeSink sink = FileTreeSink.open(directory, FileTreeSink.Existing.KEEP)) {
      RestoreResult result =
          new RestoreOperation(repository, progress)
              .restore(
                  stored.snapshot(),
                  SnapshotPath.parse(tree.path()),
                  tree.include().stream().map(SnapshotPath::parse).toList(),
                  sink);
      if (tree.name().equals(SnapshotLayout.CONFIGURATION)) {
        PrivateFiles.protect(directory);
      }
      sink.sync();
      return toResult(tree, stored, result);
    } catch (IOException e) {
      throw unwritable(tree, e);
    }
  }

  private static void prepare(JobSpec.RestoreTree tree, Path directory) {
    try {
      Files.createDirectories(directory);
      try (Stream<Path> entries = Files.list(directory)) {
        if (entries.anyMatch(entry -> !isOfTheFilesystem(entry))) {
          throw new DrydockException(
              FailureReason.TargetNotEmpty,
              "there are files in "
                  + directory
                  + " already, where "
                  + tree.name()
                  + " was to be restored; nothing was changed. Choose an empty place");
        }
      }
    } catch (IOException e) {
      throw unwritable(tree, e);
    }
  }

  /** What a new filesystem has by itself. */
  private static boolean isOfTheFilesystem(Path entry) {
    return entry.endsWith("lost+found");
  }

  private static DrydockException unwritable(JobSpec.RestoreTree tree, IOException e) {
    return new DrydockException(
        FailureReason.TargetUnwritable,
        "%s cannot be restored into %s: %s; check its permissions and mount"
            .formatted(tree.name(), tree.directory(), e),
        e);
  }

  private static ComponentResult toResult(
      JobSpec.RestoreTree tree, StoredSnapshot stored, RestoreResult result) {
    List<String> errors = result.failures().stream().map(Problem::message).limit(ERRORS).toList();
    Failure failure = null;
    if (result.failureCount() > 0) {
      boolean damaged = result.problems().stream().anyMatch(p -> p.kind() == Problem.Kind.DAMAGED);
      failure =
          new Failure(
              damaged ? FailureReason.RepositoryCorrupt : FailureReason.TargetUnwritable,
              "%d entries of %s could not be restored, the first: %s. %s"
                  .formatted(
                      result.failureCount(),
                      tree.name(),
                      errors.isEmpty() ? "unknown" : errors.getFirst(),
                      damaged
                          ? "Find out how far the damage goes with: drydock repository check"
                              + " --read-data; then restore an earlier run (asOf or runRef)"
                          : "Check the target's permissions and space, and restore again"));
    }
    return new ComponentResult(
        tree.name(),
        stored.id().hex(),
        result.bytes(),
        result.files(),
        0,
        errors,
        warnings(result),
        failure);
  }

  /** The filesystem does not take everything: all content is there, so the restore is whole. */
  private static List<String> warnings(RestoreResult result) {
    if (result.lostAttributes().isEmpty()) {
      return List.of();
    }
    return Stream.concat(
            Stream.of(
                "The target's filesystem does not take everything: restored "
                    + result.lostAttributes().describe()
                    + "."),
            result.problems().stream()
                .filter(problem -> problem.kind() == Problem.Kind.ATTRIBUTES)
                .map(Problem::message))
        .limit(ERRORS)
        .toList();
  }
}
