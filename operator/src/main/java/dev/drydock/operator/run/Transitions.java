// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

import dev.drydock.api.v1alpha1.BackupPolicySpec;
import dev.drydock.api.v1alpha1.Consistency;
import dev.drydock.api.v1alpha1.HookSpec;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.status.Conditions;
import java.util.List;

/** Which step follows which. Pure: only the status in the making is changed. */
final class Transitions {
  static final String MOVING = "A mover reads the application.";

  private Transitions() {}

  static List<HookSpec> preHooks(BackupPolicySpec policy) {
    return policy.hooks() == null ? List.of() : policy.hooks().pre();
  }

  static List<HookSpec> postHooks(BackupPolicySpec policy) {
    return policy.hooks() == null ? List.of() : policy.hooks().post();
  }

  static Consistency consistency(BackupPolicySpec policy) {
    return policy.consistency() == null ? Consistency.Live : policy.consistency();
  }

  /** What the volumes are is fixed now: by snapshots, or as far as it can be. */
  static void afterQuiesce(RunStatusEdit edit) {
    if (VolumeSources.hasSnapshots(edit)) {
      edit.drop(RunConditions.RETRYING);
      edit.enter(RunStep.Snapshot, "The storage makes snapshots of the volumes.");
    } else {
      toMove(edit);
    }
  }

  static void toMove(RunStatusEdit edit) {
    edit.snapshotTime = Conditions.time(edit.now());
    toCopy(edit);
  }

  static void toCopy(RunStatusEdit edit) {
    edit.drop(RunConditions.RETRYING);
    edit.progress = null;
    edit.enter(RunStep.Move, MOVING);
  }

  /** An attempt failed: another one if the reason may pass, otherwise the run will have failed. */
  static void attemptFailed(
      RunStatusEdit edit, RunSettings settings, FailureReason reason, String message) {
    if (reason.retryable() && edit.attempt < settings.attempts()) {
      edit.attempt++;
      edit.progress = null;
      edit.condition(
          RunConditions.RETRYING,
          Conditions.TRUE,
          reason.name(),
          "%s Attempt %d of %d follows.".formatted(message, edit.attempt, settings.attempts()));
    } else {
      edit.fail(reason, Advice.with(reason, message));
      edit.drop(RunConditions.RETRYING);
    }
    afterMove(edit);
  }

  static void afterMove(RunStatusEdit edit) {
    edit.progress = null;
    if (edit.quiesced.isEmpty()) {
      afterResume(edit);
    } else {
      edit.enter(RunStep.Resume, "Workloads are brought back.");
    }
  }

  static void afterResume(RunStatusEdit edit) {
    if (edit.holds(RunConditions.RETRYING)) {
      edit.enter(RunStep.Quiesce, "Another attempt follows.");
    } else if (!postHooks(edit.policy()).isEmpty()) {
      edit.enter(RunStep.PostHooks, "The hooks after the backup run.");
    } else {
      afterPostHooks(edit);
    }
  }

  static void afterPostHooks(RunStatusEdit edit) {
    if (!edit.failing() && edit.policy().retention() != null) {
      edit.enter(RunStep.Retain, "Snapshots that no rule keeps are removed.");
    } else {
      edit.enter(RunStep.Finish, "Movers are removed.");
    }
  }

  static void afterRetain(RunStatusEdit edit) {
    edit.enter(RunStep.Finish, "Movers are removed.");
  }
}
