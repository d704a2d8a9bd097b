// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.runner;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobResult;
import dev.drydock.mover.job.JobResult.ComponentResult;
import dev.drydock.mover.job.JobResult.Failure;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.mover.job.SnapshotLayout;
import dev.drydock.mover.posix.NamedPipe;
import dev.drydock.mover.repository.LockMode;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.RepositoryLock;
import dev.drydock.mover.snapshot.BackupRequest;
import dev.drydock.mover.snapshot.Snapshots;
import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.Storage;
import dev.drydock.mover.storage.StorageFailures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the snapshots of a run. A component that fails does not keep the others from being backed
 * up, but the configuration, whose snapshot marks the run as complete, is then left out.
 */
final class BackupJob {
  private static final Logger LOG = LoggerFactory.getLogger(BackupJob.class);

  private final JobSpec.Backup spec;
  private final Repositories repositories;
  private final Patience patience;
  private final ProgressMessages progress;

  BackupJob(
      JobSpec.Backup spec,
      Repositories repositories,
      Patience patience,
      ProgressMessages progress) {
    this.spec = spec;
    this.repositories = repositories;
    this.patience = patience;
    this.progress = progress;
  }

  JobResult run() {
    checkOrder();
    makePipes(); // before anything takes time: their writers may be waiting for them
    String hostname = Hostnames.of("backup", spec.application(), spec.owner());
    List<ComponentResult> results = new ArrayList<>();
    try (var opened = open(hostname)) {
      opened.repository().removeLocksOfPredecessors();
      List<JobResult.Run> others = others(opened.repository());
      Failure failure;
      // One lock for all components: what one wrote, no prune removes before the next refers to it.
      try (RepositoryLock lock = opened.repository().lock(LockMode.SHARED)) {
        failure = backUp(opened, results);
      }
      if (failure == null) {
        failure = writeDocuments(opened.storage());
      }
      return new JobResult(
          failure, results, others, null, 0, 0, 0, List.of(), opened.repository().id());
    }
  }

  private Repositories.Opened open(String hostname) {
    String expected = spec.repositoryId();
    return expected == null
        ? repositories.openOrCreate(spec.repository(), hostname, patience.creation())
        : repositories.openExpected(spec.repository(), hostname, expected);
  }

  /** The newest run of each other owner that uses the same names: one that lives is a mix-up. */
  private List<JobResult.Run> others(Repository repository) {
    String owner = spec.owner();
    if (owner == null) {
      return List.of();
    }
    Map<String, JobResult.Run> newest = new LinkedHashMap<>();
    for (Runs.Run run : Runs.of(new Snapshots(repository).readable().snapshots())) {
      String other = run.owner();
      if (other != null
          && !other.equals(owner)
          && run.application().equals(spec.application())
          && run.policy().equals(spec.policy())) {
        newest.putIfAbsent(other, run.toResult());
      }
    }
    return List.copyOf(newest.values());
  }

  private @Nullable Failure backUp(Repositories.Opened opened, List<ComponentResult> results) {
    var component = new ComponentBackup(opened.repository(), patience, progress);
    Failure first = null;
    boolean hopeless = false;
    for (JobSpec.Component each : spec.components()) {
      ComponentResult result;
      if (first != null && (hopeless || each.name().equals(SnapshotLayout.CONFIGURATION))) {
        result = leftOut(each, first);
      } else {
        progress.component(each.name());
        result = component.backUp(each, request(each), spec.time());
      }
      results.add(result);
      Failure failure = result.failure();
      if (failure != null) {
        LOG.atError().addKeyValue("component", each.name()).log(failure.message());
        hopeless |= !isOfSource(failure.reason());
        first = first == null ? failure : first;
      }
    }
    return first;
  }

  /** Whether a failure has to do with one source only, so that others may still succeed. */
  private static boolean isOfSource(FailureReason reason) {
    return reason == FailureReason.SourceEmpty
        || reason == FailureReason.SourceUnreadable
        || reason == FailureReason.DumpFailed
        || reason == FailureReason.InvalidRequest;
  }

  private static ComponentResult leftOut(JobSpec.Component component, Failure first) {
    return new ComponentResult(
        component.name(),
        null,
        0,
        0,
        0,
        List.of(),
        new Failure(first.reason(), "not backed up, because another component failed"));
  }

  private BackupRequest request(JobSpec.Component component) {
    return switch (component) {
      case JobSpec.Tree tree -> request(tree, tree.exclude(), tree.mayBeEmpty());
      case JobSpec.Stream stream -> request(stream, List.of(), false);
    };
  }

  private BackupRequest request(
      JobSpec.Component component, List<String> exclude, boolean mayBeEmpty) {
    return new BackupRequest(
        spec.time(),
        spec.application(),
        "drydock",
        Tags.of(spec, component.name()),
        exclude,
        spec.full(),
        null,
        mayBeEmpty,
        false);
  }

  private @Nullable Failure writeDocuments(Storage storage) {
    try {
      for (Map.Entry<String, String> document : spec.documents().entrySet()) {
        ByteBuffer content = ByteBuffer.wrap(document.getValue().getBytes(UTF_8));
        storage.save(FileType.DOCUMENT, document.getKey(), List.of(content));
      }
      return null;
    } catch (IOException e) {
      DrydockException failure = StorageFailures.explain(e, storage.location());
      return new Failure(failure.reason(), String.valueOf(failure.getMessage()));
    }
  }

  private void makePipes() {
    for (JobSpec.Component component : spec.components()) {
      if (component instanceof JobSpec.Stream stream) {
        try {
          new NamedPipe(Path.of(stream.pipe())).create();
        } catch (IOException e) {
          throw new DrydockException(
              FailureReason.DumpFailed,
              "the pipe for " + stream.name() + " cannot be made: " + e.getMessage(),
              e);
        }
      }
    }
  }

  private void checkOrder() {
    for (int i = 0; i < spec.components().size() - 1; i++) {
      if (spec.components().get(i).name().equals(SnapshotLayout.CONFIGURATION)) {
        throw new DrydockException(
            FailureReason.InvalidRequest,
            "the configuration must be the last component: its snapshot says that the run is"
                + " complete");
      }
    }
  }
}
