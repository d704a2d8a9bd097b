// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.it;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A {@code drydock recover} that can be stopped and killed on its way. */
final class RecoverProcess {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Process process;
  private final Path log;

  private RecoverProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  static RecoverProcess start(ComposeSite site, Path directory, Path state, Path into)
      throws IOException {
    Path password = Files.writeString(directory.resolve("password"), Site.PASSWORD + "\n");
    Path log = Files.createTempFile(directory, "recover", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(
                DrydockHost.launcher().toString(),
                "recover",
                "--repository",
                site.bucket().directory(site.policy()).toString(),
                "--password-file",
                password.toString(),
                "--application",
                site.policy(),
                "--into",
                into.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("DRYDOCK_STATE_DIR", state.toString());
    return new RecoverProcess(builder.start(), log);
  }

  /** Waits until the recovery is at a step, or past it. */
  void awaitStep(String step) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> output().contains("RestoreRequest recover: " + step) || !process.isAlive());
  }

  /** Stops it with SIGTERM, or kills it; returns its status. */
  int end(boolean kill) throws Exception {
    if (kill) {
      process.destroyForcibly();
    } else {
      process.destroy();
    }
    return awaitEnd();
  }

  int awaitEnd() throws Exception {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("no end: " + output());
    }
    return process.exitValue();
  }

  String output() throws IOException {
    return Files.readString(log);
  }
}
