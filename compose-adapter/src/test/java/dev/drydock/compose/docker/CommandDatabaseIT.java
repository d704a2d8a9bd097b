// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.drydock.api.v1alpha1.ApplicationSpec;
import dev.drydock.api.v1alpha1.ComposeApplication;
import dev.drydock.api.v1alpha1.DatabaseEngine;
import dev.drydock.api.v1alpha1.FilesystemRepository;
import dev.drydock.api.v1alpha1.RepositorySpec;
import dev.drydock.api.v1alpha1.SecretKeyReference;
import dev.drydock.compose.docker.engine.ContainerSpec;
import dev.drydock.compose.docker.engine.DockerEngine;
import dev.drydock.compose.docker.engine.Labels;
import dev.drydock.compose.docker.engine.RunResult;
import dev.drydock.mover.job.JobResult;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.ApplicationManifest.Database;
import dev.drydock.operator.platform.ApplicationManifest.Volume;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import dev.drydock.operator.platform.JobRequest;
import dev.drydock.operator.platform.JobRequest.DatabaseProgram;
import dev.drydock.operator.platform.JobRequest.Mount;
import dev.drydock.operator.platform.JobRequest.ProgramKind;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that only commands of the policy can dump; its live container runs all the while. */
class CommandDatabaseIT {
  private static final String PROJECT = "drydock-it-command";
  private static final String NAMESPACE = "drydock-it-command";
  private static final String LIVE = "drydock-it-command-live";
  private static final String TARGET = "drydock-it-command-target";
  private static final String PIPE = JobRequest.PIPES + "/db";
  private static final String STATUS = JobRequest.PIPES + "/db.status";

  @TempDir Path directory;

  private DockerEngine engine;
  private DockerPlatform platform;

  @BeforeEach
  void start() {
    engine = DockerHost.require();
    DockerHost.remove(engine, PROJECT, NAMESPACE);
    platform =
        new DockerPlatform(
            DockerPlatform.DEFAULT_HOST,
            DockerHost.IMAGE,
            (namespace, name) ->
                Optional.of(Map.of("password", "geheim".getBytes(StandardCharsets.UTF_8))),
            directory.resolve("state"),
            Clock.systemUTC());
    engine.createVolume(LIVE, Map.of(Labels.NAMESPACE, NAMESPACE));
    engine.createVolume(TARGET, Map.of(Labels.NAMESPACE, NAMESPACE));
    String container =
        engine.create(
            new ContainerSpec(DockerHost.IMAGE)
                .name(PROJECT + "-db-1")
                .label(Labels.PROJECT, PROJECT)
                .label(Labels.SERVICE, "db")
                .label(Labels.NUMBER, "1")
                .label(Labels.ONEOFF, "False")
                .environment(List.of("LIVE_PASSWORD=s3cret"))
                .volume(LIVE, "/data", false)
                .network("bridge")
                .command(List.of("bash", "-c", "echo orders >/data/orders; exec sleep 600")));
    engine.start(container);
  }

  @AfterEach
  void remove() {
    if (platform != null) {
      List.of("dump", "load").forEach(job -> platform.removeJob(NAMESPACE, job));
      DockerHost.remove(engine, PROJECT, NAMESPACE);
      DockerHost.empty(engine, directory);
      platform.close();
      engine.close();
    }
  }

  @Test
  void isDumpedFromTheLiveContainerAndRestoredWithoutAnyWayToIt() {
    assertThat(
            run(ProgramKind.Dump, List.of("sh", "-c", "cat /data/orders; echo $LIVE_PASSWORD"))
                .failure())
        .isNull();

    JobResult result =
        run(
            ProgramKind.Load,
            List.of(
                "sh",
                "-ec",
                "cat >$DRYDOCK_DIRECTORY/dump; cd $DRYDOCK_DIRECTORY; ls /sys/class/net >networks; env >environment; ls -d /data >data 2>&1 || true; chown 999:998 ."));

    assertThat(result.failure()).isNull();
    String root = ".drydock-restore-1/files";
    assertThat(inTarget("cat " + root + "/dump")).isEqualTo("orders\ns3cret\n");
    assertThat(inTarget("cat " + root + "/networks")).isEqualTo("lo\n");
    assertThat(inTarget("cat " + root + "/environment")).doesNotContain("LIVE_PASSWORD");
    assertThat(inTarget("cat " + root + "/data")).contains("No such file");
    assertThat(inTarget("stat -c %u:%g " + root + " .drydock-restore-1"))
        .isEqualTo("999:998\n999:998\n");
  }

  @Test
  void isNotRestoredByACommandThatMakesNoFiles() {
    assertThat(run(ProgramKind.Dump, List.of("cat", "/data/orders")).failure()).isNull();

    JobResult result = run(ProgramKind.Load, List.of("sh", "-c", "cat >/dev/null"));

    assertThat(Objects.requireNonNull(result.failure()).message())
        .contains("left $DRYDOCK_DIRECTORY empty");
  }

  private String inTarget(String command) {
    RunResult result =
        engine.run(
            new ContainerSpec(DockerHost.IMAGE)
                .command(List.of("sh", "-c", "cd /v && " + command))
                .capabilities(List.of(com.github.dockerjava.api.model.Capability.DAC_OVERRIDE))
                .volume(TARGET, "/v", true),
            Duration.ofSeconds(30));
    assertThat(result.succeeded()).as(result.tail()).isTrue();
    return result.out();
  }

  private JobResult run(ProgramKind kind, List<String> command) {
    boolean dump = kind == ProgramKind.Dump;
    @Nullable Mount target = dump ? null : new Mount(TARGET, VolumeKind.Named, "/target", false);
    DatabaseProgram program =
        new DatabaseProgram(
            kind,
            manifest(),
            manifest().databases().getFirst(),
            null,
            dump ? command : List.of(),
            dump ? List.of() : command,
            PIPE,
            STATUS,
            target,
            dump ? null : ".drydock-restore-1");
    String job = dump ? "dump" : "load";
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
            location ->
                dump
                    ? new JobSpec.Backup(
                        Objects.requireNonNull(location),
                        "shop",
                        "run",
                        "policy",
                        Instant.parse("2026-11-23T08:00:00Z"),
                        true,
                        List.of(new JobSpec.Stream("database/db", "/databases/db", PIPE, STATUS)),
                        Map.of())
                    : new JobSpec.Restore(
                        Objects.requireNonNull(location),
                        List.of(
                            new JobSpec.RestoreStream(
                                "database/db", "1234", "/databases/db", PIPE, STATUS))),
            target == null ? List.of() : List.of(target),
            List.of(program),
            Duration.ofMinutes(2)));
    JobState ended =
        await()
            .atMost(Duration.ofMinutes(2))
            .pollInterval(Duration.ofMillis(200))
            .until(
                () -> platform.job(NAMESPACE, job).orElseThrow(),
                state -> state instanceof JobState.Ended);
    return ((JobState.Ended) ended).result();
  }

  private static ApplicationManifest manifest() {
    return new ApplicationManifest(
        new ApplicationSpec(new ComposeApplication(PROJECT), null),
        PROJECT,
        null,
        List.of(
            new Volume("data", VolumeKind.Named, LIVE, Map.of("db", "/data"), "db", false, false)),
        List.of(
            new Database(
                "db",
                DatabaseEngine.Command,
                "db",
                DockerHost.IMAGE,
                null,
                null,
                "data",
                "/data/files")),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Map.of(),
        List.of());
  }
}
