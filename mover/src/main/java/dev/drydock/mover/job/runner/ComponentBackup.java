// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.runner;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobResult.ComponentResult;
import dev.drydock.mover.job.JobResult.Failure;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.mover.job.SnapshotLayout;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.snapshot.BackupOperation;
import dev.drydock.mover.snapshot.BackupRequest;
import dev.drydock.mover.snapshot.BackupResult;
import dev.drydock.mover.snapshot.BackupTarget;
import dev.drydock.mover.snapshot.ByteString;
import dev.drydock.mover.snapshot.InlineFiles;
import dev.drydock.mover.snapshot.Problem;
import dev.drydock.mover.snapshot.Progress;
import dev.drydock.mover.snapshot.SnapshotPath;
import dev.drydock.mover.snapshot.SourceEntry;
import dev.drydock.mover.source.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes the snapshot of one component. */
final class ComponentBackup {
  private static final int ERRORS = 20;

  private final Repository repository;
  private final Patience patience;
  private final Progress progress;

  ComponentBackup(Repository repository, Patience patience, Progress progress) {
    this.repository = repository;
    this.patience = patience;
    this.progress = progress;
  }

  /** Makes it; what went wrong is in the result, but for a cancellation, which is thrown. */
  ComponentResult backUp(JobSpec.Component component, BackupRequest request, Instant time) {
    try {
      return switch (component) {
        case JobSpec.Tree tree -> {
          Map<String, byte[]> mounted = MountedFiles.read(tree.name(), tree.mounted());
          BackupResult result = backUp(tree, mounted, request, time);
          yield toResult(tree, result, MountedFiles.missing(tree.expected(), mounted.keySet()));
        }
        case JobSpec.Stream stream ->
            toResult(
                stream,
                new StreamBackup(stream, repository, patience, progress).backUp(request),
                List.of());
      };
    } catch (DrydockException e) {
      if (e.reason() == FailureReason.Cancelled) {
        throw e;
      }
      return failed(component, e.reason(), String.valueOf(e.getMessage()));
    }
  }

  private BackupResult backUp(
      JobSpec.Tree tree, Map<String, byte[]> mounted, BackupRequest request, Instant time) {
    Map<String, byte[]> inline = new HashMap<>();
    tree.inline().forEach((path, content) -> inline.put(path, content.getBytes(UTF_8)));
    inline.putAll(mounted);
    String directory = tree.directory();
    if (directory == null) {
      return backUp(tree, InlineFiles.over(null, inline, time), request);
    }
    Path path = Path.of(directory);
    try (FileTree files = open(tree, path)) {
      SourceEntry source =
          Files.isDirectory(path)
              ? GivenDirectories.over(files.root(), tree.directories())
              : files.entry(ByteString.of(String.valueOf(path.getFileName())));
      return backUp(
          tree, inline.isEmpty() ? source : InlineFiles.over(source, inline, time), request);
    } catch (IOException e) {
      throw new DrydockException(
          FailureReason.SourceUnreadable,
          SnapshotLayout.nameOf(tree.name()) + " cannot be closed: " + e.getMessage(),
          e);
    }
  }

  private BackupResult backUp(JobSpec.Tree tree, SourceEntry source, BackupRequest request) {
    try {
      return new BackupOperation(repository, progress)
          .backUp(request, List.of(new BackupTarget(SnapshotPath.parse(tree.path()), source)));
    } catch (DrydockException e) {
      if (e.reason() != FailureReason.SourceEmpty) {
        throw e;
      }
      throw empty(tree, "is empty");
    }
  }

  private static FileTree open(JobSpec.Tree tree, Path path) {
    try {
      if (Files.isRegularFile(path)) {
        return FileTree.open(Optional.ofNullable(path.getParent()).orElseThrow(), List.of());
      }
      return FileTree.open(path, tree.exclude());
    } catch (java.nio.file.NoSuchFileException e) {
      throw empty(tree, "does not exist");
    } catch (IOException e) {
      throw new DrydockException(
          FailureReason.SourceUnreadable,
          tree.name() + " cannot be read: " + e.getMessage() + "; check its permissions and mount",
          e);
    }
  }

  private static DrydockException empty(JobSpec.Tree tree, String what) {
    String name = SnapshotLayout.nameOf(tree.name());
    return new DrydockException(
        FailureReason.SourceEmpty,
        "%s %s, so there is nothing to back up. If it should hold data, see why it does not (is the"
                .formatted(tree.name(), what)
            + " right disk mounted?); if it never does, list "
            + name
            + " under volumes.exclude of the policy");
  }

  private static ComponentResult toResult(
      JobSpec.Component component, BackupResult result, List<String> missing) {
    List<String> errors =
        Stream.concat(missing.stream(), result.problems().stream().map(Problem::message))
            .limit(ERRORS)
            .toList();
    Optional<Problem> unreadable =
        result.problems().stream().filter(p -> p.kind() == Problem.Kind.UNREADABLE).findFirst();
    Failure failure =
        unreadable
            .map(
                problem ->
                    new Failure(
                        FailureReason.SourceUnreadable,
                        "%d entries of %s are not as they should be in its snapshot, the first: %s"
                            .formatted(result.problemCount(), component.name(), problem.message())))
            .orElse(null);
    return new ComponentResult(
        component.name(),
        result.stored().id().hex(),
        result.summary().totalBytesProcessed(),
        result.summary().totalFilesProcessed(),
        result.summary().dataAddedPacked(),
        errors,
        failure);
  }

  static ComponentResult failed(JobSpec.Component component, FailureReason reason, String message) {
    return new ComponentResult(
        component.name(), null, 0, 0, 0, List.of(), new Failure(reason, message));
  }
}
