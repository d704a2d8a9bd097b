// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real kubectl. */
record Kubectl(Path binary, int minor) {
  private static final long TIMEOUT_SECONDS = 60;

  /** What a command said. */
  record Result(int exit, String out, String err) {
    String all() {
      return out + err;
    }
  }

  /** Those that {@code DRYDOCK_TEST_KUBECTL} lists, else the one on the path, else none. */
  static List<Kubectl> installed() {
    String listed = System.getenv("DRYDOCK_TEST_KUBECTL");
    if (listed != null && !listed.isBlank()) {
      return Stream.of(listed.split(File.pathSeparator, -1))
          .filter(path -> !path.isBlank())
          .map(path -> of(Path.of(path)))
          .toList();
    }
    return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
        .map(directory -> Path.of(directory, "kubectl"))
        .filter(Files::isExecutable)
        .limit(1)
        .map(Kubectl::of)
        .toList();
  }

  private static Kubectl of(Path binary) {
    Result version = new Kubectl(binary, 0).run(Map.of(), "version", "--client", "-o", "json");
    try {
      String minor =
          new ObjectMapper().readTree(version.out()).path("clientVersion").path("minor").asText();
      return new Kubectl(binary, Integer.parseInt(minor.replaceAll("[^0-9]", "")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a command whose output goes to a file. */
  Process start(Map<String, String> environment, Path output, String... arguments)
      throws IOException {
    return builder(environment, arguments)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  /** Runs a command to its end. */
  Result run(Map<String, String> environment, String... arguments) {
    try {
      Path out = Files.createTempFile("kubectl", ".out");
      Path err = Files.createTempFile("kubectl", ".err");
      try {
        Process process =
            builder(environment, arguments)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();
        Result result =
            new Result(
                ended ? process.exitValue() : -1,
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
        assertThat(ended).as("%s ended: %s", String.join(" ", arguments), result.all()).isTrue();
        return result;
      } finally {
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private ProcessBuilder builder(Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(binary.toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("KUBECONFIG");
    builder.environment().putAll(environment);
    return builder;
  }

  @Override
  public String toString() {
    return "kubectl 1." + minor;
  }
}
