// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.platform.mover;

import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobResult;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What became of a mover that ended: a pure function of what is known of it. */
public final class Verdict {
  private static final int KILLED = 137;
  private static final int TERMINATED = 143;

  private Verdict() {}

  /**
   * The result.
   *
   * @param log what it said
   * @param errors the end of its error output
   * @param exitCode its exit code
   * @param outOfMemory whether the kernel killed it for want of memory
   * @param ran how long it ran
   * @param deadline how long it was allowed to
   * @param program how a database program beside it was lost; null when none was
   */
  public static JobResult of(
      MoverLog log,
      String errors,
      long exitCode,
      boolean outOfMemory,
      Duration ran,
      Duration deadline,
      JobResult.@Nullable Failure program) {
    if (log.result() != null) {
      return log.result();
    }
    boolean killed = exitCode == KILLED || outOfMemory;
    if (program != null && !killed) { // what is beside a mover that was killed is lost with it
      return JobResult.failed(program.reason(), program.message());
    }
    if (ran.compareTo(deadline) >= 0) {
      return JobResult.failed(
          FailureReason.DeadlineExceeded,
          "The mover was stopped because it had not finished after %s. Allow it more time, or find out what slows it down."
              .formatted(deadline));
    }
    String why;
    if (outOfMemory) {
      why = "The kernel killed the mover because it needed more memory than it may have.";
    } else if (exitCode == KILLED) {
      why =
          "The mover was killed (by a person, by the engine's end, or for want of memory on the host).";
    } else if (exitCode == TERMINATED) {
      why = "The mover was told to stop.";
    } else {
      why = "The mover ended with status %d and without a result.".formatted(exitCode);
    }
    String said = errors.isBlank() ? "" : " It said last: " + errors.strip();
    return JobResult.failed(FailureReason.MoverLost, why + said);
  }
}
