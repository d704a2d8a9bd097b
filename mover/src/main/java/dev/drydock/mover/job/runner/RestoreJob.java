// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.runner;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobResult;
import dev.drydock.mover.job.JobResult.ComponentResult;
import dev.drydock.mover.job.JobResult.Failure;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.mover.posix.NamedPipe;
import dev.drydock.mover.repository.LockMode;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.RepositoryLock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Restores parts of snapshots, one after the other; the first failure ends it. */
final class RestoreJob {
  private static final Logger LOG = LoggerFactory.getLogger(RestoreJob.class);

  private final JobSpec.Restore spec;
  private final Repositories repositories;
  private final Patience patience;
  private final ProgressMessages progress;

  RestoreJob(
      JobSpec.Restore spec,
      Repositories repositories,
      Patience patience,
      ProgressMessages progress) {
    this.spec = spec;
    this.repositories = repositories;
    this.patience = patience;
    this.progress = progress;
  }

  JobResult run() {
    makePipes();
    List<ComponentResult> results = new ArrayList<>();
    try (var opened = repositories.open(spec.repository(), Hostnames.unique("restore"));
        // Held to the end, so that no prune comes between the components of a run.
        RepositoryLock lock = opened.repository().lock(LockMode.SHARED)) {
      Failure first = null;
      for (JobSpec.RestoreItem item : spec.items()) {
        ComponentResult result =
            first == null
                ? restore(opened.repository(), item)
                : failed(item, first.reason(), "not restored, because another component failed");
        results.add(result);
        Failure failure = result.failure();
        if (failure != null && first == null) {
          LOG.atError().addKeyValue("component", item.name()).log(failure.message());
          first = failure;
        }
      }
      return new JobResult(
          first, results, List.of(), null, 0, 0, 0, List.of(), opened.repository().id());
    }
  }

  private ComponentResult restore(Repository repository, JobSpec.RestoreItem item) {
    progress.component(item.name());
    try {
      return switch (item) {
        case JobSpec.RestoreTree tree -> new TreeRestore(repository, progress).restore(tree);
        case JobSpec.RestoreStream stream ->
            new StreamRestore(stream, repository, patience, progress).restore();
      };
    } catch (DrydockException e) {
      if (e.reason() == FailureReason.Cancelled) {
        throw e;
      }
      return failed(item, e.reason(), String.valueOf(e.getMessage()));
    }
  }

  private void makePipes() {
    for (JobSpec.RestoreItem item : spec.items()) {
      if (item instanceof JobSpec.RestoreStream stream) {
        try {
          new NamedPipe(Path.of(stream.pipe())).create();
        } catch (IOException e) {
          throw new DrydockException(
              FailureReason.LoadFailed,
              "the pipe for " + stream.name() + " cannot be made: " + e.getMessage(),
              e);
        }
      }
    }
  }

  private static ComponentResult failed(
      JobSpec.RestoreItem item, FailureReason reason, String message) {
    return new ComponentResult(
        item.name(), item.snapshot(), 0, 0, 0, List.of(), new Failure(reason, message));
  }
}
