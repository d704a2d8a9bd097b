// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.BackupRunSpec;
import dev.drydock.api.v1alpha1.BackupRunStatus;
import dev.drydock.api.v1alpha1.BackupType;
import dev.drydock.api.v1alpha1.LocalObjectReference;
import dev.drydock.api.v1alpha1.PendingNotification;
import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.api.v1alpha1.RestoreRequestSpec;
import dev.drydock.api.v1alpha1.RestoreRequestStatus;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobResult;
import dev.drydock.operator.notification.Delivery;
import dev.drydock.operator.notification.Notice;
import dev.drydock.operator.status.Conditions;
import dev.drydock.operator.testing.FakeResults;
import dev.drydock.operator.testing.Samples;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PolicyNotificationTest {
  private static final String SIX_HOURLY =
      "schedule: {startingDeadlineSeconds: 600, incremental: {cron: \"0 */6 * * *\"}}\n";

  @Test
  void losesNoNoticeWhereverItIsKilled() {
    PolicyHarness undisturbed = failing();
    undisturbed.liveUntil("2026-11-20T18:05:00Z");
    int effects = undisturbed.effects.log().size();
    assertThat(undisturbed.noticed()).containsExactly("Failed WrongPassword");
    for (int crash = 2; crash <= effects; crash++) {
      PolicyHarness world = failing();
      world.effects.crashAfter(crash);
      try {
        world.liveUntil("2026-11-20T18:05:00Z");
      } catch (Error killed) {
        world.restart();
        world.liveUntil("2026-11-20T18:05:00Z");
      }
      assertThat(world.noticed())
          .as("killed after %d", crash)
          .containsExactly("Failed WrongPassword");
      assertThat(world.status().pendingNotifications()).isEmpty();
    }
  }

  @Test
  void keepsANoticeUntilItsReceiverHasItThoughTheOperatorIsRestarted() {
    PolicyHarness world = failing();
    world.receiver = notice -> new Delivery.Failing(Duration.ofMinutes(1));
    world.liveUntil("2026-11-20T19:00:00Z");
    assertThat(world.notices).isEmpty();
    assertThat(world.status().pendingNotifications())
        .singleElement()
        .satisfies(
            n -> {
              assertThat(n.reason()).isEqualTo("WrongPassword");
              assertThat(n.receivers()).extracting("name").containsExactly("alerts");
            });
    assertThat(pendingGauge(world)).isEqualTo(1);
    String id = world.status().pendingNotifications().getFirst().id();

    world.restart();
    world.receiver = notice -> new Delivery.Done();
    world.liveUntil("2026-11-20T19:05:00Z");

    assertThat(world.notices).extracting(Notice::id).containsExactly(id);
    assertThat(world.status().pendingNotifications()).isEmpty();
    assertThat(pendingGauge(world)).isZero();
  }

  @Test
  void sendsInOrderButDoesNotWaitForWhatIsRefused() {
    PolicyHarness world = failing();
    List<String> tried = new ArrayList<>();
    world.receiver =
        notice -> {
          tried.add(notice.reason());
          return notice.reason().equals("WrongPassword")
              ? new Delivery.Failing(Duration.ofHours(1))
              : new Delivery.Done();
        };
    world.liveUntil("2026-11-20T18:05:00Z");
    world.platform.jobsEnd(spec -> Optional.of(FakeResults.success(spec)));
    world.liveUntil("2026-11-21T00:05:00Z");
    assertThat(world.noticed()).containsExactly("Recovered Complete");

    world.receiver = notice -> new Delivery.UnderWay();
    tell(world, 1);
    tried.clear();
    world.receiver =
        notice -> {
          tried.add(notice.object());
          return new Delivery.UnderWay();
        };
    world.advance();
    assertThat(tried).as("one after the other").hasSize(1);
  }

  @Test
  void givesUpTheOldestOfVeryManyAndCountsThem() {
    PolicyHarness world = new PolicyHarness(SIX_HOURLY);
    world.receiver = notice -> new Delivery.Failing(Duration.ofMinutes(1));
    tell(world, 60);
    assertThat(world.status().pendingNotifications())
        .hasSize(50)
        .extracting(PendingNotification::object)
        .doesNotContain("RestoreRequest/restore-0")
        .contains("RestoreRequest/restore-59");
    assertThat(
            world
                .registry
                .counter(
                    "drydock_notification_dropped_total", "namespace", "default", "policy", "shop")
                .count())
        .isEqualTo(10);
  }

  @Test
  void deliversWhatIsPendingBeforeThePolicyGoes() {
    PolicyHarness world = failing();
    world.receiver = notice -> new Delivery.Failing(Duration.ofSeconds(2));
    world.liveUntil("2026-11-20T18:05:00Z");
    world.policies.markDeleted(Samples.NAMESPACE, "shop");
    assertThat(deletion(world)).contains(Duration.ofSeconds(2));
    assertThat(world.status().pendingNotifications()).hasSize(1);

    world.receiver = notice -> new Delivery.Done();
    world.clock.advance(Duration.ofSeconds(2));
    assertThat(deletion(world)).isEmpty();
    assertThat(world.noticed()).containsExactly("Failed WrongPassword");
    assertThat(world.status().pendingNotifications()).isEmpty();
  }

  @Test
  void letsThePolicyGoAfterAMinuteThoughAReceiverDoesNotAnswer() {
    PolicyHarness world = failing();
    world.receiver = notice -> new Delivery.Failing(Duration.ofMinutes(5));
    world.liveUntil("2026-11-20T18:05:00Z");
    world.policies.markDeleted(Samples.NAMESPACE, "shop");
    assertThat(deletion(world)).contains(Duration.ofMinutes(1));

    world.clock.advance(Duration.ofMinutes(1));
    assertThat(deletion(world)).isEmpty();
    assertThat(world.notices).isEmpty();
    assertThat(world.events.reasons()).endsWith("NotificationsGivenUp");
  }

  private static Optional<Duration> deletion(PolicyHarness world) {
    return new PolicyDeletion(world.dependencies)
        .advance(world.policies.get(Samples.NAMESPACE, "shop").orElseThrow());
  }

  @Test
  void forgetsWhatIsForAReceiverThatIsGone() {
    PolicyHarness world = failing();
    world.receiver = notice -> new Delivery.Failing(Duration.ofMinutes(1));
    world.liveUntil("2026-11-20T18:05:00Z");
    assertThat(world.status().pendingNotifications()).hasSize(1);
    world.respecWithoutReceiver(SIX_HOURLY);
    world.advance();
    assertThat(world.status().pendingNotifications()).isEmpty();
  }

  @Test
  void tellsAFailedRestoreOfOneOfItsRunsOnceThoughTheOperatorIsRestarted() {
    PolicyHarness world = new PolicyHarness(SIX_HOURLY);
    world.liveUntil("2026-11-20T18:05:00Z");
    restore(world, "restore", "runRef: {name: %s}".formatted(world.runNames().getFirst()));
    world.liveUntil("2026-11-20T20:05:00Z");
    world.restart();
    world.liveUntil("2026-11-20T20:15:00Z");

    assertThat(world.notices)
        .extracting(n -> n.event() + " " + n.object() + " " + n.reason())
        .containsExactly("Failed RestoreRequest/restore LoadFailed");
  }

  @Test
  void tellsAtOnceThatWorkloadsAreNotBackAndWhenTheyAre() {
    PolicyHarness world = new PolicyHarness(SIX_HOURLY);
    run(world, "by-hand", "conditions: [" + degraded("WorkloadsNotResumed") + "]");
    world.advance();
    assertThat(world.condition("Ready")).isEqualTo("False WorkloadsNotResumed");
    world.advance();
    assertThat(world.noticed()).containsExactly("Failed WorkloadsNotResumed");

    runEnds(world, "by-hand", "Complete");
    world.liveUntil("2026-11-20T12:05:00Z");
    assertThat(world.condition("Ready")).isEqualTo("True Scheduled");
    assertThat(world.noticed())
        .containsExactly("Failed WorkloadsNotResumed", "Recovered WorkloadsResumed");
  }

  @Test
  void isNotReadyAsLongAsAnEndedRunStillBringsWorkloadsBack() {
    PolicyHarness world = new PolicyHarness(SIX_HOURLY);
    run(world, "first", "conditions: []");
    runEnds(world, "first", "Complete");
    BackupRun first = world.runs.get(Samples.NAMESPACE, "first").orElseThrow();
    first.setStatus(
        Serialization.unmarshal(
            Serialization.asYaml(first.getStatus())
                    .replace("conditions:", "conditions:\n- " + degraded("WorkloadsNotResumed"))
                + "quiesced: [{id: web, service: web, priorState: running}]\n",
            BackupRunStatus.class));
    world.runs.updateStatus(first);
    for (int i = 0; i < 25; i++) {
      world.clock.advance(Duration.ofMinutes(1));
      ended(world, "later-" + i, "Complete", "");
    }
    assertThat(world.condition("Ready")).isEqualTo("False WorkloadsNotResumed");
    assertThat(world.runNames()).as("it is not old enough to go").contains("first");

    world.runs.delete(Samples.NAMESPACE, "first");
    world.advance();
    assertThat(world.condition("Ready")).isEqualTo("True Scheduled");
    assertThat(world.noticed())
        .containsExactly("Failed WorkloadsNotResumed", "Recovered WorkloadsResumed");
  }

  @Test
  void hearsOfWorkloadsThatAreNotBackWhileTheRunIsActive() {
    PolicyHarness world = new PolicyHarness(SIX_HOURLY);
    run(world, "by-hand", "conditions: []");
    BackupRun before = world.runs.list(Samples.NAMESPACE).getFirst();
    assertThat(BackupPolicyReconciler.isNews(before, before)).isFalse();
    BackupRun after = world.runs.list(Samples.NAMESPACE).getFirst();
    after.setStatus(
        Serialization.unmarshal(
            "conditions: [" + degraded("WorkloadsNotResumed") + "]", BackupRunStatus.class));
    assertThat(BackupPolicyReconciler.isNews(after, before)).isTrue();
    assertThat(BackupPolicyReconciler.isNews(before, after)).isTrue();
  }

  @Test
  void tellsADegradedBackupOnceAndThatTheNextOneIsWhole() {
    PolicyHarness world = new PolicyHarness(SIX_HOURLY);
    ended(world, "first", "Complete", degraded("SourceUnreadable"));
    ended(world, "second", "Complete", degraded("SourceUnreadable"));
    assertThat(world.condition("Degraded")).isEqualTo("True SourceUnreadable");
    assertThat(world.condition("Ready")).isEqualTo("True Scheduled");
    ended(world, "third", "Complete", "");
    assertThat(world.condition("Degraded")).isEqualTo("absent");
    assertThat(world.noticed())
        .containsExactly("Degraded SourceUnreadable", "Recovered NotDegraded");
  }

  @Test
  void tellsAFailureAndTheSuccessAfterItThoughItSawBothAtOnce() {
    PolicyHarness world = new PolicyHarness(SIX_HOURLY);
    world.advance();
    run(world, "first", "conditions: []");
    runEnds(world, "first", "Failed");
    world.clock.advance(Duration.ofMinutes(1));
    ended(world, "second", "Complete", "");
    assertThat(world.noticed()).containsExactly("Failed Ended", "Recovered Complete");
  }

  @Test
  void tellsThatItRecoveredFromAMissedSlot() {
    PolicyHarness world = new PolicyHarness(SIX_HOURLY);
    world.advance();
    world.clock.set(Instant.parse("2026-11-20T20:00:00Z"));
    world.liveUntil("2026-11-20T20:05:00Z");
    assertThat(world.condition("Ready")).isEqualTo("False SlotMissed");
    world.liveUntil("2026-11-21T00:05:00Z");
    assertThat(world.condition("Ready")).isEqualTo("True Scheduled");
    assertThat(world.noticed()).containsExactly("Failed SlotMissed", "Recovered Complete");
  }

  @Test
  void isLoudAboutASpecThatItCannotFollowAndGoesOnMeasuring() {
    PolicyHarness world =
        new PolicyHarness(
            "schedule: {timeZone: Europe/Berlinn, full: {cron: \"0 2 * * *\"}}\n"
                + "objectives: {recoveryPoint: 1h}");
    world.liveUntil("2026-11-20T14:00:00Z");
    assertThat(world.condition("Stalled")).isEqualTo("True InvalidRequest");
    assertThat(Conditions.find(world.status().conditions(), "Stalled").orElseThrow().message())
        .isEqualTo(
            "spec.schedule.timeZone: time zone 'Europe/Berlinn' is unknown to this version of Drydock; use an IANA name such as Europe/Berlin or UTC. Until it is corrected, the policy starts nothing by itself.");
    assertThat(world.condition("RecoveryPointObjectiveMet")).isEqualTo("False NoBackupYet");
    assertThat(world.registry.find("drydock_policy_ready").gauge().value()).isZero();
    assertThat(world.noticed())
        .containsExactly("Failed InvalidRequest", "ObjectiveMissed NoBackupYet");

    world.respec(SIX_HOURLY);
    world.liveUntil("2026-11-20T14:10:00Z");
    assertThat(world.condition("Ready")).isEqualTo("True Scheduled");
    assertThat(world.noticed()).endsWith("Recovered Scheduled");
  }

  private static PolicyHarness failing() {
    PolicyHarness world = new PolicyHarness(SIX_HOURLY);
    world.clock.set(Instant.parse("2026-11-20T17:58:00Z"));
    world.platform.jobsEnd(
        spec -> Optional.of(JobResult.failed(FailureReason.WrongPassword, "No key opens.")));
    return world;
  }

  private static double pendingGauge(PolicyHarness world) {
    return world.registry.find("drydock_notification_pending").gauge().value();
  }

  /** So many failed restores, each with its notice. */
  private static void tell(PolicyHarness world, int notices) {
    for (int i = 0; i < notices; i++) {
      restore(world, "restore-" + i, "policyRef: {name: shop}");
      world.clock.advance(Duration.ofSeconds(1));
      world.advance();
    }
  }

  private static void restore(PolicyHarness world, String name, String source) {
    RestoreRequest restore = new RestoreRequest();
    restore.setMetadata(
        new ObjectMetaBuilder().withNamespace(Samples.NAMESPACE).withName(name).build());
    restore.setSpec(Serialization.unmarshal("source: {" + source + "}", RestoreRequestSpec.class));
    world.restores.create(restore);
    RestoreRequest created = world.restores.get(Samples.NAMESPACE, name).orElseThrow();
    created.setStatus(
        Serialization.unmarshal(
            "completionTime: \"%s\"\nconditions: [%s]"
                .formatted(world.clock.instant(), condition("Failed", "LoadFailed")),
            RestoreRequestStatus.class));
    world.restores.updateStatus(created);
  }

  private static void run(PolicyHarness world, String name, String status) {
    BackupRun run = new BackupRun();
    run.setMetadata(
        new ObjectMetaBuilder().withNamespace(Samples.NAMESPACE).withName(name).build());
    run.setSpec(new BackupRunSpec(new LocalObjectReference("shop"), BackupType.Full));
    world.runs.create(run);
    write(world, name, status);
  }

  private static void ended(PolicyHarness world, String name, String how, String also) {
    run(world, name, "conditions: []");
    world.clock.advance(Duration.ofMinutes(1));
    write(world, name, status(world, how, also));
    world.advance();
    world.advance();
  }

  private static void runEnds(PolicyHarness world, String name, String how) {
    write(world, name, status(world, how, ""));
  }

  private static String status(PolicyHarness world, String how, String also) {
    return "completionTime: \"%s\"\nsnapshotTime: \"%1$s\"\nconditions: [%s%s]"
        .formatted(
            world.clock.instant(), condition(how, "Ended"), also.isEmpty() ? "" : ", " + also);
  }

  private static void write(PolicyHarness world, String name, String status) {
    BackupRun run = world.runs.get(Samples.NAMESPACE, name).orElseThrow();
    run.setStatus(Serialization.unmarshal(status, BackupRunStatus.class));
    world.runs.updateStatus(run);
  }

  private static String degraded(String reason) {
    return condition("Degraded", reason);
  }

  private static String condition(String type, String reason) {
    return "{type: %s, status: \"True\", reason: %s, message: because}".formatted(type, reason);
  }
}
