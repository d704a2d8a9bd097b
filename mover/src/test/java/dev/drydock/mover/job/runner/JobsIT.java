// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.runner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobMessage;
import dev.drydock.mover.job.JobResult;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.mover.job.RepositoryLocation;
import dev.drydock.mover.repository.RepositoryOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
@Timeout(120)
final class JobsIT {
  private static final Instant TIME = Instant.parse("2026-11-20T02:00:00Z");
  private static final Patience PATIENCE =
      new Patience(
          Duration.ofSeconds(10),
          Duration.ofSeconds(3),
          Duration.ofSeconds(20),
          Duration.ofSeconds(2),
          Duration.ofMillis(10));

  @TempDir private Path directory;
  private Path volume;
  private Path shared;
  private RepositoryLocation.Directory place;
  private JobRunner runner;
  private final List<JobMessage> messages = new ArrayList<>();

  @BeforeEach
  void make() throws IOException {
    volume = Files.createDirectories(directory.resolve("uploads/images")).getParent();
    Files.writeString(volume.resolve("images/a.txt"), "a");
    Files.writeString(volume.resolve("b.txt"), "b");
    shared = Files.createDirectory(directory.resolve("shared"));
    Path password = Files.writeString(directory.resolve("password"), "correct horse\n");
    place =
        new RepositoryLocation.Directory(
            directory.resolve("repository").toString(), password.toString());
    Clock clock = Clock.systemUTC();
    runner =
        new JobRunner(
            new Repositories(
                o -> o.withLockWait(PATIENCE.lock()).withKeyCost(RepositoryOptions.KeyCost.TRIVIAL),
                clock),
            PATIENCE,
            clock);
  }

  @Test
  void a_run_is_backed_up_listed_and_restored() throws Exception {
    writer("seq 1 1000");
    JobResult backup = run(backup("run-1", TIME, volume(), dump(), configuration()));

    assertThat(backup.failure()).isNull();
    assertThat(backup.components())
        .extracting(JobResult.ComponentResult::name)
        .containsExactly("volume/uploads", "database/orders", "configuration");
    assertThat(backup.components()).allSatisfy(c -> assertThat(c.snapshot()).hasSize(64));
    assertThat(directory.resolve("repository/drydock/shop/RUNBOOK.md")).hasContent("# run-1");

    JobResult list =
        run(
            new JobSpec.ListRuns(
                place, "shop", "/configuration/drydock/application.json", null, null));
    assertThat(list.runs()).hasSize(1);
    assertThat(list.runs().getFirst().complete()).isTrue();
    assertThat(list.runs().getFirst().snapshots())
        .containsOnlyKeys("volume/uploads", "database/orders", "configuration");
    assertThat(list.runs().getFirst().time()).isEqualTo(TIME);
    assertThat(list.file()).isEqualTo("{\"name\":\"shop\"}");
    assertThat(list.repositoryId()).isEqualTo(backup.repositoryId());

    Map<String, String> snapshots = list.runs().getFirst().snapshots();
    Path target = directory.resolve("target");
    Path loaded = directory.resolve("loaded");
    reader("cat > '" + loaded + "'");
    JobResult restore =
        run(
            new JobSpec.Restore(
                place,
                List.of(
                    new JobSpec.RestoreTree(
                        "volume/uploads",
                        snapshots.get("volume/uploads"),
                        "/volumes/uploads",
                        List.of("/images"),
                        target.toString()),
                    new JobSpec.RestoreStream(
                        "database/orders",
                        snapshots.get("database/orders"),
                        "/databases/orders/dump",
                        shared.resolve("load").toString(),
                        shared.resolve("load-status").toString()))));
    assertThat(restore.failure()).isNull();
    assertThat(target.resolve("images/a.txt")).hasContent("a");
    assertThat(target.resolve("b.txt")).doesNotExist();
    assertThat(Files.readString(loaded)).startsWith("1\n2\n").endsWith("1000\n");
  }

  @Test
  void a_dump_that_fails_half_way_makes_no_snapshot_and_no_complete_run() throws Exception {
    writer("seq 1 100000; echo 'disk of the database is full' >&2; exit 3");
    JobResult result = run(backup("run-1", TIME, volume(), dump(), configuration()));

    assertThat(result.failure()).isNotNull();
    assertThat(result.failure().reason()).isEqualTo(FailureReason.DumpFailed);
    assertThat(result.failure().message())
        .contains("database/orders", "status 3", "disk of the database is full");
    assertThat(result.components().get(0).snapshot()).isNotNull();
    assertThat(result.components().get(1).snapshot()).isNull();
    assertThat(result.components().get(2).snapshot()).isNull();
    JobResult list = run(new JobSpec.ListRuns(place, null, null, null, null));
    assertThat(list.runs().getFirst().complete()).isFalse();
    assertThat(list.runs().getFirst().snapshots()).containsOnlyKeys("volume/uploads");
    assertThat(run(new JobSpec.Check(place, 100)).failure()).isNull();
  }

  @Test
  void a_program_that_dies_without_a_word_is_no_success() throws Exception {
    run("sh", "-c", "mkfifo '" + shared.resolve("pipe") + "'");
    new ProcessBuilder("sh", "-c", "echo half > '" + shared.resolve("pipe") + "'").start();
    JobResult result = run(backup("run-1", TIME, dump(), configuration()));
    assertThat(result.failure().reason()).isEqualTo(FailureReason.DumpFailed);
    assertThat(result.failure().message()).contains("never said how it went");
  }

  @Test
  void a_program_that_fails_before_it_writes_is_not_waited_for() throws Exception {
    Files.writeString(shared.resolve("status"), "1\ncannot connect to server\n");
    JobResult result = run(backup("run-1", TIME, dump(), configuration()));
    assertThat(result.failure().reason()).isEqualTo(FailureReason.DumpFailed);
    assertThat(result.failure().message()).contains("cannot connect to server");
  }

  @Test
  void an_empty_volume_fails_and_says_what_to_do() throws Exception {
    Path empty = Files.createDirectory(directory.resolve("empty"));
    for (Path nothing : List.of(empty, directory.resolve("missing"))) {
      JobResult result = run(backup("run-1", TIME, tree("cache", nothing, false), configuration()));
      assertThat(result.failure().reason()).isEqualTo(FailureReason.SourceEmpty);
      assertThat(result.failure().message()).contains("cache", "volumes.exclude");
      assertThat(result.components().getLast().snapshot()).isNull();
    }
    JobResult allowed = run(backup("run-2", TIME, tree("cache", empty, true), configuration()));
    assertThat(allowed.failure()).isNull();
  }

  @Test
  void a_file_that_cannot_be_read_is_no_success() throws Exception {
    Path unreadable = Path.of("/sys/bus/cpu");
    Assumptions.assumeTrue(
        Files.exists(unreadable.resolve("drivers_probe")),
        "no /sys/bus/cpu/drivers_probe here, a file that not even root can read");
    JobResult result = run(backup("run-1", TIME, tree("cpu", unreadable, false), configuration()));
    assertThat(result.failure().reason()).isEqualTo(FailureReason.SourceUnreadable);
    assertThat(result.components().getFirst().errors()).anyMatch(e -> e.contains("drivers_probe"));
    assertThat(result.components().getLast().snapshot()).isNull();
  }

  @Test
  void a_wrong_password_is_said_and_creates_nothing() throws Exception {
    assertThat(run(backup("run-1", TIME, volume(), configuration())).failure()).isNull();
    Path wrong = Files.writeString(directory.resolve("wrong"), "battery staple");
    RepositoryLocation other = new RepositoryLocation.Directory(place.path(), wrong.toString());
    JobResult result =
        run(
            new JobSpec.Backup(
                other, "shop", "run-2", "shop", TIME, false, List.of(volume()), Map.of()));
    assertThat(result.failure().reason()).isEqualTo(FailureReason.WrongPassword);
    assertThat(result.failure().message()).doesNotContain("battery");
  }

  @Test
  void a_damaged_repository_is_never_made_a_new_one() throws Exception {
    assertThat(run(backup("run-1", TIME, volume(), configuration())).failure()).isNull();
    Files.delete(directory.resolve("repository/config"));
    JobResult result = run(backup("run-2", TIME, volume(), configuration()));
    assertThat(result.failure().reason()).isEqualTo(FailureReason.RepositoryCorrupt);
    assertThat(directory.resolve("repository/config")).doesNotExist();
  }

  @Test
  void a_creation_that_was_killed_half_way_is_begun_anew() throws Exception {
    JobSpec.Backup first = owned(backup("run-1", TIME, volume(), configuration()), "uid-1");
    assertThat(run(first).failure()).isNull();
    Path keys = Files.createDirectories(directory.resolve("other/keys"));
    try (Stream<Path> all = Files.list(directory.resolve("repository/keys"))) {
      Path key = all.findFirst().orElseThrow();
      Files.copy(key, keys.resolve(key.getFileName()));
    }
    place =
        new RepositoryLocation.Directory(
            directory.resolve("other").toString(), place.passwordFile());
    JobSpec.Backup next = backup("run-1", TIME, volume(), configuration());
    assertThat(run(owned(next, "uid-2")).failure().reason())
        .as("another process may be creating it")
        .isEqualTo(FailureReason.RepositoryUnavailable);
    assertThat(keys).isNotEmptyDirectory();
    assertThat(run(owned(next, "uid-1")).failure()).isNull();
    assertThat(run(new JobSpec.Check(place, 0)).failure()).isNull();
  }

  @Test
  void runs_are_forgotten_as_a_whole_and_protected_ones_never() throws Exception {
    for (int day = 0; day < 5; day++) {
      Instant time = TIME.plus(Duration.ofDays(day));
      assertThat(run(backup("run-" + day, time, volume(), configuration())).failure()).isNull();
    }
    Files.writeString(shared.resolve("status"), "1\nno\n");
    run(backup("failed", TIME.plus(Duration.ofHours(1)), volume(), dump(), configuration()));
    run(backup("failed-last", TIME.plus(Duration.ofDays(9)), volume(), dump(), configuration()));
    run(otherPolicy());

    JobResult retained =
        run(
            new JobSpec.Retain(
                place, "shop", "shop", Map.of("daily", 2), null, List.of("run-1"), false));

    assertThat(retained.failure()).isNull();
    JobResult list = run(new JobSpec.ListRuns(place, null, null, null, null));
    assertThat(list.runs())
        .extracting(JobResult.Run::run)
        .containsExactly("failed-last", "run-4", "run-3", "run-1", "other");
    assertThat(retained.removed()).isEqualTo(5);
    assertThat(retained.kept()).isEqualTo(7);
    assertThat(retained.runs())
        .as("the runs of the policy that can be restored")
        .extracting(JobResult.Run::run)
        .containsExactly("run-4", "run-3", "run-1");
    assertThat(run(new JobSpec.Check(place, 100)).problems()).isEmpty();

    JobResult forgotten =
        run(new JobSpec.Retain(place, "shop", "shop", Map.of(), null, List.of(), true));
    assertThat(forgotten.runs()).isEmpty();
    assertThat(run(new JobSpec.ListRuns(place, null, null, null, null)).runs())
        .extracting(JobResult.Run::run)
        .containsExactly("other");
  }

  @Test
  void a_file_of_the_past_is_read_as_of_its_time() throws Exception {
    run(backup("run-1", TIME, configuration("first")));
    run(backup("run-2", TIME.plus(Duration.ofDays(1)), configuration("second")));
    String file = "/configuration/drydock/application.json";
    assertThat(run(new JobSpec.ListRuns(place, null, file, null, null)).file()).isEqualTo("second");
    Instant between = TIME.plus(Duration.ofHours(5));
    assertThat(run(new JobSpec.ListRuns(place, null, file, between, null)).file())
        .isEqualTo("first");
    assertThat(run(new JobSpec.ListRuns(place, null, file, null, "run-1")).file())
        .isEqualTo("first");
    Instant before = TIME.minusSeconds(1);
    assertThat(run(new JobSpec.ListRuns(place, null, file, before, null)).file()).isNull();
  }

  @Test
  void nothing_is_restored_where_something_is() throws Exception {
    JobResult backup = run(backup("run-1", TIME, volume(), configuration()));
    Path target = Files.createDirectory(directory.resolve("target"));
    Files.writeString(target.resolve("precious"), "precious");
    JobResult result = run(restore(backup, target));
    assertThat(result.failure().reason()).isEqualTo(FailureReason.TargetNotEmpty);
    try (Stream<Path> entries = Files.list(target)) {
      assertThat(entries).containsExactly(target.resolve("precious"));
    }
  }

  @Test
  void a_loader_that_fails_fails_the_restore() throws Exception {
    writer("seq 1 300000");
    JobResult backup = run(backup("run-1", TIME, dump(), configuration()));
    reader("head -c 100 >/dev/null; echo 'syntax error at line 3' >&2; exit 2");
    JobResult result =
        run(
            new JobSpec.Restore(
                place,
                List.of(
                    new JobSpec.RestoreStream(
                        "database/orders",
                        backup.components().getFirst().snapshot(),
                        "/databases/orders/dump",
                        shared.resolve("load").toString(),
                        shared.resolve("load-status").toString()))));
    assertThat(result.failure().reason()).isEqualTo(FailureReason.LoadFailed);
    assertThat(result.failure().message()).contains("syntax error at line 3");
  }

  @Test
  void a_flipped_byte_is_found_and_its_pack_named() throws Exception {
    JobResult backup = run(backup("run-1", TIME, volume(), configuration()));
    Path damaged = flipByteOfLargestPack();
    JobResult check = run(new JobSpec.Check(place, 100));
    assertThat(check.failure().reason()).isEqualTo(FailureReason.RepositoryCorrupt);
    assertThat(String.join("\n", check.problems()))
        .contains(damaged.getFileName().toString().substring(0, 8));
    assertThat(backup.failure()).isNull();
  }

  @Test
  void a_process_says_one_last_message_whatever_happens() throws Exception {
    Path job = directory.resolve("job.json");
    for (String content : List.of("{\"job\":\"unknown\"}", "not json", "")) {
      Files.writeString(job, content);
      assertThat(lines(job, MoverProcess.FAILED))
          .singleElement()
          .asString()
          .contains("\"finished\"");
    }
    Files.writeString(
        job,
        "{\"job\":\"check\",\"repository\":{\"kind\":\"directory\",\"path\":\"%s\",\"passwordFile\":\"%s\"}}"
            .formatted(place.path(), place.passwordFile()));
    assertThat(lines(job, MoverProcess.FAILED))
        .singleElement()
        .asString()
        .contains("RepositoryNotFound");
    run(backup("run-1", TIME, volume(), configuration()));
    assertThat(lines(job, MoverProcess.DONE).getLast()).contains("\"finished\"");
  }

  private List<String> lines(Path job, int status) {
    var out = new ByteArrayOutputStream();
    int code = new MoverProcess(runner, new PrintStream(out, true, UTF_8)).run(job, null);
    assertThat(code).isEqualTo(status);
    return out.toString(UTF_8).lines().toList();
  }

  private JobResult run(JobSpec spec) {
    return runner.run(spec, messages::add);
  }

  private static JobSpec.Backup owned(JobSpec.Backup backup, String owner) {
    return new JobSpec.Backup(
        backup.repository(),
        backup.application(),
        backup.run(),
        backup.policy(),
        backup.time(),
        backup.full(),
        backup.components(),
        backup.documents(),
        owner,
        null);
  }

  private JobSpec.Backup backup(String run, Instant time, JobSpec.Component... components) {
    return new JobSpec.Backup(
        place,
        "shop",
        run,
        "shop",
        time,
        false,
        List.of(components),
        Map.of("shop/RUNBOOK.md", "# " + run));
  }

  private JobSpec.Backup otherPolicy() {
    return new JobSpec.Backup(
        place, "blog", "other", "blog", TIME, true, List.of(volume(), configuration()), Map.of());
  }

  private JobSpec.Tree volume() {
    return tree("uploads", volume, false);
  }

  private static JobSpec.Tree tree(String name, Path path, boolean mayBeEmpty) {
    return new JobSpec.Tree(
        "volume/" + name, "/volumes/" + name, path.toString(), List.of(), mayBeEmpty, Map.of());
  }

  private JobSpec.Stream dump() {
    return new JobSpec.Stream(
        "database/orders",
        "/databases/orders/dump",
        shared.resolve("pipe").toString(),
        shared.resolve("status").toString());
  }

  private static JobSpec.Tree configuration() {
    return configuration("{\"name\":\"shop\"}");
  }

  private static JobSpec.Tree configuration(String manifest) {
    return new JobSpec.Tree(
        "configuration",
        "/configuration",
        null,
        List.of(),
        false,
        Map.of("drydock/application.json", manifest));
  }

  private JobSpec.Restore restore(JobResult backup, Path target) {
    return new JobSpec.Restore(
        place,
        List.of(
            new JobSpec.RestoreTree(
                "volume/uploads",
                backup.components().getFirst().snapshot(),
                "/volumes/uploads",
                List.of(),
                target.toString())));
  }

  /** A program that dumps into the pipe and then leaves its status, as helpers do. */
  private void writer(String command) throws IOException {
    program(command, "until [ -p pipe ]; do sleep 0.1; done; exec 3>pipe;", ">&3", "status");
  }

  /** A program that loads from the pipe and then leaves its status. */
  private void reader(String command) throws IOException {
    program(command, "until [ -p load ]; do sleep 0.1; done; exec 3<load;", "<&3", "load-status");
  }

  private void program(String command, String open, String redirect, String status)
      throws IOException {
    String script =
        open
            + " ( "
            + command
            + " ) "
            + redirect
            + " 2>errors; code=$?; exec 3>&- 3<&-;"
            + " { echo $code; cat errors; } > part; mv part "
            + status;
    new ProcessBuilder("sh", "-c", script).directory(shared.toFile()).start();
  }

  private static void run(String... command) throws Exception {
    assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
  }

  private Path flipByteOfLargestPack() throws IOException {
    try (Stream<Path> packs = Files.walk(directory.resolve("repository/data"))) {
      Path pack =
          packs
              .filter(Files::isRegularFile)
              .max(java.util.Comparator.comparingLong(p -> p.toFile().length()))
              .orElseThrow();
      byte[] content = Files.readAllBytes(pack);
      content[content.length / 3] ^= 1;
      Files.delete(pack);
      Files.write(pack, content);
      return pack;
    }
  }
}
