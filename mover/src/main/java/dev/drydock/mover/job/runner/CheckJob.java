// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.runner;

import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobResult;
import dev.drydock.mover.job.JobResult.Failure;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.mover.snapshot.CheckOperation;
import dev.drydock.mover.snapshot.CheckResult;
import java.util.List;

/** Checks a repository. */
final class CheckJob {
  private final JobSpec.Check spec;
  private final Repositories repositories;
  private final ProgressMessages progress;

  CheckJob(JobSpec.Check spec, Repositories repositories, ProgressMessages progress) {
    this.spec = spec;
    this.repositories = repositories;
    this.progress = progress;
  }

  JobResult run() {
    try (var opened = repositories.open(spec.repository(), Hostnames.unique("check"))) {
      CheckResult check =
          new CheckOperation(opened.repository(), progress).check(spec.readDataPercent());
      List<String> problems = check.problems();
      Failure failure =
          problems.isEmpty()
              ? null
              : new Failure(
                  FailureReason.RepositoryCorrupt,
                  "%d problems were found in the repository, the first: %s"
                      .formatted(problems.size(), problems.getFirst()));
      return new JobResult(
          failure, List.of(), List.of(), null, 0, 0, 0, problems, opened.repository().id());
    }
  }
}
