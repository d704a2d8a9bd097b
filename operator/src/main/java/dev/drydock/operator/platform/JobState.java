// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.platform;

import dev.drydock.mover.job.JobMessage;
import dev.drydock.mover.job.JobResult;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How a job stands. */
public sealed interface JobState {
  /**
   * It is being started or runs.
   *
   * @param since when it started
   * @param progress the newest progress it told of
   */
  record Running(Instant since, JobMessage.@Nullable Moving progress) implements JobState {}

  /**
   * It ended. A mover that ended without a result has the failure MoverLost, DeadlineExceeded, or
   * whatever the platform knows.
   *
   * @param result what came of it
   * @param at when it ended
   */
  record Ended(JobResult result, Instant at) implements JobState {}
}
