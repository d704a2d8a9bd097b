// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs programs and returns what they said. */
final class Shell {
  private Shell() {}

  /** What a program said. */
  record Result(int status, String output) {
    /** Fails the test unless the status is 0. */
    String ok() {
      if (status != 0) {
        List<String> lines = output.lines().toList();
        throw new AssertionError(
            "ended with status %d: %s: %s%n%s"
                .formatted(status, lines.getFirst(), lines.getLast(), output));
      }
      return output;
    }
  }

  static Result run(Path directory, Map<String, String> environment, String... command) {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
      builder.environment().putAll(environment);
      builder.redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
      Process process = builder.start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return new Result(process.waitFor(), String.join(" ", List.of(command)) + "\n" + output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Standard output alone of a program that must succeed, without its command line. */
  static String output(Path directory, String... command) {
    String text = run(directory, Map.of(), command).ok();
    int line = text.indexOf('\n');
    return line < 0 ? "" : text.substring(line + 1).strip();
  }
}
