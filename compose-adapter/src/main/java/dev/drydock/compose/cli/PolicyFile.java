// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.cli;

import dev.drydock.api.v1alpha1.RepositorySpec;
import dev.drydock.api.v1alpha1.ResolvedSource;
import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.mover.job.SnapshotLayout;
import dev.drydock.operator.platform.JobRequest;
import dev.drydock.operator.platform.JobState;
import dev.drydock.operator.platform.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Writes the policy that protected a recovered application beside it, to be applied again. */
final class PolicyFile {
  private static final String PATH = "/configuration/drydock/policy.json";
  private static final String JOB = "recover-policy";

  private final Platform platform;

  PolicyFile(Platform platform) {
    this.platform = platform;
  }

  void write(RepositorySpec repository, String namespace, RestoreRequest request, Path directory)
      throws IOException, InterruptedException {
    ResolvedSource source = request.getStatus().resolvedSource();
    String policy = source == null ? null : read(repository, namespace, source);
    if (policy == null) {
      return;
    }
    Path file = directory.resolve("drydock-policy.json");
    if (Files.exists(file)) {
      return;
    }
    Files.writeString(file, policy);
    System.out.printf(
        "Its policy is in %s. To protect it again, create its Secrets and type:%n"
            + "  drydock up && drydock apply -f %s%n",
        file, file);
  }

  private @Nullable String read(RepositorySpec repository, String namespace, ResolvedSource source)
      throws InterruptedException {
    platform.startJob(
        new JobRequest(
            namespace,
            JOB,
            Map.of(),
            repository,
            location ->
                new JobSpec.ListRuns(
                    java.util.Objects.requireNonNull(location, "location is null"),
                    source.application(),
                    PATH,
                    null,
                    source.run(),
                    source.snapshots().get(SnapshotLayout.CONFIGURATION)),
            List.of(),
            List.of(),
            Duration.ofMinutes(2)));
    try {
      while (true) {
        JobState state = platform.job(namespace, JOB).orElse(null);
        switch (state) {
          case JobState.Ended ended -> {
            return ended.result().file();
          }
          case JobState.Running running -> {
            var unused = new CountDownLatch(1).await(300, TimeUnit.MILLISECONDS);
          }
          case null -> {
            return null;
          }
        }
      }
    } finally {
      platform.removeJob(namespace, JOB);
    }
  }
}
