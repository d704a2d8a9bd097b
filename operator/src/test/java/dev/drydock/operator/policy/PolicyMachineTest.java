// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.BackupType;
import dev.drydock.api.v1alpha1.MissedSlot;
import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobResult;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.operator.naming.Names;
import dev.drydock.operator.testing.FakeResults;
import dev.drydock.operator.testing.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PolicyMachineTest {
  private static final String WEEK =
      """
      schedule:
        timeZone: UTC
        full: {cron: "0 2 * * 0"}
        incremental: {cron: "0 */6 * * *"}
      retention: {keepLast: 1}
      objectives: {recoveryTime: 1h, recoveryPoint: 24h}
      """;

  @Test
  void makesARunInEachSlotAndFullOnesOnSunday() {
    PolicyHarness world = new PolicyHarness(WEEK);

    world.liveUntil("2026-11-22T03:00:00Z");

    assertThat(world.runNames())
        .containsExactlyInAnyOrder(
            slot("incremental", "2026-11-20T18:00:00Z"),
            slot("incremental", "2026-11-21T00:00:00Z"),
            slot("incremental", "2026-11-21T06:00:00Z"),
            slot("incremental", "2026-11-21T12:00:00Z"),
            slot("incremental", "2026-11-21T18:00:00Z"),
            slot("incremental", "2026-11-22T00:00:00Z"),
            slot("full", "2026-11-22T02:00:00Z"));
    assertThat(world.status().missedSlots()).isEmpty();
    assertThat(world.status().lastSuccessfulRun().name())
        .isEqualTo(slot("full", "2026-11-22T02:00:00Z"));
    assertThat(world.status().nextRuns().incremental()).isEqualTo("2026-11-22T06:00:00Z");
    assertThat(world.status().nextRuns().full()).isEqualTo("2026-11-29T02:00:00Z");
    assertThat(world.condition("Ready")).isEqualTo("True Scheduled");
    assertThat(world.condition("RecoveryPointObjectiveMet")).isEqualTo("True YoungEnough");
    assertThat(world.condition("RecoveryTimeObjectiveMet")).isEqualTo("Unknown NotMeasured");
    assertThat(world.condition("Stalled")).isEqualTo("absent");
    assertThat(world.noticed()).isEmpty();
  }

  @Test
  void makesRunsThatBelongToItAndCanBeFound() {
    PolicyHarness world = new PolicyHarness(WEEK);
    world.liveUntil("2026-11-20T18:00:01Z");

    BackupRun run = world.runs.list(Samples.NAMESPACE).getFirst();

    assertThat(run.getSpec().type()).isEqualTo(BackupType.Incremental);
    assertThat(run.getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(
            o -> {
              assertThat(o.getKind()).isEqualTo("BackupPolicy");
              assertThat(o.getName()).isEqualTo("shop");
              assertThat(o.getUid()).isNotBlank();
            });
    assertThat(run.getMetadata().getLabels()).containsEntry("drydock.dev/policy", "shop");
  }

  @Test
  void startsNothingBeforeItsFirstSlot() {
    PolicyHarness world = new PolicyHarness(WEEK);
    assertThat(world.advance()).contains(Duration.ofMinutes(5));
    assertThat(world.runNames()).isEmpty();
    assertThat(world.status().observedGeneration()).isEqualTo(1);
  }

  @Test
  void makesOneFullRunAtOnceWhenItIsImmediate() {
    PolicyHarness world = new PolicyHarness(WEEK.replace("timeZone: UTC", "immediate: true"));
    world.advance();
    world.restart();
    world.liveUntil("2026-11-20T13:00:00Z");
    assertThat(world.runNames()).containsExactly(slot("full", "2026-11-20T12:00:00Z"));
    assertThat(world.runs.list(Samples.NAMESPACE).getFirst().getSpec().type())
        .isEqualTo(BackupType.Full);
  }

  @Test
  void lettingFullWinWhenBothAreDue() {
    PolicyHarness world = new PolicyHarness(WEEK.replace("0 2 * * 0", "0 0 * * 0"));
    world.liveUntil("2026-11-22T00:30:00Z");
    assertThat(world.runNames())
        .contains(slot("full", "2026-11-22T00:00:00Z"))
        .doesNotContain(slot("incremental", "2026-11-22T00:00:00Z"));
    assertThat(world.status().lastSlots())
        .containsEntry("incremental", "2026-11-22T00:00:00Z")
        .containsEntry("full", "2026-11-22T00:00:00Z");
    assertThat(world.status().missedSlots()).isEmpty();
  }

  @Test
  void catchesUpTheNewestSlotOnceAndTellsTheOthers() {
    PolicyHarness world = new PolicyHarness(WEEK);
    world.liveUntil("2026-11-20T18:30:00Z");

    world.clock.set(Instant.parse("2026-11-21T14:00:00Z"));
    world.restart();
    world.advance();

    assertThat(world.runNames())
        .containsExactlyInAnyOrder(
            slot("incremental", "2026-11-20T18:00:00Z"),
            slot("incremental", "2026-11-21T12:00:00Z"));
    assertThat(world.status().missedSlots())
        .extracting(MissedSlot::time)
        .containsExactly("2026-11-21T00:00:00Z", "2026-11-21T06:00:00Z");
    assertThat(world.noticed()).containsExactly("Failed SlotMissed");
    assertThat(world.events.reasons()).contains("SlotMissed");
    assertThat(
            world
                .registry
                .counter(
                    "drydock_schedule_missed_total",
                    "namespace",
                    "default",
                    "policy",
                    "shop",
                    "schedule",
                    "incremental")
                .count())
        .isEqualTo(2);
  }

  @Test
  void doesNotCatchUpWhatIsTooLate() {
    PolicyHarness world =
        new PolicyHarness(WEEK.replace("timeZone: UTC", "startingDeadlineSeconds: 3600"));
    world.advance();

    world.clock.set(Instant.parse("2026-11-20T20:00:00Z"));
    world.advance();

    assertThat(world.runNames()).isEmpty();
    assertThat(world.status().missedSlots())
        .extracting(MissedSlot::time)
        .containsExactly("2026-11-20T18:00:00Z");
    assertThat(world.condition("Ready")).isEqualTo("False SlotMissed");

    world.liveUntil("2026-11-21T01:00:00Z");
    assertThat(world.condition("Ready")).isEqualTo("True Scheduled");
  }

  @Test
  void holdsNoSlotOfTheOldScheduleAgainstTheNewOne() {
    PolicyHarness world = new PolicyHarness(WEEK);
    world.liveUntil("2026-11-21T12:30:00Z");
    int runs = world.runNames().size();

    world.respec(WEEK.replace("0 */6 * * *", "0 8,11 * * *").replace("0 2 * * 0", "0 3 * * *"));
    world.advance();
    assertThat(world.runNames()).hasSize(runs);
    assertThat(world.status().missedSlots()).isEmpty();

    world.respec(
        WEEK.replace("0 */6 * * *", "0 8,11 * * *")
            .replace("0 2 * * 0", "0 3 * * *")
            .replace("timeZone: UTC", "timeZone: Asia/Tokyo"));
    world.liveUntil("2026-11-21T18:30:00Z");
    assertThat(world.status().missedSlots()).isEmpty();
    assertThat(world.condition("Ready")).isEqualTo("True Scheduled");
    assertThat(world.runNames()).hasSize(runs + 1).contains(slot("full", "2026-11-21T18:00:00Z"));
  }

  @Test
  void startsNothingWhileSuspendedAndHoldsNothingAgainstItAfterwards() {
    PolicyHarness world = new PolicyHarness(WEEK + "suspend: true\n");
    world.liveUntil("2026-11-21T12:30:00Z");
    assertThat(world.runNames()).isEmpty();
    assertThat(world.condition("Ready")).isEqualTo("True Suspended");
    assertThat(world.status().nextRuns()).isNull();

    world.respec(WEEK);
    world.liveUntil("2026-11-21T13:30:00Z");
    assertThat(world.runNames()).isEmpty();
    assertThat(world.status().missedSlots()).isEmpty();

    world.liveUntil("2026-11-21T18:30:00Z");
    assertThat(world.runNames()).containsExactly(slot("incremental", "2026-11-21T18:00:00Z"));
  }

  @Test
  void skipsAndTellsAnIncrementalSlotWhileARunIsActive() {
    PolicyHarness world = new PolicyHarness(WEEK);
    world.platform.jobsEnd(spec -> Optional.empty());
    world.liveUntil("2026-11-21T00:30:00Z");

    assertThat(world.runNames()).containsExactly(slot("incremental", "2026-11-20T18:00:00Z"));
    assertThat(world.status().activeRun().name())
        .isEqualTo(slot("incremental", "2026-11-20T18:00:00Z"));
    assertThat(world.status().missedSlots())
        .containsExactly(
            new MissedSlot(
                "incremental", "2026-11-21T00:00:00Z", "another run of the policy was active"));
  }

  @Test
  void letsAFullSlotWaitForTheActiveRun() {
    PolicyHarness world = new PolicyHarness(WEEK.replace("0 2 * * 0", "0 19 * * *"));
    world.platform.jobsEnd(spec -> Optional.empty());
    world.liveUntil("2026-11-20T19:30:00Z");
    assertThat(world.runNames()).containsExactly(slot("incremental", "2026-11-20T18:00:00Z"));

    String job = world.platform.jobNames().getFirst();
    world.platform.jobsEnd(spec -> Optional.of(FakeResults.success(spec)));
    world.platform.end(job, FakeResults.success(world.platform.specs().get(job)));
    world.liveUntil("2026-11-20T19:40:00Z");

    assertThat(world.runNames()).contains(slot("full", "2026-11-20T19:00:00Z"));
    assertThat(world.status().missedSlots()).isEmpty();
  }

  @Test
  void makesARunOnlyOnceWhereverItIsKilled() {
    PolicyHarness undisturbed = beforeSix(WEEK);
    undisturbed.liveUntil("2026-11-20T18:01:00Z");
    int effects = undisturbed.effects.log().size();
    for (int crash = 2; crash <= effects; crash++) {
      PolicyHarness world = beforeSix(WEEK);
      world.effects.crashAfter(crash);
      try {
        world.liveUntil("2026-11-20T18:01:00Z");
      } catch (Error killed) {
        world.restart();
        world.liveUntil("2026-11-20T18:01:00Z");
      }
      assertThat(world.runNames())
          .as("killed after %d", crash)
          .containsExactly(slot("incremental", "2026-11-20T18:00:00Z"));
      assertThat(world.status().missedSlots()).isEmpty();
      assertThat(world.status().lastSuccessfulRun()).isNotNull();
    }
  }

  @Test
  void writesNothingWhileNothingHappens() {
    PolicyHarness world = new PolicyHarness(WEEK);
    world.liveUntil("2026-11-20T18:01:00Z");
    int before = world.effects.log().size();
    for (int minute = 0; minute < 10; minute++) {
      world.clock.advance(Duration.ofMinutes(1));
      world.advance();
    }
    assertThat(world.effects.log()).hasSize(before);
  }

  @Test
  void tellsAFailureOnceAndTheRecoveryOnce() {
    PolicyHarness world = new PolicyHarness(WEEK);
    world.platform.jobsEnd(
        spec -> Optional.of(JobResult.failed(FailureReason.WrongPassword, "No key opens.")));
    world.liveUntil("2026-11-20T23:00:00Z");

    assertThat(world.noticed()).containsExactly("Failed WrongPassword");
    assertThat(world.condition("Ready")).isEqualTo("False WrongPassword");

    world.restart();
    world.platform.jobsEnd(spec -> Optional.of(FakeResults.success(spec)));
    world.liveUntil("2026-11-21T07:00:00Z");

    assertThat(world.noticed()).containsExactly("Failed WrongPassword", "Recovered Complete");
    assertThat(world.condition("Ready")).isEqualTo("True Scheduled");
  }

  @Test
  void missesItsRecoveryPointObjectiveLoudlyAndMeetsItAgain() {
    PolicyHarness world =
        new PolicyHarness(
            "objectives: {recoveryPoint: 2h}\nschedule: {incremental: {cron: \"0 18 * * *\"}}");
    world.liveUntil("2026-11-20T12:30:00Z");
    assertThat(world.condition("RecoveryPointObjectiveMet")).isEqualTo("Unknown NoBackupYet");
    world.liveUntil("2026-11-20T14:30:00Z");
    assertThat(world.condition("RecoveryPointObjectiveMet")).isEqualTo("False NoBackupYet");
    world.liveUntil("2026-11-20T18:30:00Z");
    assertThat(world.condition("RecoveryPointObjectiveMet")).isEqualTo("True YoungEnough");
    assertThat(world.status().measured().recoveryPoint()).isEqualTo("30m");
    world.liveUntil("2026-11-20T20:30:00Z");
    assertThat(world.condition("RecoveryPointObjectiveMet")).isEqualTo("False TooOld");
    assertThat(world.noticed())
        .containsExactly(
            "ObjectiveMissed NoBackupYet", "Recovered YoungEnough", "ObjectiveMissed TooOld");
  }

  @Test
  void checksTheRepositoryOnItsOwnSchedule() {
    PolicyHarness world =
        new PolicyHarness(
            WEEK + "verification: {check: {cron: \"0 20 * * *\", readDataPercent: 10}}\n");
    world.liveUntil("2026-11-20T20:10:00Z");

    String job = slot("check", "2026-11-20T20:00:00Z");
    assertThat(world.platform.specs().get(job))
        .isInstanceOfSatisfying(
            JobSpec.Check.class, c -> assertThat(c.readDataPercent()).isEqualTo(10));
    assertThat(world.status().lastCheck())
        .satisfies(
            c -> {
              assertThat(c.name()).isEqualTo(job);
              assertThat(c.passed()).isTrue();
            });
    assertThat(world.status().activeCheck()).isNull();
    assertThat(world.platform.jobNames()).isEmpty();
    assertThat(world.noticed()).isEmpty();
  }

  @Test
  void isLoudAboutACorruptRepositoryUntilACheckPasses() {
    PolicyHarness world =
        new PolicyHarness(WEEK + "verification: {check: {cron: \"0 20 * * *\"}}\n");
    JobResult corrupt =
        new JobResult(
            null, List.of(), List.of(), null, 0, 0, 0, List.of("Pack 1234 is damaged."), null);
    world.platform.jobsEnd(
        spec -> Optional.of(spec instanceof JobSpec.Check ? corrupt : FakeResults.success(spec)));
    world.liveUntil("2026-11-20T20:10:00Z");
    assertThat(world.condition("Ready")).isEqualTo("False CheckFailed");
    assertThat(world.status().lastCheck().message()).contains("Pack 1234 is damaged.");

    world.platform.jobsEnd(spec -> Optional.of(FakeResults.success(spec)));
    world.liveUntil("2026-11-21T20:10:00Z");
    assertThat(world.condition("Ready")).isEqualTo("True Scheduled");
    assertThat(world.noticed()).containsExactly("Failed CheckFailed", "Recovered CheckPassed");
  }

  @Test
  void checksOnceWhereverItIsKilled() {
    String spec = WEEK + "verification: {check: {cron: \"5 18 * * *\"}}\n";
    PolicyHarness undisturbed = beforeSix(spec);
    undisturbed.liveUntil("2026-11-20T18:06:00Z");
    int effects = undisturbed.effects.log().size();
    for (int crash = 2; crash <= effects; crash++) {
      PolicyHarness world = beforeSix(spec);
      world.effects.crashAfter(crash);
      try {
        world.liveUntil("2026-11-20T18:06:00Z");
      } catch (Error killed) {
        world.restart();
        world.liveUntil("2026-11-20T18:06:00Z");
      }
      assertThat(world.status().lastCheck().passed()).as("killed after %d", crash).isTrue();
      assertThat(world.status().activeCheck()).isNull();
      assertThat(world.platform.jobNames()).as("killed after %d", crash).isEmpty();
      assertThat(world.effects.log("startJob shop-check")).hasSize(1);
    }
  }

  @Test
  void drillsOnItsOwnScheduleAndTellsWhatItMeasured() {
    PolicyHarness world =
        new PolicyHarness(
            WEEK
                + """
                verification:
                  drill:
                    cron: "0 20 * * *"
                    checks: [{name: orders, exec: {service: web, command: ["true"]}}]
                """);
    world.liveUntil("2026-11-20T20:01:00Z");

    String name = slot("drill", "2026-11-20T20:00:00Z");
    RestoreRequest drill = world.restores.get(Samples.NAMESPACE, name).orElseThrow();
    assertThat(drill.getSpec().target().sandbox()).isNotNull();
    assertThat(drill.getSpec().source().policyRef().name()).isEqualTo("shop");
    assertThat(drill.getSpec().checks()).hasSize(1);
    assertThat(world.condition("RestoreTested")).isEqualTo("Unknown NoDrillYet");

    world.endDrill(name, true, "6m41s");
    world.advance();

    assertThat(world.condition("RestoreTested")).isEqualTo("True DrillPassed");
    assertThat(world.condition("RecoveryTimeObjectiveMet")).isEqualTo("True FastEnough");
    assertThat(world.status().measured().recoveryTime()).isEqualTo("6m41s");
    assertThat(world.status().lastDrill().message())
        .isEqualTo("Run shop-full was restored in 6m41s; 1 of 1 checks passed.");
    assertThat(world.noticed()).isEmpty();
  }

  @Test
  void isLoudAboutAFailedDrillAndAboutASlowOne() {
    PolicyHarness world =
        new PolicyHarness(WEEK + "verification: {drill: {cron: \"0 20 * * *\"}}\n");
    world.liveUntil("2026-11-20T20:01:00Z");
    world.endDrill(slot("drill", "2026-11-20T20:00:00Z"), false, "3m");
    world.advance();
    assertThat(world.condition("RestoreTested")).isEqualTo("False DrillFailed");

    world.liveUntil("2026-11-21T20:01:00Z");
    world.endDrill(slot("drill", "2026-11-21T20:00:00Z"), true, "2h");
    world.advance();

    assertThat(world.condition("RestoreTested")).isEqualTo("True DrillPassed");
    assertThat(world.condition("RecoveryTimeObjectiveMet")).isEqualTo("False TooSlow");
    assertThat(world.noticed())
        .containsExactly(
            "DrillFailed DrillFailed", "Recovered DrillPassed", "ObjectiveMissed TooSlow");
  }

  @Test
  void keepsWhatTheLastPassedDrillProvedHoweverManyFailSince() {
    PolicyHarness world =
        new PolicyHarness(WEEK + "verification: {drill: {cron: \"30 * * * *\"}}\n");
    world.liveUntil("2026-11-20T18:31:00Z");
    String passed = slot("drill", "2026-11-20T18:30:00Z");
    world.endDrill(passed, true, "3m");
    Instant next = world.clock.instant();
    for (int failing = 0; failing < 12; failing++) {
      next = next.plus(Duration.ofHours(1));
      world.liveUntil(next.toString());
      world.endDrill(slot("drill", next.minusSeconds(60).toString()), false, "3m");
      world.advance();
    }

    assertThat(world.drillNames()).hasSize(11).contains(passed);
    assertThat(world.condition("RestoreTested")).isEqualTo("False DrillFailed");
    assertThat(world.status().lastPassedDrill())
        .satisfies(
            d -> {
              assertThat(d.name()).isEqualTo(passed);
              assertThat(d.run()).isEqualTo("shop-full");
            });
  }

  @Test
  void hasNothingToDrillBeforeTheFirstBackup() {
    PolicyHarness world = new PolicyHarness("verification: {drill: {cron: \"0 13 * * *\"}}");
    world.liveUntil("2026-11-20T13:01:00Z");
    assertThat(world.drillNames()).isEmpty();
    assertThat(world.status().missedSlots())
        .extracting(MissedSlot::reason)
        .containsExactly("there was no successful run to restore");
  }

  @Test
  void stallsOnAScheduleThatMeansNothing() {
    PolicyHarness world = new PolicyHarness("schedule: {full: {cron: \"0 25 * * *\"}}");
    world.advance();
    assertThat(world.condition("Stalled")).isEqualTo("True InvalidRequest");
    assertThat(world.condition("Ready")).isEqualTo("False InvalidRequest");

    world.respec(WEEK);
    world.advance();
    assertThat(world.condition("Stalled")).isEqualTo("absent");
    assertThat(world.condition("Ready")).isEqualTo("True Scheduled");
  }

  @Test
  void stallsOnADayThatNeverComes() {
    PolicyHarness world = new PolicyHarness("schedule: {full: {cron: \"0 2 30 2 *\"}}");
    world.advance();
    assertThat(world.condition("Stalled")).isEqualTo("True InvalidRequest");
  }

  @Test
  void keepsABoundedHistory() {
    PolicyHarness world = new PolicyHarness("schedule: {incremental: {cron: \"0 * * * *\"}}");
    world.liveUntil("2026-11-22T12:30:00Z");
    assertThat(world.runNames()).hasSize(20).contains(slot("incremental", "2026-11-22T12:00:00Z"));
    assertThat(world.status().recoveryWindow().earliest()).isEqualTo("2026-11-20T13:00:00Z");
    assertThat(world.status().recoveryWindow().latest()).isEqualTo("2026-11-22T12:00:00Z");
  }

  @Test
  void movesItsRecoveryWindowWhenOldRunsAreForgotten() {
    PolicyHarness world =
        new PolicyHarness(
            "schedule: {incremental: {cron: \"0 * * * *\"}}\nretention: {keepLast: 3}");
    world.liveUntil("2026-11-20T20:30:00Z");
    assertThat(world.status().recoveryWindow().earliest()).isEqualTo("2026-11-20T18:00:00Z");
    assertThat(world.status().recoveryWindow().latest()).isEqualTo("2026-11-20T20:00:00Z");
  }

  @Test
  void goesAtOnceWhenItsDataIsRetained() {
    PolicyHarness world = new PolicyHarness(WEEK);
    world.liveUntil("2026-11-20T18:01:00Z");
    assertThat(deletion(world)).isEmpty();
    assertThat(world.platform.specs().keySet()).noneMatch(job -> job.contains("forget"));
  }

  @Test
  void forgetsItsSnapshotsBeforeItGoesWhenItSaysDelete() {
    PolicyHarness world = new PolicyHarness(WEEK + "deletionPolicy: Delete\n");
    world.liveUntil("2026-11-20T18:01:00Z");
    world.platform.jobsEnd(
        spec -> Optional.of(JobResult.failed(FailureReason.RepositoryLocked, "Locked.")));
    assertThat(deletion(world)).isPresent();
    assertThat(deletion(world)).contains(Duration.ofMinutes(1));
    assertThat(world.events.reasons()).contains("ForgetFailed");

    world.platform.jobsEnd(spec -> Optional.of(FakeResults.success(spec)));
    assertThat(deletion(world)).isPresent();
    assertThat(deletion(world)).isEmpty();
    assertThat(world.platform.specs().get("shop-forget"))
        .isInstanceOfSatisfying(JobSpec.Retain.class, r -> assertThat(r.forgetAll()).isTrue());
    assertThat(world.platform.jobNames()).isEmpty();
  }

  @Test
  void stopsForgettingWhenItSaysRetainAfterAll() {
    PolicyHarness world = new PolicyHarness(WEEK + "deletionPolicy: Delete\n");
    world.platform.jobsEnd(spec -> Optional.empty());
    assertThat(deletion(world)).isPresent();
    assertThat(world.platform.jobNames()).containsExactly("shop-forget");

    world.respec(WEEK + "deletionPolicy: Retain\n");
    assertThat(deletion(world)).isEmpty();
    assertThat(world.platform.jobNames()).isEmpty();
  }

  @Test
  void removesTheMoverOfACheckLaterWhenThePlatformDoesNotAnswer() {
    PolicyHarness world =
        new PolicyHarness(WEEK + "verification: {check: {cron: \"0 20 * * *\"}}\n");
    world.liveUntil("2026-11-20T19:59:59Z");
    for (int i = 0; i < 3; i++) {
      world.platform.fail("removeJob", FailureReason.PlatformError, "no answer");
    }
    world.liveUntil("2026-11-20T20:10:00Z");
    assertThat(world.status().lastCheck().passed()).isTrue();
    assertThat(world.platform.jobNames()).isEmpty();
  }

  @Test
  void doesNotAdoptWhatBelongedToAPolicyOfItsNameThatIsGone() {
    PolicyHarness world = new PolicyHarness(WEEK);
    world.liveUntil("2026-11-20T18:30:00Z");
    assertThat(world.status().lastSuccessfulRun()).isNotNull();
    world.policies.delete(Samples.NAMESPACE, "shop");
    world.create(WEEK);
    world.advance();
    assertThat(world.runNames()).as("still being collected").hasSize(1);
    assertThat(world.status().lastSuccessfulRun()).isNull();
    assertThat(world.condition("RecoveryPointObjectiveMet")).isEqualTo("Unknown NoBackupYet");
  }

  private static PolicyHarness beforeSix(String spec) {
    PolicyHarness world = new PolicyHarness(spec);
    world.clock.set(Instant.parse("2026-11-20T17:58:00Z"));
    return world;
  }

  private static Optional<Duration> deletion(PolicyHarness world) {
    return new PolicyDeletion(world.dependencies)
        .advance(world.policies.get(Samples.NAMESPACE, "shop").orElseThrow());
  }

  private static String slot(String schedule, String time) {
    return Names.slot("shop", schedule, Instant.parse(time));
  }
}
