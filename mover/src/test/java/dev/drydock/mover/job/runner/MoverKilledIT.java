// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.drydock.mover.cli.RepositoryCommand;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobResult;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.mover.job.RepositoryLocation;
import dev.drydock.mover.repository.RepositoryOptions;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real mover processes, and what is left when they are told to stop or killed. */
@SuppressWarnings("NullAway.Init")
final class MoverKilledIT {
  private static final int KILLED = 128 + 9;

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
    Path repository = directory.resolve("repository");
    Random random = new Random(11);
    int hits = 0;
    List<Event> events =
        List.of(
            new Event("locks", 1), // one more than the one before left
            new Event("data", 1),
            new Event("data", 2),
            new Event("data", 3),
            new Event("index", 1),
            new Event("snapshots", 1));
    for (Event event : events) {
      byte[] content = new byte[60_000_000];
      random.nextBytes(content);
      Files.write(volume.resolve("changing"), content);
      Path watched = repository.resolve(event.directory());
      long before = count(watched);
      Process mover =
          start(
              backup(
                  "killed-" + event.directory() + event.files(), List.of(tree(), configuration())));
      await(() -> count(watched) >= before + event.files() || !mover.isAlive());
      mover.destroyForcibly().waitFor();
      boolean hit = mover.exitValue() == KILLED;
      assertThat(hit || event.isNearTheEnd()).as("%s hits work", event).isTrue();
      hits += hit ? 1 : 0;
      JobResult check = run(new JobSpec.Check(place, 0));
      assertThat(check.failure()).as("after the kill at %s, hit=%s", event, hit).isNull();
    }
    assertThat(hits).isGreaterThanOrEqualTo(events.size() - 1);
    JobResult backup = run(backup("last", List.of(tree(), configuration())));
    assertThat(backup.failure()).isNull();
    // All data of all backups, what the killed ones left included.
    assertThat(run(new JobSpec.Check(place, 100)).problems()).isEmpty();
    JobResult retained =
        run(
            new JobSpec.Retain(
                place, "shop", "shop", Map.of("last", 1), null, List.of(), false, "uid"));
    assertThat(retained.failure()).isNull();
    assertThat(run(new JobSpec.Check(place, 0)).problems()).isEmpty();
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

  @Test
  void a_command_that_is_told_to_stop_leaves_no_lock() throws Exception {
    assertThat(run(backup("first", List.of(configuration()))).failure()).isNull();
    try (RandomAccessFile large = new RandomAccessFile(volume.resolve("zeros").toFile(), "rw")) {
      large.setLength(20L << 30); // takes longer than anybody waits here
    }
    Path repository = directory.resolve("repository");
    long before = count(repository.resolve("data"));
    Process command =
        start(
            RepositoryCommand.class,
            "backup",
            "-r",
            place.path(),
            "-p",
            place.passwordFile(),
            volume.toString());
    await(() -> count(repository.resolve("data")) > before || !command.isAlive());
    assertThat(repository.resolve("locks")).isNotEmptyDirectory();

    command.destroy(); // SIGTERM

    assertThat(command.waitFor(40, TimeUnit.SECONDS)).isTrue();
    assertThat(repository.resolve("locks")).isEmptyDirectory();
    assertThat(count(repository.resolve("snapshots"))).isEqualTo(1);
  }

  /** Something that can be seen of a mover: that many more files are in a directory. */
  private record Event(String directory, int files) {
    /** Whether the mover may be done before anybody can react to it. */
    boolean isNearTheEnd() {
      return directory.equals("snapshots");
    }
  }

  private static void await(BooleanSupplier event) throws InterruptedException {
    for (long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2); !event.getAsBoolean(); ) {
      assertThat(System.nanoTime()).as("nothing happens").isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  private static long count(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(f -> String.valueOf(f.getFileName()).length() == 64).count();
    } catch (IOException | UncheckedIOException e) {
      return 0; // a file vanished
    }
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
    return start(MoverMain.class, job.toString());
  }

  private Process start(Class<?> program, String... arguments) throws IOException {
    Path messages = Files.write(directory.resolve("messages"), new byte[0]);
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
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
        Map.of(),
        "uid",
        null);
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
              .runUntilTerminated(Path.of(arguments[0]), null));
    }
  }
}
