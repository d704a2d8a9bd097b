// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.job.RepositoryLocation;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@SuppressWarnings("NullAway.Init")
final class RepositoryCommandTest {
  @TempDir private Path directory;
  private Path source;
  private Path password;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void make() throws Exception {
    source = Files.createDirectory(directory.resolve("source"));
    Files.writeString(source.resolve("file"), "content");
    password = Files.writeString(directory.resolve("password"), "correct horse\n");
  }

  @Test
  void a_backup_prints_the_id_last_and_is_restored_by_it() throws Exception {
    assertThat(run("init")).isZero();
    assertThat(run("backup", source.toString())).isZero();
    String id = out.toString().strip().lines().reduce("", (a, b) -> b);
    assertThat(id).matches("[0-9a-f]{64}");
    assertThat(run("snapshots")).isZero();
    assertThat(out.toString()).contains(id.substring(0, 8), source.toString());
    assertThat(run("ls", id.substring(0, 10))).isZero();
    assertThat(out.toString()).contains(source + "/file");
    Path target = directory.resolve("target");
    assertThat(run("restore", id, "--target", target.toString(), "--path", source.toString()))
        .isZero();
    assertThat(target.resolve("file")).hasContent("content");
    assertThat(run("unlock")).isZero();
  }

  @Test
  void an_error_is_one_line_and_says_what_to_do() {
    assertThat(run("snapshots")).isEqualTo(1);
    assertThat(err.toString().strip().lines()).singleElement().asString().startsWith("drydock: ");
    assertThat(err.toString()).doesNotContain("\tat ");
    assertThat(run("snapshots", "--debug")).isEqualTo(1);
    assertThat(err.toString()).contains("\tat ");
  }

  @Test
  void it_can_be_mounted_below_a_command_that_has_the_option_to_debug() {
    CommandLine root = new CommandLine(CommandLine.Model.CommandSpec.create().name("drydock"));
    root.getCommandSpec()
        .addOption(
            CommandLine.Model.OptionSpec.builder("--debug")
                .type(boolean.class)
                .scopeType(CommandLine.ScopeType.INHERIT)
                .build());
    root.addSubcommand(RepositoryCommand.commandLine(List.of("snapshots")))
        .setErr(new PrintWriter(err));
    int status =
        root.execute(
            "repository", "snapshots", "-r", "/nowhere", "-p", password.toString(), "--debug");
    assertThat(status).isEqualTo(1);
    assertThat(err.toString()).contains("\tat ");
  }

  @Test
  void errors_are_json_when_all_else_is() {
    assertThat(run("snapshots", "--json")).isEqualTo(1);
    assertThat(out.toString().strip()).startsWith("{").endsWith("}").contains("\"reason\"");
  }

  @Test
  void nothing_to_back_up_is_a_failure_unless_it_is_allowed() throws Exception {
    Path empty = Files.createDirectory(directory.resolve("empty"));
    assertThat(run("init")).isZero();

    assertThat(run("backup", empty.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("is empty");
    assertThat(run("backup", empty.toString(), "--allow-empty")).isZero();
  }

  @Test
  void a_link_that_is_named_is_followed() throws Exception {
    Path real = Files.createDirectories(directory.resolve("real/below")).getParent();
    Files.writeString(real.resolve("below/file"), "x");
    Path link = Files.createSymbolicLink(directory.resolve("link"), real);
    Path file = Files.createSymbolicLink(directory.resolve("file"), real.resolve("below/file"));
    assertThat(run("init")).isZero();

    assertThat(run("backup", link.toString(), file.toString())).isZero();

    assertThat(run("ls", "latest", "-l")).isZero();
    assertThat(out.toString()).contains(link + "/below/file").doesNotContain("->");
    assertThat(out.toString().lines().filter(l -> l.endsWith(file.toString())))
        .singleElement()
        .asString()
        .startsWith("-");
  }

  @Test
  void a_dry_run_shows_what_pruning_would_free_after_forgetting() throws Exception {
    assertThat(run("init")).isZero();
    for (int i = 0; i < 2; i++) {
      byte[] content = new byte[100_000];
      new Random(i).nextBytes(content);
      Files.write(directory.resolve("data"), content);
      assertThat(run("backup", directory.resolve("data").toString())).isZero();
    }

    assertThat(run("forget", "--keep-last", "1", "--prune", "--dry-run", "--json")).isZero();
    String planned = out.toString().lines().toList().getLast();
    assertThat(planned).doesNotContain("\"bytesFreed\":0");
    assertThat(run("forget", "--keep-last", "1", "--prune", "--json")).isZero();
    assertThat(out.toString().lines().toList().getLast()).contains("packsRemoved");
    assertThat(planned).contains("packsRemoved");
  }

  @Test
  void files_unread_give_status_three() {
    Path unreadable = Path.of("/sys/bus/cpu");
    Assumptions.assumeTrue(
        Files.exists(unreadable.resolve("drivers_probe")),
        "no /sys/bus/cpu/drivers_probe here, a file that not even root can read");
    assertThat(run("init")).isZero();
    assertThat(run("backup", unreadable.toString())).isEqualTo(3);
    assertThat(err.toString()).contains("drivers_probe");
  }

  @ParameterizedTest
  @CsvSource({
    "s3:https://host:9000/bucket/some/prefix, https://host:9000, bucket, some/prefix, true",
    "s3:https://host/bucket,                  https://host,      bucket, '',          true",
    "s3:bucket/prefix/,                       ,                  bucket, prefix,      false",
    "s3://bucket/prefix,                      ,                  bucket, prefix,      false",
  })
  void places_in_buckets_are_understood(
      String text, String endpoint, String bucket, String prefix, boolean pathStyle) {
    var s3 = (RepositoryLocation.S3) location("-r", text, "-p", "password");
    assertThat(s3.endpoint()).isEqualTo(endpoint);
    assertThat(s3.bucket()).isEqualTo(bucket);
    assertThat(s3.prefix()).isEqualTo(prefix);
    assertThat(s3.pathStyle()).isEqualTo(pathStyle);
  }

  @ParameterizedTest
  @CsvSource({
    "s3:s3.amazonaws.com/bucket/some/prefix,   ,             bucket,    some/prefix",
    "s3:s3.eu-central-1.amazonaws.com/bucket,  eu-central-1, bucket,    ''",
    "s3://my.bucket/prefix,                    ,             my.bucket, prefix",
    "s3:my.bucket,                             ,             my.bucket, ''",
  })
  void servers_of_amazon_are_no_buckets(String text, String region, String bucket, String prefix) {
    var s3 = (RepositoryLocation.S3) location("-r", text, "-p", "password");
    assertThat(s3.endpoint()).isNull();
    assertThat(s3.region()).isEqualTo(region);
    assertThat(s3.bucket()).isEqualTo(bucket);
    assertThat(s3.prefix()).isEqualTo(prefix);
    assertThat(s3.pathStyle()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3:minio.example/bucket/x", "s3:localhost:9000/bucket"})
  void what_may_be_a_server_or_a_bucket_is_asked(String text) {
    assertThatThrownBy(() -> location("-r", text, "-p", "password"))
        .hasMessageContaining("a server or a bucket?");
  }

  @Test
  void a_share_of_the_data_may_be_written_with_its_sign_and_nonsense_is_misuse() {
    assertThat(run("init")).isZero();
    assertThat(run("check", "--read-data", "10%")).isZero();
    assertThat(run("check", "--read-data=50")).isZero();
    assertThat(run("check", "--read-data")).isZero();
    assertThat(run("check", "--read-data", "101")).isEqualTo(2);
    assertThat(run("check", "--read-data", "half")).isEqualTo(2);
    assertThat(run("check", "--nonsense")).isEqualTo(2);
  }

  @Test
  void a_repository_without_an_index_is_repaired() throws Exception {
    assertThat(run("init")).isZero();
    assertThat(run("backup", source.toString())).isZero();
    deleteFilesIn("index");
    assertThat(run("check")).isEqualTo(1);
    assertThat(run("repair snapshots", "--forget")).isEqualTo(1);
    assertThat(err.toString()).contains("Repair the index");

    assertThat(run("repair index", "--json")).isZero();
    assertThat(out.toString()).contains("\"changed\":true", "\"lostBlobs\":0");
    assertThat(run("repair snapshots", "--forget")).isZero();
    assertThat(out.toString()).contains("0 snapshots");
    assertThat(run("check", "--read-data")).isZero();
  }

  @Test
  void packs_that_are_damaged_are_given_up_and_the_snapshot_says_what_it_lost() throws Exception {
    assertThat(run("init")).isZero();
    assertThat(run("backup", source.toString())).isZero();
    Path pack = damageThePackOfTrees();
    String id = pack.getFileName().toString();
    assertThat(run("check", "--read-data")).isEqualTo(1);
    assertThat(err.toString()).contains(id);

    assertThat(run("repair packs", id, "--copies", directory.toString())).isEqualTo(3);
    assertThat(out.toString()).contains("removed 1 packs");
    assertThat(directory.resolve("pack-" + id)).exists();
    assertThat(run("repair packs", id, "--copies", directory.toString())).isEqualTo(1);
    assertThat(run("repair snapshots", "--dry-run", "--json")).isZero();
    assertThat(out.toString()).contains("\"dryRun\":true", "\"repaired\":1");
    assertThat(run("repair snapshots", "--forget")).isZero();
    assertThat(run("check", "--read-data")).isZero();
    assertThat(run("repair packs", "nonsense")).isEqualTo(2);
    assertThat(run("repair")).isEqualTo(2);
  }

  private void deleteFilesIn(String name) throws Exception {
    try (Stream<Path> files = Files.list(directory.resolve("repository").resolve(name))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  /** Flips a bit in the first blob of the larger pack, that of the trees. */
  private Path damageThePackOfTrees() throws Exception {
    try (Stream<Path> files = Files.walk(directory.resolve("repository/data"))) {
      List<Path> packs =
          files.filter(Files::isRegularFile).sorted(Comparator.comparing(this::size)).toList();
      assertThat(packs).hasSize(2);
      Path pack = packs.getLast();
      byte[] bytes = Files.readAllBytes(pack);
      bytes[20] ^= 1;
      assertThat(pack.toFile().setWritable(true)).isTrue();
      Files.write(pack, bytes);
      return pack;
    }
  }

  private long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"s3:", "s3:https://host", "s3:https://host/", "s3:http:///x", "s3:https://a b/c"})
  void places_that_name_no_bucket_are_refused(String text) {
    assertThatThrownBy(() -> location("-r", text, "-p", "password"))
        .isInstanceOf(DrydockException.class);
  }

  private static RepositoryLocation location(String... arguments) {
    RepositoryOptionsGroup group = new RepositoryOptionsGroup();
    CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();
    spec.addMixin("place", CommandLine.Model.CommandSpec.forAnnotatedObject(group));
    new CommandLine(spec).parseArgs(arguments);
    return group.location();
  }

  @Test
  void passwords_of_new_repositories_are_hard_to_guess() throws Exception {
    List<String> init = List.of("init", "-r", directory + "/strong", "-p", password.toString());
    assertThat(run(RepositoryCommand.standalone("init"), init)).isZero();
    List<String> add = new ArrayList<>(List.of("key", "add"));
    add.addAll(init.subList(1, init.size()));
    add.addAll(List.of("--new-password-file", password.toString()));
    assertThat(run(RepositoryCommand.standalone("key", "add"), add)).isZero();

    try (Stream<Path> keys = Files.list(directory.resolve("strong/keys"))) {
      assertThat(keys)
          .hasSize(2)
          .allSatisfy(key -> assertThat(key).content().contains("\"N\":32768,\"r\":8,\"p\":3"));
    }
  }

  private int run(String command, String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> all = new ArrayList<>(List.of(command.split(" ", -1)));
    all.addAll(List.of("-r", directory.resolve("repository").toString()));
    all.addAll(List.of("-p", password.toString()));
    all.addAll(List.of(arguments));
    String[] array = all.toArray(String[]::new);
    return run(QuickCommands.quick(RepositoryCommand.standalone(array)), all);
  }

  private int run(CommandLine line, List<String> arguments) {
    return line.setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments.toArray(String[]::new));
  }
}
