// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.BackupRunStatus;
import dev.drydock.api.v1alpha1.BackupStorageLocationReference;
import dev.drydock.api.v1alpha1.BackupType;
import dev.drydock.api.v1alpha1.ComponentStatus;
import dev.drydock.api.v1alpha1.Condition;
import dev.drydock.api.v1alpha1.Phase;
import dev.drydock.api.v1alpha1.RepositorySpec;
import dev.drydock.api.v1alpha1.SecretKeyReference;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobMessage;
import dev.drydock.mover.job.JobResult;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.Findings;
import dev.drydock.operator.status.Conditions;
import dev.drydock.operator.testing.FakeResults;
import dev.drydock.operator.testing.Kstatus;
import dev.drydock.operator.testing.Policies;
import dev.drydock.operator.testing.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class RunMachineTest {
  private static final String STOPPING =
      """
      consistency: Stop
      hooks:
        pre: [{exec: {service: web, command: [maintenance, "on"]}}]
        post: [{exec: {service: web, command: [maintenance, "off"]}}]
      retention: {keepLast: 1, keepDaily: 7}
      """;

  private final RunHarness world = new RunHarness();

  @Test
  void completesALiveBackupOfEverythingThatWasFound() {
    world.policy(Policies.spec(""));
    world.create("shop-1", BackupType.Full);

    BackupRunStatus status = world.finish("shop-1").getStatus();

    assertThat(reasons(status)).containsExactly("Complete=True", "Failed=False");
    assertThat(status.phase()).isEqualTo(Phase.Succeeded);
    assertThat(status.components())
        .extracting(ComponentStatus::name)
        .containsExactly("volume/uploads", "volume/config", "database/db", "configuration");
    assertThat(status.components()).allSatisfy(c -> assertThat(c.snapshot()).hasSize(64));
    assertThat(status.addedBytes()).isEqualTo(400);
    assertThat(status.totalBytes()).isEqualTo(4000);
    assertThat(status.completionTime()).isNotNull();
    assertThat(status.step()).isNull();
    assertThat(world.platform.jobNames()).isEmpty();
    assertThat(world.platform.specs().get(world.job("shop-1", "backup-1")))
        .isInstanceOfSatisfying(
            JobSpec.Backup.class,
            b -> {
              assertThat(b.full()).isTrue();
              assertThat(b.application()).isEqualTo("shop");
              assertThat(b.policy()).isEqualTo("shop");
              assertThat(b.run()).isEqualTo("shop-1");
              assertThat(b.time()).isEqualTo(Instant.parse(status.snapshotTime()));
              assertThat(b.documents()).containsKey("RUNBOOK.md");
            });
  }

  @Test
  void aPlaceThatIsTakenFromAnObjectIsPinnedWhenTheRunIsResolved() {
    world.policy(
        Policies.spec("")
            .withRepository(
                new RepositorySpec(
                    null,
                    null,
                    new BackupStorageLocationReference("acme", "velero", null, null),
                    new SecretKeyReference("repository", null),
                    List.of())));
    world.create("shop-1", BackupType.Full);

    BackupRunStatus status = world.finish("shop-1").getStatus();

    assertThat(reasons(status)).containsExactly("Complete=True", "Failed=False");
    assertThat(status.resolved().repository().s3().bucket()).isEqualTo("acme");
    assertThat(status.repository().place())
        .isEqualTo("s3:amazonaws.com/acme/plugins/drydock/default");
    assertThat(world.platform.specs().get(world.job("shop-1", "backup-1")))
        .isInstanceOfSatisfying(
            JobSpec.Backup.class,
            backup ->
                assertThat(backup.documents().get("RUNBOOK.md"))
                    .as("it has to do without the cluster")
                    .contains("acme/plugins/drydock/default"));
  }

  @Test
  void aPlaceThatCannotBeUsedFailsTheRunBeforeAnythingIsTouched() {
    world.policy(Policies.spec("consistency: Stop"));
    world.platform.fail("locate", FailureReason.RepositoryUnavailable, "It is unavailable.");
    world.create("shop-1", BackupType.Full);

    BackupRunStatus status = world.finish("shop-1").getStatus();

    assertThat(reasons(status)).contains("Failed=True");
    assertThat(world.effects.log()).noneMatch(effect -> effect.startsWith("web "));
  }

  @Test
  void doesEveryStepInItsOrder() {
    world.policy(Policies.spec(STOPPING));
    world.create("shop-1", BackupType.Incremental);

    world.finish("shop-1");

    assertThat(world.effects.log().stream().filter(e -> !e.startsWith("status")))
        .containsExactly(
            "create BackupPolicy shop",
            "create BackupRun shop-1",
            "hook maintenance on",
            "web is exited",
            "startJob " + world.job("shop-1", "backup-1"),
            "web is running",
            "hook maintenance off",
            "startJob " + world.job("shop-1", "retain"),
            "removeJob " + world.job("shop-1", "backup-1"),
            "removeJob " + world.job("shop-1", "retain"));
    assertThat(world.get("shop-1").getStatus().retention().kept()).isEqualTo(5);
  }

  @Test
  void listsTheWorkloadsInTheStatusBeforeItTouchesThem() {
    world.policy(Policies.spec("consistency: Stop"));
    world.create("shop-1", BackupType.Incremental);
    world.platform.jobsEnd(spec -> Optional.empty());

    world.advance("shop-1");

    assertThat(world.get("shop-1").getStatus().quiesced())
        .extracting(w -> w.service() + " " + w.priorState())
        .containsExactly("web running");
    assertThat(world.effects.log())
        .containsSubsequence(
            "status BackupRun shop-1",
            "web is exited",
            "startJob " + world.job("shop-1", "backup-1"));
  }

  @Test
  void bringsWorkloadsBackAndRunsPostHooksWhenTheBackupFails() {
    world.policy(Policies.spec(STOPPING));
    world.create("shop-1", BackupType.Incremental);
    world.platform.jobsEnd(
        spec ->
            Optional.of(
                FakeResults.failing(
                    (JobSpec.Backup) spec,
                    "database/db",
                    FailureReason.DumpFailed,
                    "exit 1: no disk")));

    BackupRunStatus status = world.finish("shop-1").getStatus();

    assertThat(reasons(status)).containsExactly("Complete=False", "Failed=True");
    Condition failed = Conditions.find(status.conditions(), "Failed").orElseThrow();
    assertThat(failed.reason()).isEqualTo("DumpFailed");
    assertThat(failed.message())
        .isEqualTo(
            "database/db: exit 1: no disk. Nothing of this database was kept. Correct what the program complains about, and see spec.databases for its credentials.");
    assertThat(world.platform.workloadStates()).containsEntry("web", "running");
    assertThat(world.effects.log("hook"))
        .containsExactly("hook maintenance on", "hook maintenance off");
    assertThat(world.platform.specs()).containsOnlyKeys(world.job("shop-1", "backup-1"));
    assertThat(status.components())
        .filteredOn(c -> c.name().equals("database/db"))
        .allSatisfy(
            c -> {
              assertThat(c.snapshot()).isNull();
              assertThat(c.errors()).containsExactly("exit 1: no disk");
            });
  }

  @Test
  void tellsWhatToDoAboutAnEmptySource() {
    world.policy(Policies.spec(""));
    world.create("shop-1", BackupType.Incremental);
    world.platform.jobsEnd(
        spec ->
            Optional.of(
                FakeResults.failing(
                    (JobSpec.Backup) spec,
                    "volume/uploads",
                    FailureReason.SourceEmpty,
                    "/sources/volumes/uploads is empty.")));

    Condition failed =
        Conditions.find(world.finish("shop-1").getStatus().conditions(), "Failed").orElseThrow();

    assertThat(failed.status()).isEqualTo("True");
    assertThat(failed.reason()).isEqualTo("SourceEmpty");
    assertThat(failed.message()).contains("spec.volumes.exclude");
  }

  @Test
  void failsByNameWhenWhatItStoppedWasStartedWhileItWasCopied() {
    world.policy(Policies.spec("consistency: Stop"));
    world.create("shop-1", BackupType.Incremental);
    world.platform.jobsEnd(
        spec -> {
          world.platform.workload("web", "running");
          return Optional.of(FakeResults.success(spec));
        });

    BackupRunStatus status = world.finish("shop-1").getStatus();

    assertThat(reasons(status)).containsExactly("Complete=False", "Failed=True");
    assertThat(Conditions.find(status.conditions(), "Failed").orElseThrow())
        .satisfies(
            failed -> {
              assertThat(failed.reason()).isEqualTo("WorkloadUnhealthy");
              assertThat(failed.message()).contains("web runs.", "GitOps");
            });
    assertThat(world.platform.workloadStates()).containsEntry("web", "running");
  }

  @Test
  void waitsUntilItSeesWhetherWhatItStoppedStayedSo() {
    world.policy(Policies.spec("consistency: Stop"));
    world.create("shop-1", BackupType.Incremental);
    world.platform.fail("stirred", FailureReason.PlatformError, "No answer.");

    assertThat(reasons(world.finish("shop-1").getStatus())).contains("Complete=True");
    assertThat(world.platform.specs()).hasSize(1);
  }

  @Test
  void triesAgainUnderANewNameWhenTheMoverWasLost() {
    world.policy(Policies.spec("consistency: Pause"));
    world.create("shop-1", BackupType.Incremental);
    world.platform.jobsEnd(
        spec ->
            Optional.of(
                world.platform.specs().size() == 1
                    ? JobResult.failed(FailureReason.MoverLost, "The mover was killed.")
                    : FakeResults.success(spec)));

    BackupRunStatus status = world.finish("shop-1").getStatus();

    assertThat(reasons(status)).contains("Complete=True");
    assertThat(status.attempt()).isEqualTo(2);
    assertThat(Conditions.find(status.conditions(), "Retrying")).isEmpty();
    assertThat(world.platform.specs())
        .containsOnlyKeys(world.job("shop-1", "backup-1"), world.job("shop-1", "backup-2"));
    assertThat(world.effects.log("web is"))
        .containsExactly("web is paused", "web is running", "web is paused", "web is running");
    assertThat(world.platform.jobNames()).isEmpty();
    assertThat(world.events.reasons()).contains("MoverLost", "Complete");
  }

  @Test
  void givesUpAfterFiveAttempts() {
    world.policy(Policies.spec(""));
    world.create("shop-1", BackupType.Incremental);
    world.platform.jobsEnd(
        spec -> Optional.of(JobResult.failed(FailureReason.MoverLost, "The mover was killed.")));

    BackupRunStatus status = world.finish("shop-1").getStatus();

    assertThat(reasons(status)).contains("Failed=True");
    assertThat(world.platform.specs()).hasSize(5);
    assertThat(world.clock.instant()).isAfterOrEqualTo(Instant.parse("2026-11-22T06:06:40Z"));
  }

  @Test
  void outlivesAnOutageOfTheStorageOfSomeMinutes() {
    world.policy(Policies.spec(""));
    world.create("shop-1", BackupType.Incremental);
    Instant back = world.clock.instant().plus(Duration.ofMinutes(5));
    world.platform.jobsEnd(
        spec ->
            Optional.of(
                world.clock.instant().isBefore(back)
                    ? JobResult.failed(FailureReason.RepositoryUnavailable, "No answer.")
                    : FakeResults.success(spec)));

    assertThat(reasons(world.finish("shop-1").getStatus())).contains("Complete=True");
  }

  @Test
  void doesNotTryAgainWhatAPersonMustCorrect() {
    world.policy(Policies.spec(""));
    world.create("shop-1", BackupType.Incremental);
    world.platform.jobsEnd(
        spec -> Optional.of(JobResult.failed(FailureReason.WrongPassword, "No key opens.")));

    world.finish("shop-1");

    assertThat(world.platform.specs()).hasSize(1);
  }

  @Test
  void neverCallsARunCompleteThatLacksASnapshot() {
    world.policy(Policies.spec(""));
    world.create("shop-1", BackupType.Incremental);
    world.platform.jobsEnd(
        spec ->
            Optional.of(
                FakeResults.components(
                    List.of(FakeResults.component("volume/uploads", "shop-1")))));

    BackupRunStatus status = world.finish("shop-1").getStatus();

    assertThat(reasons(status)).contains("Failed=True");
    assertThat(Conditions.find(status.conditions(), "Failed").orElseThrow().message())
        .contains("volume/config");
  }

  @Test
  void isDegradedWhenFilesWereUnread() {
    world.policy(Policies.spec(""));
    world.create("shop-1", BackupType.Incremental);
    world.platform.jobsEnd(
        spec ->
            Optional.of(
                FakeResults.components(
                    ((JobSpec.Backup) spec)
                        .components().stream()
                            .map(
                                c ->
                                    new JobResult.ComponentResult(
                                        c.name(),
                                        "ab".repeat(32),
                                        1,
                                        1,
                                        1,
                                        List.of("/x: permission denied"),
                                        null))
                            .toList())));

    BackupRunStatus status = world.finish("shop-1").getStatus();

    assertThat(reasons(status)).containsExactly("Complete=True", "Failed=False", "Degraded=True");
  }

  @Test
  void isDegradedWhenSomebodyWritesWhoCameAfterItHadLooked() {
    var late = new AtomicReference<RunHarness>();
    ApplicationManifest then =
        Samples.shop()
            .withWarnings(List.of(Findings.notStopped("uploads", "pod import"), "Other things."));
    late.set(
        new RunHarness(
            hook -> {
              late.get().platform.has(then);
              hook.run();
            }));
    late.get().policy(Policies.spec(STOPPING));
    late.get().create("shop-1", BackupType.Full);

    BackupRunStatus status = late.get().finish("shop-1").getStatus();

    assertThat(reasons(status)).contains("Complete=True", "Degraded=True");
    assertThat(Conditions.find(status.conditions(), "Degraded").orElseThrow().message())
        .startsWith("Volume uploads may be written by pod import")
        .doesNotContain("Other things");
  }

  @Test
  void isDegradedWhenNotEverythingThatWasFoundIsProtected() {
    ApplicationManifest shop = Samples.shop();
    world.platform.has(
        shop.withWarnings(List.of("Service web keeps data in an anonymous volume.")));
    world.policy(Policies.spec("retention: {keepLast: 1}"));
    world.create("shop-1", BackupType.Incremental);
    world.platform.jobsEnd(
        spec ->
            Optional.of(
                spec instanceof JobSpec.Retain
                    ? JobResult.failed(FailureReason.RepositoryLocked, "Somebody holds a lock.")
                    : FakeResults.success(spec)));

    BackupRunStatus status = world.finish("shop-1").getStatus();

    assertThat(Conditions.find(status.conditions(), "Degraded").orElseThrow())
        .satisfies(
            degraded -> {
              assertThat(degraded.status()).isEqualTo("True");
              assertThat(degraded.reason()).isEqualTo("NotEverythingProtected");
              assertThat(degraded.message())
                  .startsWith("Service web keeps data in an anonymous volume.")
                  .contains("Somebody holds a lock.");
            });
    assertThat(world.events.reasons()).contains("NotEverythingProtected");
  }

  @Test
  void doesNotFailTheBackupWhenRetentionFails() {
    world.policy(Policies.spec("retention: {keepLast: 1}"));
    world.create("shop-1", BackupType.Incremental);
    world.platform.jobsEnd(
        spec ->
            Optional.of(
                spec instanceof JobSpec.Retain
                    ? JobResult.failed(FailureReason.RepositoryLocked, "Somebody holds a lock.")
                    : FakeResults.success(spec)));

    BackupRunStatus status = world.finish("shop-1").getStatus();

    assertThat(reasons(status)).contains("Complete=True", "Degraded=True");
    assertThat(status.retention().error()).contains("Somebody holds a lock.");
  }

  @Test
  void failsWhenThePolicyDoesNotExist() {
    world.create("shop-1", BackupType.Incremental);

    BackupRunStatus status = world.finish("shop-1").getStatus();

    assertThat(Conditions.find(status.conditions(), "Failed").orElseThrow().message())
        .isEqualTo("There is no BackupPolicy shop in namespace default; correct spec.policyRef.");
  }

  @Test
  void waitsForThePlatformButNotForEver() {
    world.policy(Policies.spec(""));
    world.create("shop-1", BackupType.Incremental);
    world.platform.fail("discover", FailureReason.PlatformError, "no answer");

    assertThat(reasons(world.finish("shop-1").getStatus())).contains("Complete=True");

    world.create("shop-2", BackupType.Incremental);
    for (int i = 0; i < 100; i++) {
      world.platform.fail("discover", FailureReason.PlatformError, "no answer");
    }
    assertThat(reasons(world.finish("shop-2").getStatus())).contains("Failed=True");
  }

  @Test
  void keepsTryingToBringWorkloadsBack() {
    world.policy(Policies.spec("consistency: Stop"));
    world.create("shop-1", BackupType.Incremental);
    for (int i = 0; i < 5; i++) {
      world.platform.fail("resume", FailureReason.PlatformError, "no answer");
    }

    BackupRunStatus status = world.finish("shop-1").getStatus();

    assertThat(reasons(status))
        .containsExactly("Complete=True", "Failed=False", "WorkloadsResumed=True");
    assertThat(world.platform.workloadStates()).containsEntry("web", "running");
    assertThat(world.events.reasons()).contains("WorkloadsNotResumed");
  }

  @Test
  void tellsAtOnceWhichWorkloadsAreNotBackAndWhatToType() {
    world.policy(Policies.spec("consistency: Stop"));
    world.create("shop-1", BackupType.Incremental);
    world.platform.fail("resume", FailureReason.WorkloadUnhealthy, "web exits at once");
    world.platform.fail("resume", FailureReason.WorkloadUnhealthy, "web exits at once");

    world.advance("shop-1");
    world.advance("shop-1");

    for (String type : List.of("Degraded", "WorkloadsResumed")) {
      assertThat(Conditions.find(world.get("shop-1").getStatus().conditions(), type).orElseThrow())
          .satisfies(
              c -> {
                assertThat(c.reason()).isEqualTo("WorkloadsNotResumed");
                assertThat(c.message())
                    .contains("not back: web.", "web exits at once.", "-p shop start web");
              });
    }
    assertThat(world.events.reasons()).containsOnlyOnce("WorkloadsNotResumed");
    assertThat(reasons(world.finish("shop-1").getStatus()))
        .containsExactly("Complete=True", "Failed=False", "WorkloadsResumed=True");
  }

  @Test
  void endsHonestlyWhenWorkloadsDoNotComeBackAndLetsTheNextRunStart() {
    world.policy(Policies.spec(STOPPING));
    world.create("shop-1", BackupType.Incremental);
    for (int i = 0; i < 200; i++) {
      world.platform.fail("resume", FailureReason.PlatformError, "no answer");
    }

    BackupRunStatus status = world.finish("shop-1").getStatus();

    assertThat(reasons(status))
        .containsExactly(
            "Complete=True", "Failed=False", "WorkloadsResumed=False", "Degraded=True");
    assertThat(Conditions.find(status.conditions(), "Degraded").orElseThrow().reason())
        .isEqualTo("WorkloadsNotResumed");
    assertThat(world.clock.instant())
        .isBetween(Instant.parse("2026-11-22T06:10:00Z"), Instant.parse("2026-11-22T06:13:00Z"));
    world.create("shop-2", BackupType.Incremental);
    assertThat(reasons(world.finish("shop-2").getStatus())).contains("Complete=True");
  }

  @Test
  void bringsWorkloadsBackHoweverLongThePlatformGivesNoAnswer() {
    world.policy(Policies.spec("consistency: Stop"));
    world.create("shop-1", BackupType.Incremental);
    world.platform.jobsEnd(
        spec -> {
          for (int i = 0; i < 60; i++) {
            world.platform.fail("resume", FailureReason.PlatformError, "no answer");
            world.platform.fail("workloads", FailureReason.PlatformError, "no answer");
          }
          return Optional.of(FakeResults.success(spec));
        });

    BackupRunStatus status = world.finish("shop-1").getStatus();

    assertThat(world.clock.instant()).isAfter(Instant.parse("2026-11-22T06:30:00Z"));
    assertThat(reasons(status))
        .containsExactly("Complete=True", "Failed=False", "WorkloadsResumed=True");
    assertThat(world.platform.workloadStates()).containsEntry("web", "running");
  }

  @Test
  void aDeletedRunWhoseWorkloadsDoNotComeBackGoesAfterAWhile() {
    world.policy(Policies.spec("consistency: Stop"));
    world.create("shop-1", BackupType.Incremental);
    world.platform.jobsEnd(spec -> Optional.empty());
    world.advance("shop-1");
    world.runs.markDeleted(Samples.NAMESPACE, "shop-1");
    for (int i = 0; i < 200; i++) {
      world.platform.fail("resume", FailureReason.PlatformError, "no answer");
    }

    assertThat(world.machine.cancel(world.get("shop-1"))).isPresent();
    assertThat(
            Conditions.find(world.get("shop-1").getStatus().conditions(), "Degraded")
                .orElseThrow()
                .message())
        .contains("-p shop start web");
    world.clock.advance(Duration.ofMinutes(10));
    assertThat(world.machine.cancel(world.get("shop-1"))).isEmpty();
  }

  @Test
  void takesItsMoversAlongWhenItIsDeletedAfterTheEnd() {
    world.policy(Policies.spec(""));
    world.create("shop-1", BackupType.Incremental);
    world.platform.fail("removeJob", FailureReason.PlatformError, "no answer");
    world.finish("shop-1");
    assertThat(world.platform.jobNames()).containsExactly(world.job("shop-1", "backup-1"));

    assertThat(world.machine.cancel(world.get("shop-1"))).isEmpty();

    assertThat(world.platform.jobNames()).isEmpty();
  }

  @Test
  void failsTheRunWhenAPreHookFailsAndStillRunsThePostHooks() {
    world.policy(Policies.spec(STOPPING));
    world.create("shop-1", BackupType.Incremental);
    world.platform.fail("runHook", FailureReason.HookFailed, "exit 1");

    BackupRunStatus status = world.finish("shop-1").getStatus();

    assertThat(reasons(status)).contains("Failed=True");
    assertThat(world.effects.log("hook")).containsExactly("hook maintenance off");
    assertThat(world.platform.specs()).isEmpty();
    assertThat(world.effects.log("web is")).isEmpty();
  }

  @Test
  void runsEveryPostHookAndFailsAfterTheLast() {
    world.policy(
        Policies.spec(
            """
            hooks:
              post:
              - {exec: {service: web, command: [a]}}
              - {exec: {service: web, command: [b]}}
              - {exec: {service: web, command: [c]}}
            """));
    world.create("shop-1", BackupType.Incremental);
    world.platform.fail("runHook", FailureReason.HookFailed, "a: exit 1.");
    world.platform.fail("runHook", FailureReason.HookFailed, "b: exit 2.");

    BackupRunStatus status = world.finish("shop-1").getStatus();

    assertThat(world.effects.log("hook")).containsExactly("hook c");
    assertThat(Conditions.find(status.conditions(), "Failed").orElseThrow())
        .satisfies(
            failed -> {
              assertThat(failed.status()).isEqualTo("True");
              assertThat(failed.reason()).isEqualTo("HookFailed");
              assertThat(failed.message()).contains("a: exit 1.", "b: exit 2.");
            });
  }

  @Test
  void goesOnWhenAFailingHookMayFail() {
    world.policy(
        Policies.spec("hooks: {pre: [{exec: {service: web, command: [x], onError: Continue}}]}"));
    world.create("shop-1", BackupType.Incremental);
    world.platform.fail("runHook", FailureReason.HookFailed, "exit 1");

    assertThat(reasons(world.finish("shop-1").getStatus())).contains("Complete=True");
    assertThat(world.events.reasons()).contains("HookFailed");
  }

  @Test
  void runsOneBackupOfAPolicyAtATimeTheOldestFirst() {
    world.policy(Policies.spec(""));
    world.create("shop-1", BackupType.Incremental);
    world.clock.advance(Duration.ofSeconds(1));
    world.create("shop-2", BackupType.Incremental);
    world.platform.jobsEnd(spec -> Optional.empty());

    world.advance("shop-2");
    world.advance("shop-1");
    world.advance("shop-2");

    assertThat(world.platform.jobNames()).containsExactly(world.job("shop-1", "backup-1"));
    assertThat(
            Conditions.find(world.get("shop-2").getStatus().conditions(), "Complete").orElseThrow())
        .satisfies(
            c -> {
              assertThat(c.reason()).isEqualTo("Waiting");
              assertThat(c.message()).contains("BackupRun shop-1");
            });
    world.platform.end(
        world.job("shop-1", "backup-1"),
        FakeResults.success(world.platform.specs().get(world.job("shop-1", "backup-1"))));
    world.finish("shop-1");
    world.advance("shop-2");
    assertThat(world.platform.jobNames()).containsExactly(world.job("shop-2", "backup-1"));
  }

  @Test
  void tellsProgressButNotAtEveryLook() {
    world.policy(Policies.spec(""));
    world.create("shop-1", BackupType.Incremental);
    world.platform.jobsEnd(spec -> Optional.empty());
    world.advance("shop-1");
    int before = world.effects.log("status").size();

    for (int second = 1; second <= 10; second++) {
      world.clock.advance(Duration.ofSeconds(1));
      world.platform.progress(
          world.job("shop-1", "backup-1"),
          new JobMessage.Moving("volume/uploads", second * 100L, 2000, second, "/x"));
      assertThat(world.advance("shop-1")).contains(Duration.ofSeconds(1));
    }

    assertThat(world.effects.log("status").size() - before).isEqualTo(5);
    assertThat(world.get("shop-1").getStatus().progress())
        .satisfies(
            p -> {
              assertThat(p.percent()).isEqualTo(50);
              assertThat(p.bytesPerSecond()).isEqualTo(100);
              assertThat(p.secondsLeft()).isEqualTo(10);
              assertThat(p.current()).isEqualTo("volume/uploads");
            });
  }

  @Test
  void waitsWhileItCannotSeeHowTheMoverStands() {
    world.policy(Policies.spec("consistency: Stop"));
    world.create("shop-1", BackupType.Incremental);
    world.platform.jobsEnd(spec -> Optional.empty());
    world.advance("shop-1");
    for (int i = 0; i < 10; i++) {
      world.platform.fail("job", FailureReason.PlatformError, "no answer");
      assertThat(world.advance("shop-1")).contains(Duration.ofSeconds(1));
    }

    assertThat(world.get("shop-1").getStatus())
        .satisfies(
            s -> {
              assertThat(s.step()).isEqualTo("Move");
              assertThat(s.attempt()).isEqualTo(1);
              assertThat(Conditions.find(s.conditions(), "Complete").orElseThrow().message())
                  .contains("no answer");
            });
    assertThat(world.platform.workloadStates()).containsEntry("web", "exited");
    String job = world.job("shop-1", "backup-1");
    world.platform.end(job, FakeResults.success(world.platform.specs().get(job)));
    assertThat(reasons(world.finish("shop-1").getStatus())).contains("Complete=True");
    assertThat(world.platform.specs()).containsOnlyKeys(job);
  }

  @Test
  void aMoverWhoseStartSeemedToFailIsGoneBeforeTheNextOneStarts() {
    world.policy(Policies.spec(""));
    world.create("shop-1", BackupType.Incremental);
    world.platform.fail("afterStartJob", FailureReason.PlatformError, "no answer");
    world.platform.jobsEnd(spec -> Optional.empty());
    world.advance("shop-1");
    world.platform.fail("removeJob", FailureReason.PlatformError, "still no answer");
    for (int i = 0; i < 5; i++) {
      world.clock.advance(Duration.ofSeconds(10));
      world.advance("shop-1");
      assertThat(world.platform.jobNames()).hasSizeLessThan(2);
    }

    assertThat(world.platform.jobNames()).containsExactly(world.job("shop-1", "backup-2"));
  }

  @Test
  void noticesThatARunningMoverVanished() {
    world.policy(Policies.spec(""));
    world.create("shop-1", BackupType.Incremental);
    world.platform.jobsEnd(spec -> Optional.empty());
    world.advance("shop-1");
    world.platform.lose(world.job("shop-1", "backup-1"));
    world.platform.jobsEnd(spec -> Optional.of(FakeResults.success(spec)));

    BackupRunStatus status = world.finish("shop-1").getStatus();

    assertThat(status.attempt()).isEqualTo(2);
    assertThat(reasons(status)).contains("Complete=True");
  }

  @Test
  void cancelsItsMoverAndBringsWorkloadsBackWhenItIsDeleted() {
    world.policy(Policies.spec(STOPPING));
    world.create("shop-1", BackupType.Incremental);
    world.platform.jobsEnd(spec -> Optional.empty());
    world.advance("shop-1");
    assertThat(world.platform.workloadStates()).containsEntry("web", "exited");

    BackupRun run = world.get("shop-1");
    assertThat(world.restarted().cancel(run)).isEmpty();

    assertThat(world.platform.workloadStates()).containsEntry("web", "running");
    assertThat(world.platform.jobNames()).isEmpty();
    assertThat(world.effects.log("hook")).endsWith("hook maintenance off");
  }

  @Test
  void bringsWorkloadsBackThoughItsMoverDoesNotGoWhenItIsDeleted() {
    world.policy(Policies.spec(STOPPING));
    world.create("shop-1", BackupType.Incremental);
    world.platform.jobsEnd(spec -> Optional.empty());
    world.advance("shop-1");
    world.platform.fail("removeJob", FailureReason.PlatformError, "Pod p does not end.");

    assertThat(world.machine.cancel(world.get("shop-1"))).as("its mover is left").isPresent();

    assertThat(world.platform.workloadStates()).containsEntry("web", "running");
    assertThat(world.effects.log("hook")).endsWith("hook maintenance off");
    assertThat(Conditions.find(world.get("shop-1").getStatus().conditions(), "WorkloadsResumed"))
        .as("they are back")
        .isEmpty();
    assertThat(world.machine.cancel(world.get("shop-1"))).isEmpty();
    assertThat(world.platform.jobNames()).isEmpty();
  }

  @Test
  void doesNotWaitForEverForAMoverThatIsLostAndDoesNotGo() {
    world.policy(Policies.spec(STOPPING));
    world.create("shop-1", BackupType.Incremental);
    world.platform.jobsEnd(
        spec -> Optional.of(JobResult.failed(FailureReason.MoverLost, "Its pod was deleted.")));
    for (int i = 0; i < 1000; i++) {
      world.platform.fail("removeJob", FailureReason.PlatformError, "Pod p does not end.");
    }

    BackupRunStatus status = world.finish("shop-1").getStatus();

    assertThat(Conditions.find(status.conditions(), "Failed").orElseThrow())
        .satisfies(
            failed -> {
              assertThat(failed.reason()).isEqualTo("PlatformError");
              assertThat(failed.message()).contains("Pod p does not end.");
            });
    assertThat(world.platform.specs()).as("no second mover beside it").hasSize(1);
    assertThat(world.platform.workloadStates()).containsEntry("web", "running");
    assertThat(world.effects.log("hook")).endsWith("hook maintenance off");
  }

  @Test
  void doesNotLetGoOfARunWhoseWorkloadsAreNotBack() {
    world.policy(Policies.spec("consistency: Stop"));
    world.create("shop-1", BackupType.Incremental);
    world.platform.jobsEnd(spec -> Optional.empty());
    world.advance("shop-1");
    world.platform.fail("resume", FailureReason.PlatformError, "no answer");

    assertThat(world.machine.cancel(world.get("shop-1"))).isPresent();
    assertThat(world.machine.cancel(world.get("shop-1"))).isEmpty();
    assertThat(world.platform.workloadStates()).containsEntry("web", "running");
  }

  @Test
  void hasNothingToUndoForARunThatEnded() {
    world.policy(Policies.spec(""));
    world.create("shop-1", BackupType.Incremental);
    BackupRun run = world.finish("shop-1");
    int before = world.effects.log().size();

    assertThat(world.machine.cancel(run)).isEmpty();
    assertThat(world.effects.log()).hasSize(before);
    assertThat(run.getMetadata().getNamespace()).isEqualTo(Samples.NAMESPACE);
  }

  private static List<String> reasons(BackupRunStatus status) {
    return Kstatus.others(status.conditions()).stream()
        .map(c -> c.type() + "=" + c.status())
        .toList();
  }
}
