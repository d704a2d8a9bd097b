// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.cli;

import dev.drydock.mover.job.runner.JobRunner;
import dev.drydock.mover.job.runner.MoverProcess;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code drydock mover}. */
@Command(
    name = "mover",
    hidden = true,
    description = "Do one job, as a controller says it. Not for people.")
final class MoverCommand implements Callable<Integer> {
  @Option(names = "--job", required = true, paramLabel = "FILE", description = "What to do.")
  private Path job = Path.of("");

  @Option(
      names = "--expect-sha256",
      paramLabel = "HEX",
      description = "Do nothing unless this is the SHA-256 of the file.")
  private @Nullable String sha256;

  @Override
  public Integer call() {
    return new MoverProcess(JobRunner.ofThisProcess(), System.out, MoverProcess.TERMINATION_MESSAGE)
        .runUntilTerminated(job, sha256);
  }
}
