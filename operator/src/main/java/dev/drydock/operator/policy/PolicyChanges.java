// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.policy;

import dev.drydock.api.v1alpha1.BackupPolicyStatus;
import dev.drydock.api.v1alpha1.Condition;
import dev.drydock.api.v1alpha1.MissedSlot;
import dev.drydock.api.v1alpha1.NotificationEvent;
import dev.drydock.api.v1alpha1.RunReference;
import dev.drydock.api.v1alpha1.VerificationResult;
import dev.drydock.operator.notification.Notice;
import dev.drydock.operator.status.Conditions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What has happened between two statuses of a policy, as far as a person wants to know: each thing
 * once, when it changes. Pure.
 */
final class PolicyChanges {
  private final PolicyObservation seen;
  private final BackupPolicyStatus before;
  private final BackupPolicyStatus after;
  private final List<Notice> notices = new ArrayList<>();

  private PolicyChanges(PolicyObservation seen, BackupPolicyStatus after) {
    this.seen = seen;
    this.before = seen.status();
    this.after = after;
  }

  static List<Notice> between(
      PolicyObservation seen,
      BackupPolicyStatus after,
      PolicyFacts facts,
      List<MissedSlot> missed) {
    PolicyChanges changes = new PolicyChanges(seen, after);
    changes.runs(facts);
    changes.missed(missed);
    changes.check();
    changes.drill();
    changes.objective(PolicyConditions.RECOVERY_POINT);
    changes.objective(PolicyConditions.RECOVERY_TIME);
    return List.copyOf(changes.notices);
  }

  private void runs(PolicyFacts facts) {
    RunReference failed = after.lastFailedRun();
    if (failed != null && !failed.equals(before.lastFailedRun())) {
      Condition why = facts.failure();
      add(
          NotificationEvent.Failed,
          "BackupRun/" + failed.name(),
          why == null ? "RunFailed" : why.reason(),
          why == null ? "The run failed." : why.message());
    }
    RunReference success = after.lastSuccessfulRun();
    boolean wasFailing =
        before.lastFailedRun() != null
            && (before.lastSuccessfulRun() == null
                || PolicyFacts.ended(before.lastFailedRun())
                    .isAfter(PolicyFacts.ended(before.lastSuccessfulRun())));
    if (success != null
        && !success.equals(before.lastSuccessfulRun())
        && wasFailing
        && !facts.isFailing()) {
      add(
          NotificationEvent.Recovered,
          "BackupRun/" + success.name(),
          "Complete",
          "Backups succeed again.");
    }
  }

  private void missed(List<MissedSlot> missed) {
    if (missed.isEmpty()) {
      return;
    }
    MissedSlot newest = missed.getLast();
    add(
        NotificationEvent.Failed,
        "BackupPolicy/" + seen.name(),
        "SlotMissed",
        "%d slot%s did not start; the newest is %s of %s: %s."
            .formatted(
                missed.size(),
                missed.size() == 1 ? "" : "s",
                newest.schedule(),
                newest.time(),
                newest.reason()));
  }

  private void check() {
    VerificationResult now = after.lastCheck();
    if (now == null || Objects.equals(now, before.lastCheck())) {
      return;
    }
    String object = "BackupPolicy/" + seen.name();
    if (Boolean.FALSE.equals(now.passed())) {
      add(NotificationEvent.Failed, object, "CheckFailed", String.valueOf(now.message()));
    } else if (hadFailed(before.lastCheck())) {
      add(NotificationEvent.Recovered, object, "CheckPassed", String.valueOf(now.message()));
    }
  }

  private void drill() {
    VerificationResult now = after.lastDrill();
    if (now == null || Objects.equals(now, before.lastDrill())) {
      return;
    }
    String object = "RestoreRequest/" + now.name();
    if (Boolean.FALSE.equals(now.passed())) {
      add(NotificationEvent.DrillFailed, object, "DrillFailed", String.valueOf(now.message()));
    } else if (hadFailed(before.lastDrill())) {
      add(NotificationEvent.Recovered, object, "DrillPassed", String.valueOf(now.message()));
    }
  }

  private void objective(String type) {
    Condition now = Conditions.find(after.conditions(), type).orElse(null);
    if (now == null) {
      return;
    }
    boolean wasMissed = Conditions.isFalse(before.conditions(), type);
    String object = "BackupPolicy/" + seen.name();
    if (now.status().equals(Conditions.FALSE) && !wasMissed) {
      add(NotificationEvent.ObjectiveMissed, object, now.reason(), now.message());
    } else if (now.status().equals(Conditions.TRUE) && wasMissed) {
      add(NotificationEvent.Recovered, object, now.reason(), now.message());
    }
  }

  private static boolean hadFailed(@Nullable VerificationResult result) {
    return result != null && Boolean.FALSE.equals(result.passed());
  }

  private void add(NotificationEvent event, String object, String reason, String message) {
    notices.add(
        new Notice(event, seen.namespace(), seen.name(), object, reason, message, seen.now()));
  }
}
