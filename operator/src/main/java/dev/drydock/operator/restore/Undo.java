// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import dev.drydock.api.v1alpha1.Condition;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.restore.Move.News;
import dev.drydock.operator.status.Conditions;

/**
 * How a failed restore ends. Its reason is held by the condition RollingBack while what it changed
 * is put back, and becomes that of Failed at the end.
 */
final class Undo {
  private Undo() {}

  /** The restore failed; repair begins with what its step may have changed. */
  static Move begin(Work work, StatusDraft draft, FailureReason reason, String message) {
    var first = work.step().undoneFrom(work.sandbox());
    if (first == RestoreStep.Clean) {
      return end(draft, reason.name(), message + " Nothing was changed.");
    }
    return new Move.Go(
        draft
            .conditions(
                c ->
                    c.without(StatusDraft.HELD)
                        .isTrue(StatusDraft.ROLLING_BACK, reason.name(), message))
            .step(first),
        new News(false, reason.name(), message + " Putting everything back as it was."));
  }

  /** A step of the repair cannot be done; what follows from that is added to the message. */
  static StatusDraft note(Work work, String more) {
    var held = held(work);
    return work.draft()
        .conditions(
            c -> c.isTrue(StatusDraft.ROLLING_BACK, held.reason(), held.message() + " " + more));
  }

  /** Repair is over. */
  static Move failed(Work work, StatusDraft draft, String more) {
    var held = held(work);
    return end(draft, held.reason(), held.message() + " " + more);
  }

  private static Move end(StatusDraft draft, String reason, String message) {
    return new Move.Go(
        draft.failed(reason, message).step(RestoreStep.Clean), new News(false, "Failed", message));
  }

  private static Condition held(Work work) {
    return Conditions.find(work.status().conditions(), StatusDraft.ROLLING_BACK)
        .orElseThrow(() -> new IllegalStateException("a repair without a reason"));
  }
}
