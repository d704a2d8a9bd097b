// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import dev.drydock.operator.claim.Claims;
import dev.drydock.operator.claim.Turn;
import java.time.Duration;

/** Waits until nobody else reads or writes the application that is restored. */
final class QueueStep {
  private final Claims claims;
  private final Duration pause;

  QueueStep(Claims claims, RestoreSettings settings) {
    this.claims = claims;
    pause = settings.poll().multipliedBy(2);
  }

  Move move(Work work) {
    return switch (claims.of(work.request())) {
      case Turn.Mine() ->
          new Move.Go(
              work.draft()
                  .step(work.step() == RestoreStep.Queue ? RestoreStep.Ask : RestoreStep.Prepare));
      case Turn.Wait(var what) -> waiting(work.draft(), what);
      case Turn.Back(var what) -> waiting(work.draft().step(RestoreStep.Queue), what);
    };
  }

  private Move waiting(StatusDraft draft, String what) {
    return new Move.Wait(
        pause, draft.waits("ApplicationInUse", "The restore waits for " + what + "."));
  }
}
