// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
final class QueryCommandsTest {
  @TempDir private Path directory;
  private Path source;
  private Path password;
  private Path target;
  private String first;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void make() throws Exception {
    source = Files.createDirectory(directory.resolve("source"));
    target = directory.resolve("target");
    byte[] content = new byte[100_000];
    new Random(1).nextBytes(content);
    Files.write(source.resolve("data"), content);
    Files.writeString(source.resolve("text"), "before");
    password = Files.writeString(directory.resolve("password"), "correct horse\n");
    assertThat(run("init")).isZero();
    first = backUp();
  }

  @Test
  void stats_are_counted_by_mode() throws Exception {
    assertThat(run("stats", "--json")).isZero();
    assertThat(json().path("bytes").asLong()).isEqualTo(100_006);
    assertThat(json().path("snapshots").asLong()).isEqualTo(1);
    assertThat(run("stats", "latest", "--mode", "raw-data", "--json")).isZero();
    assertThat(json().path("blobs").asLong()).isGreaterThan(3);
    assertThat(json().path("plainBytes").asLong()).isGreaterThan(json().path("bytes").asLong());
    for (String mode : List.of("restore-size", "files-by-contents", "raw-data", "blobs-per-file")) {
      assertThat(run("stats", "--mode", mode)).isZero();
      assertThat(out.toString()).contains("1 snapshots, " + mode).contains("bytes)");
    }
    assertThat(run("stats", "--mode", "guess")).isEqualTo(2);
    assertThat(err.toString()).contains("restore-size, files-by-contents");
    assertThat(run("stats", "--host", "nobody", "--json")).isZero();
    assertThat(json().path("snapshots").asLong()).isZero();
  }

  @Test
  void differences_are_shown_with_their_sum() throws Exception {
    Files.writeString(source.resolve("text"), "after!");
    Files.writeString(source.resolve("new"), "new");
    backUp();
    assertThat(run("diff", first, "latest")).isZero();
    assertThat(out.toString().lines())
        .contains("+  " + source + "/new", "M  " + source + "/text", "1 files changed");
    assertThat(run("diff", first, "latest", "--json")).isZero();
    assertThat(json().path("added").path("files").asInt()).isEqualTo(1);
    assertThat(json().path("removed").path("dataBlobs").asInt()).isEqualTo(1);
    assertThat(run("diff", first, "ffff")).isEqualTo(1);
  }

  @Test
  void files_are_found_in_all_snapshots_or_in_those_that_are_named() throws Exception {
    backUp();
    assertThat(run("find", "TEX*", "-i")).isZero();
    assertThat(out.toString()).contains("found 2 in 2 snapshots", "  " + source + "/text");
    assertThat(run("find", "text", "--snapshot", first, "--json")).isZero();
    JsonNode hit = new ObjectMapper().readTree(out.toString().lines().toList().getFirst());
    assertThat(hit.path("snapshot").asText()).isEqualTo(first);
    assertThat(hit.path("path").asText()).isEqualTo(source + "/text");
    assertThat(json().path("found").asInt()).isEqualTo(1);
    assertThat(run("find", "[")).isEqualTo(2);
  }

  @Test
  void a_file_is_dumped_as_it_is_and_a_directory_as_an_archive() throws Exception {
    Files.writeString(target, "what was there");
    assertThat(dump(source + "/data")).isZero();
    assertThat(target).hasSameBinaryContentAs(source.resolve("data"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
        .isEqualTo("rw-------");

    assertThat(dump(source.toString(), "--json")).isZero();
    assertThat(json().path("files").asInt()).isEqualTo(2);
    byte[] archive = Files.readAllBytes(target);
    assertThat(archive.length % 10_240).isZero();
    assertThat(new String(archive, 257, 5, US_ASCII)).isEqualTo("ustar");
    assertThat(dump(source + "/text", "--archive", "tar")).isZero();
    assertThat(Files.size(target)).isEqualTo(10_240);
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void what_is_damaged_leaves_the_target_as_it_was_and_fails() throws Exception {
    Files.writeString(target, "what was there");
    damagePacks();
    for (String path : List.of(source + "/data", source.toString())) {
      assertThat(dump(path)).isEqualTo(1);
      assertThat(err.toString()).contains("damaged");
      assertThat(target).hasContent("what was there");
    }
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void dumps_that_make_no_sense_are_refused() throws Exception {
    assertThat(run("dump", "latest", source + "/text", "--json")).isEqualTo(2);
    assertThat(out.toString()).contains("--target");
    assertThat(dump(source + "/text", "--archive", "zip")).isEqualTo(2);
    assertThat(dump(source + "/missing")).isEqualTo(1);
    assertThat(err.toString()).contains("has no '" + source + "/missing'");
    target = directory;
    assertThat(dump(source + "/text")).isEqualTo(1);
    assertThat(err.toString()).contains("is a directory");
    target = directory.resolve("nowhere/file");
    assertThat(dump(source + "/text")).isEqualTo(1);
    assertThat(err.toString()).contains("directory does not exist");
  }

  @Test
  void a_link_has_no_content_but_can_be_archived() throws Exception {
    Files.createSymbolicLink(source.resolve("link"), Path.of("text"));
    backUp();
    assertThat(dump(source + "/link")).isEqualTo(1);
    assertThat(err.toString()).contains("--archive tar");
    assertThat(dump(source + "/link", "--archive", "tar")).isZero();
  }

  /** Flips a bit in the middle of each pack that holds files; those of trees are small. */
  private void damagePacks() throws Exception {
    try (Stream<Path> files = Files.walk(directory.resolve("repository/data"))) {
      for (Path pack : files.filter(Files::isRegularFile).toList()) {
        byte[] bytes = Files.readAllBytes(pack);
        if (bytes.length > 50_000) {
          bytes[bytes.length / 2] ^= 1;
          Files.delete(pack);
          Files.write(pack, bytes);
        }
      }
    }
  }

  private List<Path> leftovers() throws Exception {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> String.valueOf(file.getFileName()).startsWith(".")).toList();
    }
  }

  private JsonNode json() throws Exception {
    return new ObjectMapper().readTree(out.toString().lines().toList().getLast());
  }

  private String backUp() {
    assertThat(run("backup", source.toString())).isZero();
    return out.toString().strip().lines().toList().getLast();
  }

  private int dump(String path, String... arguments) {
    List<String> all = new ArrayList<>(List.of("latest", path, "--target", target.toString()));
    all.addAll(List.of(arguments));
    return run("dump", all.toArray(String[]::new));
  }

  private int run(String command, String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of("-r", directory.resolve("repository").toString()));
    all.addAll(List.of("-p", password.toString()));
    all.addAll(List.of(arguments));
    return QuickCommands.quick(RepositoryCommand.standalone(all.toArray(String[]::new)))
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(all.toArray(String[]::new));
  }
}
