// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobResult;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.mover.job.RepositoryLocation;
import dev.drydock.mover.repository.RepositoryOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups to a place where a repository is known to be. */
@SuppressWarnings("NullAway.Init")
final class ExpectedRepositoryTest {
  @TempDir private Path directory;
  private Path repository;
  private JobRunner runner;
  private String id;

  @BeforeEach
  void make() throws IOException {
    repository = directory.resolve("repository");
    Files.writeString(directory.resolve("password"), "correct horse");
    runner =
        new JobRunner(
            new Repositories(
                o -> o.withKeyCost(RepositoryOptions.KeyCost.TRIVIAL), Clock.systemUTC()),
            Patience.DEFAULT,
            Clock.systemUTC());
    JobResult first = backUp(null);
    assertThat(first.failure()).isNull();
    id = first.repositoryId();
  }

  @Test
  void the_repository_that_is_expected_is_used() {
    assertThat(backUp(id).failure()).isNull();
  }

  @Test
  void an_empty_place_is_not_made_a_new_repository() throws IOException {
    Files.move(repository, directory.resolve("unmounted"));
    assertNotFound(backUp(id), "there is none");
    assertThat(repository).doesNotExist();

    Files.createDirectory(repository);
    assertNotFound(backUp(id), "Mount its disk");
    assertThat(repository).isEmptyDirectory();
  }

  @Test
  void another_repository_is_not_used() throws IOException {
    Files.move(repository, directory.resolve("unmounted"));
    assertThat(backUp(null).failure()).isNull();

    assertNotFound(backUp(id), "there is another one");
  }

  private static void assertNotFound(JobResult result, String message) {
    JobResult.Failure failure = result.failure();
    assertThat(failure).isNotNull();
    assertThat(failure.reason()).isEqualTo(FailureReason.RepositoryNotFound);
    assertThat(failure.message()).contains(message);
  }

  private JobResult backUp(@Nullable String expected) {
    var place =
        new RepositoryLocation.Directory(
            repository.toString(), directory.resolve("password").toString());
    var configuration =
        new JobSpec.Tree(
            "configuration", "/configuration", null, List.of(), false, Map.of("a", "b"));
    return runner.run(
        new JobSpec.Backup(
            place,
            "shop",
            "run",
            "shop",
            Instant.parse("2026-11-20T02:00:00Z"),
            false,
            List.of(configuration),
            Map.of(),
            null,
            expected),
        message -> {});
  }
}
