// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Keys that stock restic takes for its own, and copies that it takes for its own. */
@SuppressWarnings("NullAway.Init")
final class KeysAndCopiesIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;
  private Path password;

  @BeforeEach
  void prepare() throws Exception {
    password = Files.writeString(directory.resolve("password"), "correct horse\n");
  }

  static Stream<Arguments> versions() {
    return Restic.withFirstAndLast("1", "2");
  }

  @Test
  void each_opens_with_the_keys_of_the_other() throws Exception {
    Restic restic = Restic.any();
    Path changed = Files.writeString(directory.resolve("changed"), "battery staple\n");
    Path added = Files.writeString(directory.resolve("added"), "third\n");
    restic.run(place("a", password), "init");
    Drydock drydock = drydock("a", password).withStrongKeys();
    drydock.succeed("key add", "--new-password-file", added.toString());
    drydock.succeed("key passwd", "--new-password-file", changed.toString());

    JsonNode keys = JSON.readTree(restic.run(place("a", changed), "key", "list", "--json"));
    assertThat(keys).hasSize(2);
    restic.run(place("a", added), "key", "passwd", "--new-password-file", password.toString());

    assertThat(drydock("a", password).succeed("key list", "--json").out().lines()).hasSize(2);
    assertThat(drydock("a", added).run("snapshots").err()).contains("opens with the password");
    String own =
        drydock("a", password)
            .succeed("key list", "--json")
            .out()
            .lines()
            .filter(line -> line.contains("\"current\":false"))
            .map(line -> line.replaceAll(".*\"id\":\"([0-9a-f]+)\".*", "$1"))
            .findFirst()
            .orElseThrow();
    restic.run(place("a", password), "key", "remove", own);
    assertThat(drydock("a", changed).run("snapshots").status()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("versions")
  void neither_copies_again_what_the_other_copied(Restic restic, String version) throws Exception {
    Path source = Files.createDirectory(directory.resolve("source"));
    Trees.fill(source, 42, restic.isAtLeast(16));
    restic.init(place("a", password), version);
    restic.run(place("a", password), "backup", source.toString());
    Map<String, String> before = Trees.describe(source);
    drydock("b", password).succeed("init", from("a", "--copy-chunker-params"));

    drydock("b", password).succeed("copy", from("a"));

    assertThat(restic.run(place("b", password), "check", "--read-data"))
        .contains("no errors were found");
    Path restored = directory.resolve("restored");
    restic.run(place("b", password), "restore", "latest", "--target", restored.toString());
    assertThat(Trees.describe(restored.resolve(source.toString().substring(1)))).isEqualTo(before);
    // The same chunker parameters: what is backed up here is there already.
    String again = restic.run(place("b", password), "backup", "--force", source.toString());
    assertThat(again).containsPattern("Added to the repository: \\S+ (B|KiB)");
    restic.run(
        place("b", password),
        "copy",
        "--from-repo",
        place("a", password).repository(),
        "--from-password-file",
        password.toString());
    assertThat(snapshots(restic)).isEqualTo(2);
    restic.run(
        place("a", password),
        "copy",
        "--from-repo",
        place("b", password).repository(),
        "--from-password-file",
        password.toString());
    assertThat(drydock("b", password).succeed("copy", from("a")).out())
        .contains("copied 0 snapshots");
  }

  private int snapshots(Restic restic) throws Exception {
    return JSON.readTree(restic.run(place("b", password), "snapshots", "--json")).size();
  }

  private String[] from(String repository, String... more) {
    return Stream.concat(
            Stream.of(
                "--from-repository",
                place(repository, password).repository(),
                "--from-password-file",
                password.toString()),
            Stream.of(more))
        .toArray(String[]::new);
  }

  private Restic.Place place(String repository, Path passwordFile) {
    return new Restic.Place(directory.resolve(repository).toString(), passwordFile, Map.of());
  }

  private Drydock drydock(String repository, Path passwordFile) {
    return new Drydock(
        "--repository",
        place(repository, passwordFile).repository(),
        "--password-file",
        passwordFile.toString());
  }
}
