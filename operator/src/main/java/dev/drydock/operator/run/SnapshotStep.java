// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.SnapshotMode;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.status.Conditions;
import java.util.List;
import java.util.Optional;

/**
 * The step in which the storage makes snapshots of the volumes, while what writes to them rests.
 */
final class SnapshotStep {
  private final RunDependencies on;

  SnapshotStep(RunDependencies on) {
    this.on = on;
  }

  StepResult look(BackupRun run, RunStatusEdit edit) {
    try {
      Optional<String> missing = on.platform().snapshots().cut(VolumeSources.snapshots(run, edit));
      if (missing.isPresent()) {
        edit.waitsFor(missing.get());
        return new StepResult.Wait(on.settings().poll());
      }
      cut(edit);
    } catch (DrydockException e) {
      if (e.reason() == FailureReason.PlatformError) { // that says nothing about the snapshots
        edit.waitsFor("the platform, to see how the snapshots stand: " + e.getMessage());
        return new StepResult.Wait(on.settings().poll());
      }
      failed(run, edit, e);
    }
    return new StepResult.Go();
  }

  private void cut(RunStatusEdit edit) {
    List<String> stirred =
        edit.quiesced.isEmpty() ? List.of() : on.platform().stirred(edit.quiesced);
    if (!stirred.isEmpty()) {
      Transitions.attemptFailed(
          edit, on.settings(), FailureReason.WorkloadUnhealthy, MoveStep.notAtRest(stirred));
      return;
    }
    edit.snapshotTime = Conditions.time(edit.now());
    if (edit.quiesced.isEmpty() || VolumeSources.hasLive(edit)) {
      Transitions.toCopy(edit);
    } else {
      edit.enter(RunStep.Release, "Workloads are brought back, as there are snapshots to copy.");
    }
  }

  /** What runs live otherwise, too, is better copied so than not at all; but never silently. */
  private void failed(BackupRun run, RunStatusEdit edit, DrydockException failure) {
    String message = String.valueOf(failure.getMessage());
    if (VolumeSources.mode(edit.policy()) == SnapshotMode.Always) {
      Transitions.attemptFailed(edit, on.settings(), failure.reason(), message);
      return;
    }
    String told =
        message
            + " The volumes were copied as they are in use instead; spec.volumes.snapshots says Always or Never to have it otherwise.";
    edit.degraded(RunConditions.SNAPSHOT_FAILED, told);
    on.events().warning(run, RunConditions.SNAPSHOT_FAILED, told);
    VolumeSources.allLive(edit);
    Transitions.toMove(edit);
  }
}
