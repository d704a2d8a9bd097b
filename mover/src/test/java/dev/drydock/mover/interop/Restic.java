// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.mover.repository.TestRepositories;
import dev.drydock.mover.storage.Storage;
import dev.drydock.mover.storage.filesystem.FilesystemStorage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.provider.Arguments;

/** A stock restic, the judge of the format. */
record Restic(Path binary) {
  /** All that the machine offers; aborts the test, saying why, if there is none. */
  static Stream<Restic> all() {
    String named = System.getProperty("drydock.test.restic", System.getenv("DRYDOCK_TEST_RESTIC"));
    boolean isNamed = named != null && !named.isBlank();
    List<Restic> found =
        (isNamed
                ? Arrays.stream(named.split(File.pathSeparator))
                : Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                    .map(directory -> directory + "/restic")
                    .limit(50))
            .map(Path::of)
            .filter(binary -> isNamed || Files.isExecutable(binary))
            .map(Restic::new)
            .limit(isNamed ? 10 : 1)
            .toList();
    for (Restic restic : found) {
      // A judge that was named and cannot come must not be missed in silence.
      assertThat(restic.binary()).as("named in DRYDOCK_TEST_RESTIC").isExecutable();
    }
    Assumptions.assumeFalse(
        found.isEmpty(), "no restic on PATH or in DRYDOCK_TEST_RESTIC, so nothing to compare with");
    return found.stream();
  }

  /** Two things, one with the first and one with the last of all that the machine offers. */
  static <T> Stream<Arguments> withFirstAndLast(T one, T other) {
    List<Restic> all = all().toList();
    return Stream.of(Arguments.of(all.getFirst(), one), Arguments.of(all.getLast(), other));
  }

  /** The last of all that the machine offers, for what is the same in all versions of it. */
  static Restic any() {
    return all().toList().getLast();
  }

  /** Whether its version is at least 0.{@code minor}. */
  boolean isAtLeast(int minor) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(binary.toString(), "version").start();
    String text = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    Matcher version = Pattern.compile("restic (\\d+)\\.(\\d+)").matcher(text);
    if (!version.find()) {
      throw new AssertionError(binary + " does not say its version: " + text);
    }
    return !version.group(1).equals("0") || Integer.parseInt(version.group(2)) >= minor;
  }

  /** A repository as restic is told of it. */
  record Place(String repository, Path passwordFile, Map<String, String> environment) {}

  /**
   * Creates a repository in a directory, of which the key then opens at once: what it costs to
   * guess a password is no matter of most tests, but is paid with each command.
   */
  void init(Place place, String version) throws IOException, InterruptedException {
    init(place, version, new FilesystemStorage(Path.of(place.repository())));
  }

  /** The same anywhere; closes the storage, which is where the place is. */
  void init(Place place, String version, Storage storage) throws IOException, InterruptedException {
    run(place, "init", "--repository-version", version);
    byte[] password = Files.readString(place.passwordFile()).strip().getBytes(UTF_8);
    TestRepositories.makeQuick(storage, password);
  }

  String run(Place place, String... arguments) throws IOException, InterruptedException {
    Path output = Files.createTempFile("restic", ".out");
    try {
      List<String> command =
          new ArrayList<>(List.of(binary.toAbsolutePath().toString(), "--no-cache"));
      command.addAll(List.of(arguments));
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      Map<String, String> environment = new HashMap<>(place.environment());
      environment.put("RESTIC_REPOSITORY", place.repository());
      environment.put("RESTIC_PASSWORD_FILE", place.passwordFile().toString());
      builder.environment().putAll(environment);
      // Some commands leave files where they run.
      builder.directory(place.passwordFile().toAbsolutePath().getParent().toFile());
      Process process = builder.redirectOutput(output.toFile()).start();
      int status = process.waitFor();
      String text = Files.readString(output, UTF_8);
      if (status != 0) {
        throw new AssertionError(
            "restic " + String.join(" ", arguments) + " ended with " + status + ":\n" + text);
      }
      return text;
    } finally {
      Files.delete(output);
    }
  }

  @Override
  public String toString() {
    return binary.toString();
  }
}
