// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.runner;

import dev.drydock.mover.storage.retry.Pause;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The file in which a program at the other end of a pipe leaves its exit status, a line break and
 * the end of its error output.
 */
final class StatusFile {
  private static final Duration INTERVAL = Duration.ofMillis(100);
  private static final int LONGEST_TAIL = 2000;

  private final Path path;

  StatusFile(Path path) {
    this.path = path;
  }

  /**
   * How a program ended.
   *
   * @param status its exit status
   * @param tail the end of its error output
   */
  record Outcome(int status, String tail) {
    /** Status and error output, for people. */
    String describe() {
      return tail.isEmpty() ? "status " + status : "status " + status + ": " + tail;
    }
  }

  /** What it says; empty while it is not there. */
  Optional<Outcome> read() {
    String text;
    try {
      text = new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return Optional.empty();
    }
    int end = text.indexOf('\n');
    if (end < 0) {
      return Optional.empty(); // still being written
    }
    String tail = text.substring(end + 1).strip();
    tail = tail.substring(Math.max(0, tail.length() - LONGEST_TAIL));
    try {
      return Optional.of(new Outcome(Integer.parseInt(text.substring(0, end).strip()), tail));
    } catch (NumberFormatException e) {
      return Optional.of(new Outcome(-1, "its status file says '" + text.strip() + "'"));
    }
  }

  /** Waits for it; empty if it does not come in time. */
  Optional<Outcome> await(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      Optional<Outcome> outcome = read();
      if (outcome.isPresent() || System.nanoTime() - end > 0) {
        return outcome;
      }
      Pause.REAL.await(INTERVAL);
    }
  }
}
