// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import dev.drydock.api.v1alpha1.OnFailure;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.naming.Annotations;
import dev.drydock.operator.restore.Move.News;
import dev.drydock.operator.status.Conditions;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A restore that fails where nothing was before need not throw away what it fetched: it stands
 * still at the step that failed until a person has mended the cause. Whatever was there before is
 * another matter, and comes back at once.
 */
final class Hold {
  private Hold() {}

  /** The restore failed: it stands still where that is asked for and safe, and is undone if not. */
  static Move orUndo(Work work, StatusDraft draft, FailureReason reason, String message) {
    if (!possible(work)) {
      return Undo.begin(work, draft, reason, message);
    }
    var held = message + " " + whatIsWhere(work);
    return new Move.Go(
        draft.conditions(c -> c.isTrue(StatusDraft.HELD, reason.name(), held)),
        new News(false, reason.name(), held));
  }

  private static boolean possible(Work work) {
    return work.spec().onFailure() == OnFailure.Hold
        && !work.sandbox()
        && work.step().fetches()
        && Conditions.isTrue(work.status().conditions(), StatusDraft.NOTHING_THERE)
        && work.status().quiesced().stream().noneMatch(Workloads::wasUp);
  }

  static boolean holds(Work work) {
    return work.step().forward() && Conditions.isTrue(work.status().conditions(), StatusDraft.HELD);
  }

  /** What a person asked by, unless that was followed already. */
  private static Optional<String> asked(Work work) {
    var annotations = work.request().getMetadata().getAnnotations();
    return Optional.ofNullable(annotations == null ? null : annotations.get(Annotations.RESUME))
        .filter(asked -> !Objects.equals(asked, work.status().resumed()));
  }

  /** Stands still until it is told to go on. */
  static Move move(Work work, Movers movers, RestoreSettings settings) {
    var asked = asked(work);
    if (asked.isEmpty()) {
      return new Move.Wait(
          settings.poll().multipliedBy(2),
          work.draft()
              .waits(
                  "Held",
                  "To go on, give the annotation %s a new value; to have everything put back, delete the request."
                      .formatted(Annotations.RESUME)));
    }
    // The jobs of the attempts that failed are there still, under the names of those to come
    movers.removeAll(work.names(), List.of(RestoreJob.List, RestoreJob.Manifest));
    return new Move.Go(
        work.draft().resumed(asked.get()).step(goesOnFrom(work.step())),
        new News(true, "Resumed", "Going on from step " + work.step() + "."));
  }

  /** What was mended may be in the compose files, which only a start takes up. */
  private static RestoreStep goesOnFrom(RestoreStep failed) {
    return failed == RestoreStep.Check ? RestoreStep.Start : failed.retried();
  }

  private static String whatIsWhere(Work work) {
    var aside = work.names().restored();
    return switch (work.step()) {
      case FetchConfiguration, RefetchConfiguration ->
          "No data was fetched yet, and nothing was started.";
      case Images ->
          "No data was fetched yet. The configuration is in directory %s of the project's directory; what you correct there counts."
              .formatted(aside);
      case Fetch, Refetch ->
          "The images are there; the data that this step had fetched so far will be fetched anew.";
      case Stop, Apply ->
          "Everything is fetched, into directory %s of each volume and of the project's directory."
              .formatted(aside);
      case Start, Check ->
          "Everything is fetched and in its place. What you correct there, such as in compose files, counts.";
      case Resolve,
          Queue,
          Ask,
          Prepare,
          Commit,
          KeepSandbox,
          RemoveSandbox,
          UndoStop,
          UndoSwap,
          UndoStart,
          UndoFetch,
          UndoSandbox,
          Clean,
          Done ->
          throw new IllegalStateException(work.step() + " holds nothing");
    };
  }
}
