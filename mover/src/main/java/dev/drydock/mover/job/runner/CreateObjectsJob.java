// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.runner;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobResult;
import dev.drydock.mover.job.JobResult.ComponentResult;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.mover.job.SnapshotLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Fetches the files of objects into a directory of its own, has the objects made, and removes the
 * files, among which there are Secrets.
 */
final class CreateObjectsJob {
  private final JobSpec.CreateObjects spec;
  private final BiFunction<JobSpec.CreateObjects, Path, ComponentResult> creator;

  CreateObjectsJob(
      JobSpec.CreateObjects spec,
      BiFunction<JobSpec.CreateObjects, Path, ComponentResult> creator) {
    this.spec = spec;
    this.creator = creator;
  }

  JobResult run(Function<JobSpec.Restore, JobResult> fetch) {
    Path directory = null;
    try {
      directory = Files.createTempDirectory("objects");
      return run(fetch, directory);
    } catch (IOException e) {
      throw new DrydockException(
          FailureReason.NoSpace, "the objects cannot be put aside: " + e.getMessage(), e);
    } finally {
      if (directory != null) {
        remove(directory);
      }
    }
  }

  private JobResult run(Function<JobSpec.Restore, JobResult> fetch, Path directory) {
    JobResult fetched =
        fetch.apply(
            new JobSpec.Restore(
                spec.repository(),
                List.of(
                    new JobSpec.RestoreTree(
                        SnapshotLayout.CONFIGURATION,
                        spec.snapshot(),
                        spec.path(),
                        List.of(),
                        directory.toString()))));
    if (fetched.failure() != null) {
      return fetched;
    }
    ComponentResult made = creator.apply(spec, directory);
    return new JobResult(
        made.failure(), List.of(made), List.of(), null, 0, 0, 0, List.of(), fetched.repositoryId());
  }

  private static void remove(Path directory) {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new DrydockException(
          FailureReason.TargetUnwritable,
          "files of Secrets may be left in %s: %s".formatted(directory, e),
          e);
    }
  }
}
