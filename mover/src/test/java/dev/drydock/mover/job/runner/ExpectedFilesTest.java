// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.mover.job.JobResult;
import dev.drydock.mover.job.JobResult.ComponentResult;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.mover.job.RepositoryLocation;
import dev.drydock.mover.repository.RepositoryOptions;
import dev.drydock.mover.storage.InMemoryStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What should have been mounted and was not, such as a Secret that does not exist. */
final class ExpectedFilesTest {
  @TempDir private Path directory;

  @Test
  void what_is_missing_is_told_and_the_rest_is_kept() throws IOException {
    Path there = Files.createDirectory(directory.resolve("there"));
    Files.writeString(there.resolve("key"), "s3cr3t");
    Path empty = Files.createDirectory(directory.resolve("empty"));

    JobResult result =
        backUp(
            Map.of(
                "secrets/there", there.toString(),
                "secrets/there-too", empty.toString(),
                "secrets/gone", directory.resolve("gone").toString(),
                "secrets/optional", empty.toString()),
            Map.of(
                "secrets/there", "there is not there",
                "secrets/there-too", "there-too has nothing",
                "secrets/gone", "gone is gone"));

    ComponentResult configuration = result.components().getFirst();
    assertThat(result.failure()).isNull();
    assertThat(configuration.snapshot()).isNotNull();
    assertThat(configuration.files()).isEqualTo(2);
    assertThat(configuration.errors()).containsExactly("gone is gone", "there-too has nothing");
  }

  private JobResult backUp(Map<String, String> mounted, Map<String, String> expected)
      throws IOException {
    Path password = Files.writeString(directory.resolve("password"), "correct horse");
    JobSpec.Tree tree =
        new JobSpec.Tree(
            "configuration",
            "/configuration",
            null,
            List.of(),
            true,
            Map.of("drydock/application.json", "{}"),
            Map.of(),
            mounted,
            expected);
    InMemoryStorage storage = new InMemoryStorage();
    return new JobRunner(
            new Repositories(
                location -> storage,
                options ->
                    options
                        .withKeyCost(RepositoryOptions.KeyCost.TRIVIAL)
                        .withLockSettle(Duration.ZERO),
                Clock.systemUTC()),
            Patience.DEFAULT,
            Clock.systemUTC())
        .run(
            new JobSpec.Backup(
                new RepositoryLocation.Directory("/nowhere", password.toString()),
                "shop",
                "run-1",
                "shop",
                Instant.parse("2026-11-20T02:00:00Z"),
                false,
                List.of(tree),
                Map.of()),
            message -> {});
  }
}
