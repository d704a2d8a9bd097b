// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.policy;

import dev.drydock.api.v1alpha1.BackupPolicyStatus;
import dev.drydock.api.v1alpha1.Condition;
import dev.drydock.api.v1alpha1.MissedSlot;
import dev.drydock.api.v1alpha1.NotificationEvent;
import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.api.v1alpha1.RunReference;
import dev.drydock.api.v1alpha1.VerificationResult;
import dev.drydock.operator.naming.Names;
import dev.drydock.operator.notification.Notice;
import dev.drydock.operator.run.RunConditions;
import dev.drydock.operator.status.Conditions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What has happened between two statuses of a policy, as far as a person wants to know: each thing
 * once, when it changes. Whatever makes the policy not ready is told as Failed, and Recovered when
 * it is ready again. Pure.
 */
final class PolicyChanges {
  private static final int ID_DIGITS = 16;

  private final PolicyObservation seen;
  private final PolicyFacts facts;
  private final BackupPolicyStatus before;
  private final BackupPolicyStatus after;
  private final List<Notice> notices = new ArrayList<>();

  private PolicyChanges(PolicyObservation seen, BackupPolicyStatus after, PolicyFacts facts) {
    this.seen = seen;
    this.facts = facts;
    this.before = seen.status();
    this.after = after;
  }

  static List<Notice> between(
      PolicyObservation seen,
      BackupPolicyStatus after,
      PolicyFacts facts,
      List<MissedSlot> missed) {
    PolicyChanges changes = new PolicyChanges(seen, after, facts);
    changes.workloads();
    changes.runs();
    changes.missed(missed);
    changes.check();
    changes.restores();
    changes.ready();
    changes.degraded();
    changes.drill();
    changes.objective(PolicyConditions.RECOVERY_POINT);
    changes.objective(PolicyConditions.RECOVERY_TIME);
    return List.copyOf(changes.notices);
  }

  private void workloads() {
    boolean were = hadReason(PolicyVerdict.NOT_RESUMED);
    PolicyFacts.Trouble now = facts.notResumed();
    if (now != null && !were) {
      add(
          NotificationEvent.Failed,
          "BackupRun/" + now.run(),
          PolicyVerdict.NOT_RESUMED,
          now.why().message());
    } else if (now == null && were) {
      add(NotificationEvent.Recovered, policy(), "WorkloadsResumed", "All workloads are back.");
    }
  }

  private void runs() {
    if (isNewFailure()) {
      Condition why = facts.failure();
      add(
          NotificationEvent.Failed,
          "BackupRun/" + Objects.requireNonNull(after.lastFailedRun()).name(),
          why == null ? "RunFailed" : why.reason(),
          why == null ? "The run failed." : why.message());
    }
  }

  private void missed(List<MissedSlot> missed) {
    if (missed.isEmpty()) {
      return;
    }
    MissedSlot newest = missed.getLast();
    add(
        NotificationEvent.Failed,
        policy(),
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
    if (now != null
        && !Objects.equals(now, before.lastCheck())
        && Boolean.FALSE.equals(now.passed())) {
      add(NotificationEvent.Failed, policy(), "CheckFailed", String.valueOf(now.message()));
    }
  }

  /** Drills are told in their own way. */
  private void restores() {
    for (RestoreRequest restore : Drills.failedRestores(seen)) {
      if (!before.toldRestores().contains(restore.getMetadata().getUid())) {
        Conditions.find(restore.getStatus().conditions(), RunConditions.FAILED)
            .ifPresent(
                why ->
                    add(
                        NotificationEvent.Failed,
                        "RestoreRequest/" + restore.getMetadata().getName(),
                        why.reason(),
                        why.message()));
      }
    }
  }

  private void ready() {
    Condition was = Conditions.find(before.conditions(), PolicyConditions.READY).orElse(null);
    Condition now = Conditions.find(after.conditions(), PolicyConditions.READY).orElseThrow();
    boolean wasBad = was != null && was.status().equals(Conditions.FALSE);
    if (now.status().equals(Conditions.FALSE)) {
      if (!wasBad && notices.stream().noneMatch(n -> n.event() == NotificationEvent.Failed)) {
        add(NotificationEvent.Failed, policy(), now.reason(), now.message());
      }
    } else if (wasBad && hadReason("CheckFailed")) {
      VerificationResult check = after.lastCheck();
      add(
          NotificationEvent.Recovered,
          policy(),
          "CheckPassed",
          check == null ? "The repository is sound." : String.valueOf(check.message()));
    } else if (isNewSuccess()
        && (wasBad ? !hadReason(PolicyVerdict.NOT_RESUMED) : isNewFailure())) {
      add(
          NotificationEvent.Recovered,
          "BackupRun/" + Objects.requireNonNull(after.lastSuccessfulRun()).name(),
          "Complete",
          "Backups succeed again.");
    } else if (wasBad
        && !hadReason(PolicyVerdict.NOT_RESUMED)
        && !now.reason().equals(PolicyVerdict.SUSPENDED)) {
      add(NotificationEvent.Recovered, policy(), now.reason(), "The policy is ready again.");
    }
  }

  private void degraded() {
    Condition now = Conditions.find(after.conditions(), PolicyConditions.DEGRADED).orElse(null);
    Condition was = Conditions.find(before.conditions(), PolicyConditions.DEGRADED).orElse(null);
    if (now != null && (was == null || !was.reason().equals(now.reason()))) {
      add(NotificationEvent.Degraded, policy(), now.reason(), now.message());
    } else if (now == null && was != null) {
      add(
          NotificationEvent.Recovered,
          policy(),
          "NotDegraded",
          "The newest backup is whole again.");
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
    if (now.status().equals(Conditions.FALSE) && !wasMissed) {
      add(NotificationEvent.ObjectiveMissed, policy(), now.reason(), now.message());
    } else if (now.status().equals(Conditions.TRUE) && wasMissed) {
      add(NotificationEvent.Recovered, policy(), now.reason(), now.message());
    }
  }

  private boolean isNewFailure() {
    RunReference failed = after.lastFailedRun();
    return failed != null && !failed.equals(before.lastFailedRun());
  }

  private boolean isNewSuccess() {
    RunReference success = after.lastSuccessfulRun();
    return success != null && !success.equals(before.lastSuccessfulRun());
  }

  /** Whether the policy was not ready for this reason. */
  private boolean hadReason(String reason) {
    return Conditions.find(before.conditions(), PolicyConditions.READY)
        .filter(c -> c.status().equals(Conditions.FALSE) && c.reason().equals(reason))
        .isPresent();
  }

  private static boolean hadFailed(@Nullable VerificationResult result) {
    return result != null && Boolean.FALSE.equals(result.passed());
  }

  private String policy() {
    return "BackupPolicy/" + seen.name();
  }

  private void add(NotificationEvent event, String object, String reason, String message) {
    String identity =
        String.join(
            "\n",
            String.valueOf(seen.policy().getMetadata().getUid()),
            event.name(),
            object,
            reason,
            message,
            seen.now().toString());
    notices.add(
        new Notice(
            Names.hash(identity, ID_DIGITS),
            event,
            seen.namespace(),
            seen.name(),
            object,
            reason,
            message,
            seen.now()));
  }
}
