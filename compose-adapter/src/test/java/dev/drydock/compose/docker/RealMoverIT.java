// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.model.Capability;
import dev.drydock.api.v1alpha1.FilesystemRepository;
import dev.drydock.api.v1alpha1.RepositorySpec;
import dev.drydock.api.v1alpha1.SecretKeyReference;
import dev.drydock.compose.docker.engine.ContainerSpec;
import dev.drydock.compose.docker.engine.DockerEngine;
import dev.drydock.compose.docker.engine.Images;
import dev.drydock.compose.docker.engine.Labels;
import dev.drydock.compose.docker.engine.RunResult;
import dev.drydock.mover.job.JobResult;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.mover.job.RepositoryLocation;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import dev.drydock.operator.platform.JobRequest;
import dev.drydock.operator.platform.JobRequest.Mount;
import dev.drydock.operator.platform.JobState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The project's own image as a mover, with no more rights than the platform grants it. */
class RealMoverIT {
  private static final String NAMESPACE = "drydock-it-real";
  private static final String VOLUME = "drydock-it-real-data";
  private static final Mount SOURCE = new Mount(VOLUME, VolumeKind.Named, "/data", true);
  private static final Mount TARGET = new Mount(VOLUME, VolumeKind.Named, "/data", false);
  private static final List<Capability> ANY_OWNER =
      List.of(Capability.CHOWN, Capability.DAC_OVERRIDE, Capability.FOWNER, Capability.FSETID);

  @TempDir static Path directory;

  private static DockerEngine engine;
  private static DockerPlatform platform;

  @BeforeAll
  static void start() {
    engine = DockerHost.require();
    String image =
        Objects.requireNonNullElse(
            System.getenv("DRYDOCK_TEST_IMAGE"), DockerPlatform.DEFAULT_IMAGE);
    Assumptions.assumeTrue(
        Images.present(engine, image),
        "the image " + image + " is not here; docker build -t drydock:dev . makes it");
    DockerHost.remove(engine, NAMESPACE, NAMESPACE);
    platform =
        new DockerPlatform(
            DockerPlatform.DEFAULT_HOST,
            image,
            (namespace, name) ->
                Optional.of(Map.of("password", "geheim".getBytes(StandardCharsets.UTF_8))),
            directory.resolve("state"),
            Clock.systemUTC());
    engine.createVolume(VOLUME, Map.of(Labels.NAMESPACE, NAMESPACE));
    sh("umask 077; mkdir d; echo hello >d/f; chown -R 1234:4321 d; chmod 2750 d; ln -s f d/l");
  }

  @AfterAll
  static void remove() {
    if (platform != null) {
      for (String job : List.of("backup", "list", "restore", "swap", "commit")) {
        platform.removeJob(NAMESPACE, job);
      }
      DockerHost.remove(engine, NAMESPACE, NAMESPACE);
      DockerHost.empty(engine, directory);
      platform.close();
    }
  }

  @Test
  void backsUpRestoresToTheSideAndSwaps() {
    JobSpec.Component tree =
        new JobSpec.Tree("volume/data", "/volumes/data", "/data", List.of(), false, Map.of());
    JobResult backup =
        run(
            "backup",
            location ->
                new JobSpec.Backup(
                    Objects.requireNonNull(location),
                    "app",
                    "run-1",
                    "policy",
                    Instant.parse("2026-11-23T08:00:00Z"),
                    true,
                    List.of(tree),
                    Map.of()),
            SOURCE);
    String snapshot = Objects.requireNonNull(backup.components().getFirst().snapshot());

    sh("rm -r d; echo newer >other");
    run(
        "restore",
        location ->
            new JobSpec.Restore(
                Objects.requireNonNull(location),
                List.of(
                    new JobSpec.RestoreTree(
                        "volume/data", snapshot, "/volumes/data", List.of(), "/data/.drydock-r"))),
        TARGET);
    assertThat(sh("ls").strip()).isEqualTo("other");
    swap("swap", JobSpec.SwapAction.Apply);
    swap("commit", JobSpec.SwapAction.Commit);

    assertThat(sh("stat -c '%n %a %u %g' d d/f; cat d/l; ls -A"))
        .isEqualTo("d 2750 1234 4321\nd/f 600 1234 4321\nhello\nd\n");
    JobResult list =
        run(
            "list",
            location ->
                new JobSpec.ListRuns(Objects.requireNonNull(location), "app", null, null, null));
    assertThat(list.runs()).extracting(JobResult.Run::run).containsExactly("run-1");
  }

  private static void swap(String job, JobSpec.SwapAction action) {
    run(
        job,
        location ->
            new JobSpec.Swap(
                action,
                List.of(
                    new JobSpec.SwapItem(
                        "volume/data", "/data", ".drydock-r", ".drydock-p", true))),
        TARGET);
  }

  private static JobResult run(
      String job, Function<@Nullable RepositoryLocation, JobSpec> spec, Mount... mounts) {
    platform.startJob(
        new JobRequest(
            NAMESPACE,
            job,
            Map.of(),
            new RepositorySpec(
                null,
                new FilesystemRepository(directory.resolve("repository").toString()),
                new SecretKeyReference("repository", null),
                List.of()),
            spec,
            List.of(mounts),
            List.of(),
            Duration.ofMinutes(2)));
    JobState state =
        await()
            .atMost(Duration.ofMinutes(2))
            .until(
                () -> platform.job(NAMESPACE, job).orElseThrow(),
                found -> found instanceof JobState.Ended);
    JobResult result = ((JobState.Ended) state).result();
    assertThat(result.failure()).isNull();
    assertThat(result.components()).allMatch(component -> component.failure() == null);
    return result;
  }

  private static String sh(String script) {
    RunResult result =
        engine.run(
            new ContainerSpec(DockerHost.IMAGE)
                .command(List.of("sh", "-ec", "cd /data; " + script))
                .volume(VOLUME, "/data", false)
                .capabilities(ANY_OWNER),
            Duration.ofSeconds(30));
    assertThat(result.exitCode()).as(result.tail()).isZero();
    return result.out();
  }
}
