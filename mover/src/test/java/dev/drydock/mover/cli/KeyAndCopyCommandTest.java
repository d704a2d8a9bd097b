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

@SuppressWarnings("NullAway.Init")
final class KeyAndCopyCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Holds the repository that no test changes: to make keys takes long. */
  @TempDir private static Path shared;

  @TempDir private Path directory;
  private Path password;
  private Path other;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void make() throws Exception {
    password = Files.writeString(directory.resolve("password"), "correct horse\n");
    other = Files.writeString(directory.resolve("other"), "battery staple\n");
  }

  @Test
  void keys_are_added_listed_changed_and_removed() throws Exception {
    Path third = Files.writeString(directory.resolve("third"), "xkcd\n");
    assertThat(on("a", password, "init")).isZero();
    assertThat(
            on("a", password, "key add", "--new-password-file", file(other), "--user", "an\u001bn"))
        .isZero();
    assertThat(on("a", other, "key list")).isZero();
    assertThat(out.toString()).contains("an?n").doesNotContain("\u001b");
    assertThat(out.toString().lines().filter(line -> line.startsWith("*")))
        .singleElement()
        .asString()
        .contains("an?n");

    assertThat(on("a", other, "key passwd", "--new-password-file", file(third))).isZero();
    assertThat(on("a", other, "snapshots")).isEqualTo(1);
    assertThat(on("a", third, "key list", "--json")).isZero();
    List<JsonNode> keys = lines();
    assertThat(keys).hasSize(2);
    String own = idOf(keys, true);
    String first = idOf(keys, false);

    assertThat(on("a", third, "key remove", own)).isEqualTo(1);
    assertThat(err.toString()).contains("was opened with");
    assertThat(on("a", third, "key remove", first.substring(0, 10), "--json")).isZero();
    assertThat(lines().getFirst().path("removed").asText()).isEqualTo(first);
    assertThat(on("a", password, "snapshots")).isEqualTo(1);
    assertThat(on("a", third, "key remove", own)).isEqualTo(1);
    assertThat(err.toString()).contains("only one");
  }

  @Test
  void new_passwords_come_from_files_that_everybody_reads_alike() throws Exception {
    Path spaced = Files.writeString(directory.resolve("spaced"), " secret \n");
    assertThat(on("a", password, "init")).isZero();

    assertThat(on("a", password, "key add")).isEqualTo(2);
    assertThat(on("a", password, "key")).isEqualTo(2);
    assertThat(on("a", password, "key add", "--new-password-file", file(spaced))).isEqualTo(1);
    assertThat(err.toString()).contains("white space").doesNotContain("secret");
    assertThat(on("a", password, "key list", "--json")).isZero();
    assertThat(lines()).hasSize(1);
  }

  @Test
  void snapshots_are_copied_once_to_a_repository_that_cuts_alike() throws Exception {
    fill();
    assertThat(on("b", other, "init", from("filled", "--copy-chunker-params"))).isZero();

    assertThat(on("b", other, "copy", from("filled", "--json"))).isZero();
    List<JsonNode> said = lines();
    assertThat(said).hasSize(3);
    assertThat(said.getFirst().path("copied").asBoolean()).isTrue();
    assertThat(said.getLast().path("copied").asInt()).isEqualTo(2);
    assertThat(said.getLast().path("bytes").asLong()).isPositive();
    assertThat(said.getLast().path("sameChunkerParams").asBoolean()).isTrue();

    assertThat(on("b", other, "copy", from("filled"))).isZero();
    assertThat(out.toString()).contains("copied 0 snapshots", "2 were there already");
    Path target = directory.resolve("target");
    assertThat(
            on(
                "b",
                other,
                "restore",
                "latest",
                "-t",
                file(target),
                "--path",
                file(shared.resolve("source"))))
        .isZero();
    assertThat(target.resolve("file")).hasContent("content");
    assertThat(on("b", other, "check", "--read-data")).isZero();
  }

  @Test
  void what_to_copy_is_chosen_by_id_or_filter() throws Exception {
    fill();
    assertThat(on("b", other, "init")).isZero();

    assertThat(on("b", other, "copy", from("filled", "--tag", "blue"))).isZero();
    assertThat(out.toString()).contains("copied 1 snapshots", "note: the two repositories cut");
    assertThat(on("b", other, "copy", from("filled", "latest"))).isZero();
    assertThat(on("b", other, "snapshots", "--json")).isZero();
    assertThat(lines()).hasSize(2);

    assertThat(on("b", other, "copy", from("filled", "--tag", "green"))).isEqualTo(1);
    assertThat(err.toString()).contains("the filters choose none");
    assertThat(on("b", other, "copy", from("filled", "latest", "--tag", "blue"))).isEqualTo(2);
    assertThat(on("filled", password, "copy", from("filled"))).isEqualTo(1);
    assertThat(err.toString()).contains("the same one");
  }

  @Test
  void options_of_the_other_repository_go_together() throws Exception {
    fill();
    assertThat(on("b", other, "copy")).isEqualTo(2);
    assertThat(err.toString()).contains("--from-repository");
    assertThat(on("b", other, "init", "--copy-chunker-params")).isEqualTo(2);
    assertThat(on("b", other, "init", from("filled"))).isEqualTo(2);
    assertThat(directory.resolve("b")).doesNotExist();
    assertThat(on("b", other, "copy", "--help")).isZero();
    assertThat(out.toString()).contains("--from-s3-endpoint", "--from-s3-credentials-file");
  }

  /** Makes the repository from which the others copy: two snapshots, the older one with a tag. */
  private void fill() throws Exception {
    Path source = shared.resolve("source");
    if (Files.exists(source)) {
      return;
    }
    Files.createDirectory(source);
    Files.writeString(source.resolve("file"), "content");
    assertThat(on("filled", password, "init")).isZero();
    assertThat(on("filled", password, "backup", file(source), "--tag", "blue")).isZero();
    Files.writeString(source.resolve("more"), "more content");
    assertThat(on("filled", password, "backup", file(source))).isZero();
  }

  private Path place(String repository) {
    return (repository.equals("filled") ? shared : directory).resolve(repository);
  }

  private String[] from(String repository, String... more) {
    List<String> all = new ArrayList<>();
    all.addAll(List.of("--from-repository", file(place(repository))));
    all.addAll(List.of("--from-password-file", file(password)));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static String file(Path path) {
    return path.toString();
  }

  private List<JsonNode> lines() throws Exception {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : out.toString().lines().toList()) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  private static String idOf(List<JsonNode> keys, boolean current) {
    return keys.stream()
        .filter(key -> key.path("current").asBoolean() == current)
        .map(key -> key.path("id").asText())
        .reduce("", (none, id) -> none + id);
  }

  /** Runs a command, of one word or several, on a repository. */
  private int on(String repository, Path passwordFile, String command, String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> all = new ArrayList<>(List.of(command.split(" ")));
    if (!command.equals("key")) {
      all.addAll(List.of("-r", file(place(repository)), "-p", file(passwordFile)));
    }
    all.addAll(List.of(arguments));
    return QuickCommands.quick(RepositoryCommand.standalone(all.toArray(String[]::new)))
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(all.toArray(String[]::new));
  }
}
