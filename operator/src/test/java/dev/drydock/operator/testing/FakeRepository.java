// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.testing;

import dev.drydock.mover.job.JobResult;
import dev.drydock.mover.job.JobSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The runs that movers have left in a repository. Of the rules of retention it knows keepLast. */
final class FakeRepository {
  private final List<JobResult.Run> runs = new ArrayList<>();

  /** What a job says in the end, as far as it depends on the jobs before it. */
  JobResult ended(JobSpec spec, JobResult result) {
    if (result.failure() != null) {
      return result;
    }
    if (spec instanceof JobSpec.Backup backup) {
      result.runs().stream().filter(r -> !runs.contains(r)).forEach(runs::add);
      runs.add(
          new JobResult.Run(
              backup.run(),
              backup.application(),
              backup.policy(),
              backup.owner(),
              backup.time(),
              true,
              Map.of(),
              Map.of()));
    }
    return spec instanceof JobSpec.Retain retain ? retain(retain, result) : result;
  }

  private JobResult retain(JobSpec.Retain spec, JobResult result) {
    List<JobResult.Run> own =
        runs.stream()
            .filter(r -> r.policy().equals(spec.policy()))
            .sorted(Comparator.comparing(JobResult.Run::time).reversed())
            .toList();
    int last = spec.forgetAll() ? 0 : spec.rules().getOrDefault("last", own.size());
    own.stream()
        .filter(r -> Objects.equals(r.owner(), spec.owner()))
        .skip(last)
        .filter(r -> !spec.protectedRuns().contains(r.run()))
        .forEach(runs::remove);
    return new JobResult(
        null,
        List.of(),
        own.stream().filter(runs::contains).toList(),
        null,
        result.kept(),
        result.removed(),
        result.freedBytes(),
        List.of(),
        result.repositoryId());
  }
}
