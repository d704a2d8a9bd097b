// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import dev.drydock.mover.failure.DrydockException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What follows from one look at a request. */
sealed interface Move {
  /**
   * Write this status and look again at once.
   *
   * @param status what to write
   * @param news what to tell people once it is written; null for nothing
   */
  record Go(StatusDraft status, @Nullable News news) implements Move {
    Go(StatusDraft status) {
      this(status, null);
    }
  }

  /**
   * Look again later.
   *
   * @param pause when
   * @param status what to write before; null for nothing
   */
  record Wait(Duration pause, @Nullable StatusDraft status) implements Move {
    Wait(Duration pause) {
      this(pause, null);
    }
  }

  /** Nothing is left to do, ever. */
  record Finished() implements Move {}

  /**
   * Something that people are told.
   *
   * @param good whether it went as it should
   * @param reason CamelCase
   * @param message a sentence
   */
  record News(boolean good, String reason, String message) {
    /** Something failed; what follows from that comes last. */
    static News failure(DrydockException failure, String more) {
      return new News(false, failure.reason().name(), failure.getMessage() + more);
    }
  }
}
