// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init")
final class RestoreCommandTest {
  @TempDir private Path directory;
  private Path source;
  private Path target;
  private Path password;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void backUp() throws Exception {
    source = Files.createDirectory(directory.resolve("source"));
    target = directory.resolve("target");
    Files.createDirectories(source.resolve("photos/2026"));
    Files.writeString(source.resolve("photos/2026/a.jpg"), "a");
    Files.writeString(source.resolve("photos/2026/B.JPG"), "b");
    Files.writeString(source.resolve("notes"), "notes");
    password = Files.writeString(directory.resolve("password"), "correct horse\n");
    assertThat(run("init")).isZero();
    assertThat(run("backup", source.toString())).isZero();
  }

  @Test
  void patterns_say_what_is_restored() {
    assertThat(restore("--include", "*.jpg")).isZero();
    assertThat(target.resolve("photos/2026/a.jpg")).exists();
    assertThat(target.resolve("photos/2026/B.JPG")).doesNotExist();
    assertThat(target.resolve("notes")).doesNotExist();

    assertThat(restore("--iinclude", "/PHOTOS/*/b.*")).isZero();
    assertThat(target.resolve("photos/2026/B.JPG")).exists();

    assertThat(restore("--overwrite", "--exclude", "2026")).isZero();
    assertThat(target.resolve("notes")).exists();
  }

  @Test
  void a_pattern_that_matches_nothing_is_said_and_is_a_failure() {
    assertThat(restore("-i", "notes", "-i", "*.png")).isEqualTo(1);

    assertThat(err.toString()).contains("nothing that is restored matches '*.png'");
    assertThat(target.resolve("notes")).exists();
  }

  @Test
  void what_is_there_is_reported_unless_it_may_be_overwritten() throws Exception {
    Files.createDirectories(target);
    Files.writeString(target.resolve("notes"), "theirs");

    assertThat(restore()).isEqualTo(1);
    assertThat(target.resolve("notes")).hasContent("theirs");
    assertThat(restore("--overwrite=never")).isZero();
    assertThat(target.resolve("notes")).hasContent("theirs");
    assertThat(restore("--overwrite", "if-changed")).isZero();
    assertThat(target.resolve("notes")).hasContent("notes");
  }

  @Test
  void without_a_word_overwrite_means_always_whatever_follows_it() throws Exception {
    Files.createDirectories(target);
    Files.writeString(target.resolve("notes"), "theirs");

    assertThat(
            run("restore", "--overwrite", "latest", "-t", target.toString(), "--path", "" + source))
        .isZero();

    assertThat(target.resolve("notes")).hasContent("notes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--overwrite=perhaps", "--delete", "--include=[a", "--include=/"})
  void nonsense_is_misuse_and_does_nothing(String option) {
    assertThat(restore(option)).isEqualTo(2);
    assertThat(target).doesNotExist();
  }

  @Test
  void a_dry_run_says_what_would_be_done_and_does_nothing() throws Exception {
    assertThat(restore("--dry-run")).isZero();
    assertThat(out.toString()).contains("restored   /photos/2026/a.jpg", "would restore 3 files");
    assertThat(target).doesNotExist();

    Files.createDirectories(target);
    Files.writeString(target.resolve("notes"), "theirs");
    Files.writeString(target.resolve("extra"), "x");
    assertThat(restore("-n", "--overwrite", "always", "--delete", "--json")).isZero();
    List<JsonNode> lines = new ArrayList<>();
    for (String line : out.toString().lines().toList()) {
      lines.add(new ObjectMapper().readTree(line));
    }
    assertThat(lines)
        .filteredOn(line -> line.has("action"))
        .extracting(line -> line.get("action").asText() + " " + line.get("path").asText())
        .contains("updated /notes", "removed /extra", "restored /photos/2026/B.JPG");
    assertThat(lines.getLast().get("dryRun").asBoolean()).isTrue();
    assertThat(lines.getLast().get("removed").asInt()).isEqualTo(1);
    assertThat(target.resolve("extra")).exists();
    assertThat(target.resolve("notes")).hasContent("theirs");
  }

  @Test
  void a_mirror_has_what_the_snapshot_has_and_says_what_was_there() throws Exception {
    assertThat(restore("--verify")).isZero();
    Files.writeString(target.resolve("extra"), "x");
    Files.writeString(target.resolve("notes"), "theirs");

    assertThat(restore("--overwrite", "--delete", "--verify", "--json")).isZero();

    JsonNode said = new ObjectMapper().readTree(out.toString());
    assertThat(said.get("filesUnchanged").asInt()).isEqualTo(2);
    assertThat(said.get("bytesReused").asInt()).isEqualTo(2);
    assertThat(said.get("bytes").asInt()).isEqualTo(5);
    assertThat(said.get("removed").asInt()).isEqualTo(1);
    assertThat(target.resolve("extra")).doesNotExist();
  }

  private int restore(String... options) {
    List<String> all = new ArrayList<>(List.of("latest", "-t", target.toString()));
    all.addAll(List.of("--path", source.toString()));
    all.addAll(List.of(options));
    return run("restore", all.toArray(String[]::new));
  }

  private int run(String command, String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of("-r", directory.resolve("repository").toString()));
    all.addAll(List.of("-p", password.toString()));
    all.addAll(List.of(arguments));
    return RepositoryCommand.standalone(all.toArray(String[]::new))
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(all.toArray(String[]::new));
  }
}
