// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.runner;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobResult;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.mover.repository.LockMode;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.RepositoryLock;
import dev.drydock.mover.snapshot.Node;
import dev.drydock.mover.snapshot.NodeType;
import dev.drydock.mover.snapshot.Progress;
import dev.drydock.mover.snapshot.RestoreOperation;
import dev.drydock.mover.snapshot.SnapshotPath;
import dev.drydock.mover.snapshot.Snapshots;
import dev.drydock.mover.snapshot.StoredSnapshot;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lists what a repository holds, and reads one small file from it. */
final class ListRunsJob {
  private static final long LARGEST_FILE = 1 << 20;

  private final JobSpec.ListRuns spec;
  private final Repositories repositories;

  ListRunsJob(JobSpec.ListRuns spec, Repositories repositories) {
    this.spec = spec;
    this.repositories = repositories;
  }

  JobResult run() {
    try (var opened = repositories.open(spec.repository(), Hostnames.unique("list"))) {
      Repository repository = opened.repository();
      Snapshots.Readable readable = new Snapshots(repository).readable();
      List<Runs.Run> runs =
          Runs.of(readable.snapshots()).stream()
              .filter(
                  run -> spec.application() == null || spec.application().equals(run.application()))
              .toList();
      String file = spec.readFile() == null ? null : read(repository, runs, spec.readFile());
      return new JobResult(
          null,
          List.of(),
          runs.stream().map(Runs.Run::toResult).toList(),
          file,
          0,
          0,
          0,
          readable.problems(),
          repository.id());
    }
  }

  private @Nullable String read(Repository repository, List<Runs.Run> runs, String file) {
    Optional<Runs.Run> source =
        runs.stream()
            .filter(Runs.Run::complete)
            .filter(run -> spec.run() == null || spec.run().equals(run.name()))
            .filter(run -> spec.snapshot() == null || has(run, spec.snapshot()))
            .filter(run -> spec.asOf() == null || !run.time().isAfter(spec.asOf()))
            .findFirst();
    if (source.isEmpty()) {
      return null;
    }
    SnapshotPath path = SnapshotPath.parse(file);
    try (RepositoryLock lock = repository.lock(LockMode.SHARED)) {
      return read(repository, source.get(), path);
    }
  }

  private static boolean has(Runs.Run run, String snapshot) {
    return run.snapshots().stream().anyMatch(stored -> stored.id().hex().equals(snapshot));
  }

  private static @Nullable String read(Repository repository, Runs.Run source, SnapshotPath path) {
    for (StoredSnapshot stored : source.components().values()) {
      boolean holds =
          stored.snapshot().paths().stream()
              .anyMatch(root -> path.startsWith(SnapshotPath.parse(root)));
      if (holds) {
        Optional<Node> node = new Snapshots(repository).node(stored.snapshot(), path);
        if (node.isPresent() && node.get().type() == NodeType.FILE) {
          return content(repository, stored, path, node.get());
        }
      }
    }
    return null;
  }

  private static String content(
      Repository repository, StoredSnapshot stored, SnapshotPath path, Node node) {
    if (node.metadata().size() > LARGEST_FILE) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          path + " has more than " + LARGEST_FILE + " bytes; restore it instead of reading it");
    }
    var content = new ByteArrayOutputStream();
    new RestoreOperation(repository, Progress.NONE).copy(stored.snapshot(), path, content);
    return content.toString(UTF_8);
  }
}
