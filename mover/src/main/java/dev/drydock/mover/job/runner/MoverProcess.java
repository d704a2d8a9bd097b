// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.runner;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobMessage;
import dev.drydock.mover.job.JobResult;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of a mover process: reads what to do, says how far it is, and ends with exactly one
 * message of what came of it, unless it is killed.
 */
public final class MoverProcess {
  /** All was done. */
  public static final int DONE = 0;

  /** It failed, wholly or in part. */
  public static final int FAILED = 1;

  /**
   * All was done, but some entries changed or vanished while they were read, or lack attributes.
   */
  public static final int DONE_WITH_ERRORS = 3;

  /**
   * Where a container leaves its <a
   * href="https://kubernetes.io/docs/tasks/debug/debug-application/determine-reason-pod-failure/">termination
   * message</a> on Kubernetes. It outlives the log of a node that is lost.
   */
  public static final Path TERMINATION_MESSAGE = Path.of("/dev/termination-log");

  /** What is longer, in bytes, kubelet would cut off. */
  private static final int LONGEST_MESSAGE = 4096;

  private static final Logger LOG = LoggerFactory.getLogger(MoverProcess.class);
  private static final Duration CANCELLATION = Duration.ofSeconds(25);

  private final JobRunner runner;
  private final PrintStream out;
  private final @Nullable Path message;
  private boolean finished;

  /** Executes jobs with a runner and says what comes of it on {@code out}. */
  public MoverProcess(JobRunner runner, PrintStream out) {
    this(runner, out, null);
  }

  /**
   * The same, and leaves what came of it in a file as well, where that exists and it is short
   * enough.
   */
  public MoverProcess(JobRunner runner, PrintStream out, @Nullable Path message) {
    this.runner = runner;
    this.out = out;
    this.message = message;
  }

  /**
   * Executes the job in a file.
   *
   * @param sha256 SHA-256 that the file must have, in hexadecimal; null for any
   * @return the exit code
   */
  public int run(Path jobFile, @Nullable String sha256) {
    JobResult result;
    try {
      result = runner.run(JobJson.read(jobFile, sha256), this::say);
    } catch (DrydockException e) {
      result = JobResult.failed(e.reason(), String.valueOf(e.getMessage()));
    }
    return finish(result);
  }

  /**
   * Executes the job in a file; SIGTERM and SIGINT cancel it, and it still says how it ended.
   *
   * @param sha256 SHA-256 that the file must have, in hexadecimal; null for any
   * @return the exit code
   */
  public int runUntilTerminated(Path jobFile, @Nullable String sha256) {
    Thread worker = Thread.currentThread();
    CountDownLatch done = new CountDownLatch(1);
    Thread cancel = new Thread(() -> cancel(worker, done), "cancel");
    Runtime.getRuntime().addShutdownHook(cancel);
    try {
      return run(jobFile, sha256);
    } finally {
      done.countDown();
    }
  }

  private void cancel(Thread worker, CountDownLatch done) {
    if (done.getCount() == 0) {
      return;
    }
    worker.interrupt();
    try {
      boolean unused = done.await(CANCELLATION.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    finish(cancelled());
  }

  private static JobResult cancelled() {
    return JobResult.failed(FailureReason.Cancelled, "the mover was told to stop");
  }

  private synchronized void say(JobMessage message) {
    if (!finished) {
      out.println(JobJson.write(message));
      out.flush();
    }
  }

  private synchronized int finish(JobResult result) {
    if (!finished) {
      leave(JobJson.write(new JobMessage.Finished(result)));
    }
    say(new JobMessage.Finished(result));
    finished = true;
    return exitCode(result);
  }

  /** The log says the same: a message that cannot be left is no reason to fail. */
  private void leave(String result) {
    byte[] bytes = result.getBytes(StandardCharsets.UTF_8);
    if (message == null || bytes.length > LONGEST_MESSAGE || !Files.exists(message)) {
      return;
    }
    try {
      Files.write(message, bytes, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
    } catch (IOException e) {
      LOG.warn("The termination message could not be written to {}", message, e);
    }
  }

  private static int exitCode(JobResult result) {
    if (result.failure() != null) {
      return FAILED;
    }
    boolean errors =
        result.components().stream()
            .anyMatch(c -> !c.errors().isEmpty() || !c.warnings().isEmpty());
    return errors ? DONE_WITH_ERRORS : DONE;
  }
}
