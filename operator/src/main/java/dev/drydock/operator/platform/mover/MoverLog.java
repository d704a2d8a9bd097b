// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.platform.mover;

import dev.drydock.mover.job.JobMessage;
import dev.drydock.mover.job.JobResult;
import org.jspecify.annotations.Nullable;

/**
 * What a mover has said so far.
 *
 * @param progress the newest progress; null for none
 * @param result the result; null as long as there is none
 */
public record MoverLog(JobMessage.@Nullable Moving progress, @Nullable JobResult result) {

  /**
   * Reads standard output; lines that are no messages, such as a first one cut short, are ignored.
   */
  public static MoverLog parse(String output) {
    JobMessage.@Nullable Moving progress = null;
    @Nullable JobResult result = null;
    for (String line : output.lines().toList()) {
      switch (JobJson.read(line).orElse(null)) {
        case JobMessage.Moving moving -> progress = moving;
        case JobMessage.Finished finished -> result = finished.result();
        case null -> {}
      }
    }
    return new MoverLog(progress, result);
  }
}
