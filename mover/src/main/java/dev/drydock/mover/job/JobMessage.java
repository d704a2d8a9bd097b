// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;

/** One line that a mover says on standard output. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "message")
@JsonSubTypes({
  @JsonSubTypes.Type(value = JobMessage.Moving.class, name = "moving"),
  @JsonSubTypes.Type(value = JobMessage.Finished.class, name = "finished")
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface JobMessage {
  /**
   * How far it is; at most one each second.
   *
   * @param component component worked on
   * @param bytesDone bytes done
   * @param bytesTotal bytes in all, as far as known, or 0
   * @param filesDone files done
   * @param current path or name worked on
   */
  record Moving(
      @Nullable String component,
      long bytesDone,
      long bytesTotal,
      long filesDone,
      @Nullable String current)
      implements JobMessage {}

  /**
   * The end. Comes last, exactly once; a mover that ends without it was lost.
   *
   * @param result what came of it
   */
  record Finished(JobResult result) implements JobMessage {}
}
