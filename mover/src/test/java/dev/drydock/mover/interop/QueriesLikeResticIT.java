// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.drydock.mover.cli.RepositoryCommand;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Counts and compares as stock restic does, and archives what stock tar takes apart. */
@SuppressWarnings("NullAway.Init")
final class QueriesLikeResticIT {
  @TempDir private Path directory;
  private Path source;
  private Restic.Place place;
  private List<String> options;
  private Drydock drydock;

  static Stream<Restic> judges() {
    return Restic.all();
  }

  @BeforeEach
  void prepare() throws Exception {
    source = Files.createDirectory(directory.resolve("source"));
    Path password = Files.writeString(directory.resolve("password"), "correct horse\n");
    String path = directory.resolve("repository").toString();
    place = new Restic.Place(path, password, Map.of());
    options = List.of("--repository", path, "--password-file", password.toString());
    drydock = new Drydock(options.toArray(String[]::new));
  }

  @ParameterizedTest
  @MethodSource("judges")
  void the_numbers_are_those_of_restic(Restic restic) throws Exception {
    Trees.fill(source, 42, restic.isAtLeast(16));
    drydock.succeed("init");
    drydock.succeed("backup", source.toString());
    Files.move(source.resolve("empty"), source.resolve("deep/moved"));
    Files.delete(source.resolve("pipe"));
    Files.delete(source.resolve("setuid"));
    Files.createSymbolicLink(source.resolve("setuid"), Path.of("text"));
    Trees.change(source);
    restic.run(place, "backup", source.toString());

    for (String mode : List.of("restore-size", "files-by-contents", "raw-data", "blobs-per-file")) {
      JsonNode ours = last(drydock.succeed("stats", "--json", "--mode", mode).out());
      JsonNode theirs = last(restic.run(place, "stats", "--json", "--mode", mode));
      assertThat(ours.path("bytes").asLong())
          .as(mode)
          .isPositive()
          .isEqualTo(theirs.path("total_size").asLong());
      assertThat(ours.path("files").asLong())
          .as(mode)
          .isEqualTo(theirs.path("total_file_count").asLong());
      assertThat(ours.path("blobs").asLong())
          .as(mode)
          .isEqualTo(theirs.path("total_blob_count").asLong());
      assertThat(ours.path("snapshots").asLong())
          .isEqualTo(theirs.path("snapshots_count").asLong())
          .isEqualTo(2);
      if (theirs.has("total_uncompressed_size")) {
        assertThat(ours.path("plainBytes").asLong())
            .isEqualTo(theirs.path("total_uncompressed_size").asLong());
        assertThat(ours.path("compressionRatio").asDouble())
            .isCloseTo(theirs.path("compression_ratio").asDouble(), within(1e-9));
        assertThat(ours.path("compressedPercent").asDouble())
            .isCloseTo(theirs.path("compression_progress").asDouble(), within(1e-9));
        assertThat(ours.path("savedPercent").asDouble())
            .isCloseTo(theirs.path("compression_space_saving").asDouble(), within(1e-9));
      }
    }
    compareDifferences(restic);
  }

  private void compareDifferences(Restic restic) throws Exception {
    List<String> snapshots = new ArrayList<>();
    for (String line : drydock.succeed("snapshots", "--json").out().lines().toList()) {
      snapshots.add(new ObjectMapper().readTree(line).path("id").asText());
    }
    for (List<String> pair : List.of(snapshots, snapshots.reversed())) {
      String first = pair.getFirst();
      String second = pair.getLast();
      String theirText = restic.run(place, "diff", "--json", first, second);
      String ourText = drydock.succeed("diff", "--json", first, second).out();
      assertThat(changes(ourText)).isNotEmpty().isEqualTo(changes(theirText));
      JsonNode theirs = last(theirText);
      JsonNode ours = last(ourText);
      assertThat(ours.path("changedFiles").asLong())
          .isPositive()
          .isEqualTo(theirs.path("changed_files").asLong());
      for (String side : List.of("added", "removed")) {
        JsonNode our = ours.path(side);
        JsonNode their = theirs.path(side);
        assertThat(our.path("files")).as(side).isEqualTo(their.path("files"));
        assertThat(our.path("directories")).as(side).isEqualTo(their.path("dirs"));
        assertThat(our.path("others")).as(side).isEqualTo(their.path("others"));
        assertThat(our.path("dataBlobs")).as(side).isEqualTo(their.path("data_blobs"));
        assertThat(our.path("treeBlobs")).as(side).isEqualTo(their.path("tree_blobs"));
        assertThat(our.path("bytes").asLong())
            .as(side)
            .isPositive()
            .isEqualTo(their.path("bytes").asLong());
      }
    }
  }

  @Test
  void tar_makes_of_a_dump_what_was_backed_up() throws Exception {
    Assumptions.assumeTrue(isOnPath("tar"), "no tar on PATH, so nobody takes archives apart");
    Trees.fill(source, 7, true);
    drydock.succeed("init");
    drydock.succeed("backup", source.toString());
    Path archive = directory.resolve("archive.tar");
    assertThat(dump(archive, source.toString())).isZero();
    Path restored = Files.createDirectory(directory.resolve("restored"));
    ProcessBuilder builder =
        new ProcessBuilder(
                "tar",
                "-xpf",
                archive.toString(),
                "-C",
                restored.toString(),
                "--xattrs",
                "--xattrs-include=*",
                "--numeric-owner")
            .redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C.UTF-8");
    Process tar = builder.start();
    String said = new String(tar.getInputStream().readAllBytes(), UTF_8);
    assertThat(tar.waitFor()).as(said).isZero();
    assertThat(said).isEmpty();
    assertThat(Trees.describe(restored.resolve(source.toString().substring(1))))
        .isEqualTo(Trees.describe(source));
  }

  @Test
  void a_dump_to_a_pipe_is_the_file_or_fails() throws Exception {
    Trees.fill(source, 7, true);
    drydock.succeed("init");
    drydock.succeed("backup", source.toString());
    Path output = directory.resolve("output");
    assertThat(dump(output, source + "/large")).isZero();
    assertThat(output).hasSameBinaryContentAs(source.resolve("large"));

    try (Stream<Path> files = Files.walk(directory.resolve("repository/data"))) {
      for (Path pack : files.filter(Files::isRegularFile).toList()) {
        if (Files.size(pack) > 1_000_000) {
          Files.delete(pack);
        }
      }
    }
    assertThat(dump(output, source + "/large")).isEqualTo(1);
    assertThat(dump(output, source.toString())).isEqualTo(1);
    byte[] archive = Files.readAllBytes(output);
    assertThat(Arrays.copyOfRange(archive, Math.max(0, archive.length - 1024), archive.length))
        .as("the blocks of zeros that end an archive")
        .isNotEqualTo(new byte[1024]);
  }

  /** Dumps to the standard output of a process of its own. */
  private int dump(Path output, String path) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                RepositoryCommand.class.getName(),
                "dump"));
    command.addAll(options);
    command.addAll(List.of("latest", path));
    return new ProcessBuilder(command)
        .redirectOutput(output.toFile())
        .redirectError(directory.resolve("errors").toFile())
        .start()
        .waitFor();
  }

  private static Set<String> changes(String text) throws Exception {
    Set<String> changes = new TreeSet<>();
    for (String line : text.lines().filter(line -> line.startsWith("{")).toList()) {
      JsonNode change = new ObjectMapper().readTree(line);
      if (change.has("modifier")) {
        changes.add(change.path("modifier").asText() + " " + change.path("path").asText());
      }
    }
    return changes;
  }

  private static JsonNode last(String text) throws Exception {
    return new ObjectMapper().readTree(text.strip().lines().toList().getLast());
  }

  private static boolean isOnPath(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
  }
}
