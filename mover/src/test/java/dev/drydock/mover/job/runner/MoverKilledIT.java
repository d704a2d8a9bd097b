// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobResult;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.mover.job.RepositoryLocation;
import dev.drydock.mover.repository.RepositoryOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real mover processes, and what is left when they are told to stop or killed. */
@SuppressWarnings("NullAway.Init")
final class MoverKilledIT {
  private static final int KILLS = 8;

  @TempDir private Path directory;
  private RepositoryLocation.Directory place;
  private Path volume;
  private JobRunner runner;
  private int backups; // each a minute after the one before

  @BeforeEach
  void make() throws IOException {
    Path password = Files.writeString(directory.resolve("password"), "correct horse");
    place =
        new RepositoryLocation.Directory(
            directory.resolve("repository").toString(), password.toString());
    volume = Files.createDirectory(directory.resolve("volume"));
    Random random = new Random(3);
    for (int i = 0; i < 60; i++) {
      byte[] content = new byte[400_000];
      random.nextBytes(content);
      Files.write(volume.resolve("file" + i), content);
    }
    runner =
        new JobRunner(
            new Repositories(
                o -> o.withKeyCost(RepositoryOptions.KeyCost.TRIVIAL), Clock.systemUTC()),
            Patience.DEFAULT,
            Clock.systemUTC());
  }

  @Test
  void killing_a_backup_at_any_moment_leaves_a_sound_repository() throws Exception {
    assertThat(run(backup("first", List.of(configuration()))).failure()).isNull();
    Random random = new Random(11);
    for (int i = 0; i < KILLS; i++) {
      Files.write(volume.resolve("changing"), ("content " + i).repeat(200_000).getBytes());
      Process mover = start(backup("killed-" + i, List.of(tree(), configuration())));
      boolean ended = mover.waitFor(300 + random.nextInt(1500), TimeUnit.MILLISECONDS);
      mover.destroyForcibly().waitFor();
      JobResult check = run(new JobSpec.Check(place, 100));
      assertThat(check.failure()).as("after kill %d, ended=%s", i, ended).isNull();
    }
    JobResult backup = run(backup("last", List.of(tree(), configuration())));
    assertThat(backup.failure()).isNull();
    JobResult retained =
        run(new JobSpec.Retain(place, "shop", "shop", Map.of("last", 1), null, List.of(), false));
    assertThat(retained.failure()).isNull();
    assertThat(run(new JobSpec.Check(place, 100)).problems()).isEmpty();
    Path target = directory.resolve("target");
    var item =
        new JobSpec.RestoreTree(
            "volume/v",
            backup.components().getFirst().snapshot(),
            "/volumes/v",
            List.of(),
            target.toString());
    assertThat(run(new JobSpec.Restore(place, List.of(item))).failure()).isNull();
    for (int i = 0; i < 60; i++) {
      assertThat(target.resolve("file" + i)).hasSameBinaryContentAs(volume.resolve("file" + i));
    }
  }

  @Test
  void a_mover_that_is_told_to_stop_says_so_and_leaves_no_lock() throws Exception {
    var stream =
        new JobSpec.Stream(
            "database/d",
            "/databases/d/dump",
            directory.resolve("pipe").toString(),
            directory.resolve("status").toString());
    Process mover = start(backup("stopped", List.of(stream, configuration())));
    Path locks = directory.resolve("repository/locks");
    Path messages = directory.resolve("messages");
    for (int i = 0; i < 600 && !Files.readString(messages).contains("database/d"); i++) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
    mover.destroy(); // SIGTERM
    assertThat(mover.waitFor(40, TimeUnit.SECONDS)).isTrue();
    List<String> lines = Files.readAllLines(messages);
    assertThat(lines.stream().filter(line -> line.contains("\"finished\""))).hasSize(1);
    assertThat(lines.getLast()).contains("\"finished\"").contains(FailureReason.Cancelled.name());
    assertThat(locks).isEmptyDirectory();
  }

  private JobResult run(JobSpec spec) {
    return runner.run(spec, message -> {});
  }

  private Process start(JobSpec spec) throws IOException {
    Path job = directory.resolve("job.json");
    Files.writeString(
        job,
        JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build()
            .writerFor(JobSpec.class)
            .writeValueAsString(spec));
    Path messages = Files.write(directory.resolve("messages"), new byte[0]);
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            MoverMain.class.getName(),
            job.toString())
        .redirectOutput(messages.toFile())
        .redirectError(directory.resolve("log").toFile())
        .start();
  }

  private JobSpec.Backup backup(String run, List<JobSpec.Component> components) {
    return new JobSpec.Backup(
        place,
        "shop",
        run,
        "shop",
        Instant.parse("2026-11-20T02:00:00Z").plus(Duration.ofMinutes(backups++)),
        false,
        components,
        Map.of());
  }

  private JobSpec.Tree tree() {
    return new JobSpec.Tree(
        "volume/v", "/volumes/v", volume.toString(), List.of(), false, Map.of());
  }

  private static JobSpec.Tree configuration() {
    return new JobSpec.Tree(
        "configuration", "/configuration", null, List.of(), false, Map.of("a", "b"));
  }

  /** A mover process, as small as can be. */
  static final class MoverMain {
    private MoverMain() {}

    public static void main(String[] arguments) {
      System.exit(
          new MoverProcess(JobRunner.ofThisProcess(), System.out)
              .runUntilTerminated(Path.of(arguments[0])));
    }
  }
}
