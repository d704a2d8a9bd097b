// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import dev.drydock.mover.job.runner.JobRunner;
import dev.drydock.mover.job.runner.MoverProcess;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code drydock mover}: executes one job and says on standard output what comes of it. */
@Command(
    name = "mover",
    hidden = true,
    description = "Executes one job; started by Drydock itself, not by people.")
public final class MoverCommand implements Callable<Integer> {
  @Option(
      names = "--job",
      required = true,
      paramLabel = "FILE",
      description = "The job, a JSON file.")
  @SuppressWarnings("NullAway.Init")
  private Path job;

  @Override
  public Integer call() {
    PrintStream messages = System.out;
    System.setOut(System.err); // standard output is for messages alone, whatever libraries print
    try {
      return new MoverProcess(JobRunner.ofThisProcess(), messages).runUntilTerminated(job);
    } finally {
      System.setOut(messages);
    }
  }
}
