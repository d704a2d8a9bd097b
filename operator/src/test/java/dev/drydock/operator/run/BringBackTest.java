// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.api.v1alpha1.BackupType;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.status.Conditions;
import dev.drydock.operator.testing.FakeResults;
import dev.drydock.operator.testing.Policies;
import dev.drydock.operator.testing.Samples;
import dev.drydock.operator.testing.SimulatedCrash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What becomes of workloads that were not back when their run ended. */
final class BringBackTest {
  private static final String STOP =
      """
      consistency: Stop
      hooks: {post: [{exec: {service: web, command: [maintenance, "off"]}}]}
      """;

  private RunHarness world = ended();

  @Test
  void goesOnTryingAndSaysWhenTheyAreBack() {
    assertThat(world.get("shop-1").getStatus().quiesced()).hasSize(1);
    assertThat(condition("WorkloadsResumed")).isEqualTo("False WorkloadsNotResumed");
    assertThat(condition("Complete")).isEqualTo("True CompleteWithGaps");
    int hooks = world.effects.log("hook").size();

    live(Duration.ofHours(2));

    assertThat(world.platform.workloadStates()).containsEntry("web", "running");
    assertThat(condition("WorkloadsResumed")).isEqualTo("True Resumed");
    assertThat(condition("Degraded")).isEqualTo("absent");
    assertThat(condition("Complete")).isEqualTo("True SnapshotsMade");
    assertThat(world.get("shop-1").getStatus().quiesced()).isEmpty();
    assertThat(world.get("shop-1").getStatus().step()).isNull();
    assertThat(world.events.reasons()).endsWith("WorkloadsResumed");
    assertThat(world.effects.log("hook")).as("what needed web").hasSize(hooks + 1);
    assertThat(world.advance("shop-1")).isEmpty();
  }

  @Test
  void takesItsTimeMoreAndMoreButNeverMoreThanAQuarterOfAnHour() {
    for (int i = 0; i < 1000; i++) {
      world.platform.fail("resume", FailureReason.WorkloadUnhealthy, "web exits at once");
    }
    List<Duration> pauses = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Duration pause = world.advance("shop-1").orElseThrow();
      pauses.add(pause);
      world.clock.advance(pause);
    }

    assertThat(pauses).isSorted().allMatch(p -> p.compareTo(Duration.ofMinutes(1)) >= 0);
    assertThat(pauses.getLast()).isEqualTo(Duration.ofMinutes(15));
    assertThat(world.events.reasons())
        .as("told once, not at every try")
        .containsOnlyOnce("WorkloadsNotResumed");
  }

  @Test
  void looksAgainOnlyWhenItIsDueThoughItsOwnWritesWakeIt() {
    world.platform.fail("resume", FailureReason.WorkloadUnhealthy, "web exits at once");
    world.advance("shop-1");
    int before = world.effects.log().size();

    world.advance("shop-1");
    world.advance("shop-1");

    assertThat(world.effects.log()).hasSize(before);
    assertThat(world.platform.workloadStates()).containsEntry("web", "exited");
  }

  @Test
  void isNotInTheWayOfAnotherRunAndWaitsForIt() {
    world.platform.jobsEnd(spec -> Optional.empty());
    world.create("shop-2", BackupType.Incremental);
    world.advance("shop-2");
    assertThat(world.get("shop-2").getStatus().step()).isEqualTo("Move");

    live(Duration.ofHours(1));
    assertThat(world.platform.workloadStates()).containsEntry("web", "exited");

    String job = world.job("shop-2", "backup-1");
    world.platform.end(job, FakeResults.success(world.platform.specs().get(job)));
    world.finish("shop-2");
    live(Duration.ofHours(1));
    assertThat(world.platform.workloadStates()).containsEntry("web", "running");
  }

  @Test
  void keepsAnotherRunOutOnlyWhileItStartsWhatItHadStopped() {
    for (int next = 1; !"Resume".equals(world.get("shop-1").getStatus().step()); next++) {
      world = ended();
      world.effects.crashAfter(world.effects.log().size() + next);
      try {
        live(Duration.ofMinutes(10));
      } catch (SimulatedCrash killed) {
        world.restarted();
      }
    }
    world.create("shop-2", BackupType.Incremental);
    world.advance("shop-2");
    assertThat(
            Conditions.find(world.get("shop-2").getStatus().conditions(), "Complete")
                .orElseThrow()
                .message())
        .contains("waits for BackupRun shop-1");

    live(Duration.ofMinutes(10));
    assertThat(world.platform.workloadStates()).containsEntry("web", "running");
    assertThat(RunMachine.isEnded(world.finish("shop-2"))).isTrue();
  }

  @Test
  void leavesAloneWhatSomebodyRemovedOrReplaced() {
    world.platform.gone();
    live(Duration.ofHours(1));

    assertThat(condition("WorkloadsResumed")).isEqualTo("True Replaced");
    assertThat(world.platform.workloadStates()).isEmpty();
    assertThat(world.advance("shop-1")).isEmpty();
  }

  @Test
  void seesThatSomebodyStartedThemByHand() {
    world.platform.workload("web", "running");
    world.platform.fail("resume", FailureReason.PlatformError, "must not be called");
    live(Duration.ofHours(1));

    assertThat(condition("WorkloadsResumed")).isEqualTo("True Resumed");
  }

  @Test
  void triesNoMoreWhenTheRunIsDeleted() {
    world.runs.markDeleted(Samples.NAMESPACE, "shop-1");

    assertThat(world.machine.cancel(world.get("shop-1"))).isEmpty();
    assertThat(world.platform.workloadStates()).containsEntry("web", "exited");
  }

  @Test
  void endsTheSameWhereverItIsKilled() {
    int before = world.effects.log().size();
    live(Duration.ofHours(2));
    int after = world.effects.log().size();
    assertThat(after).isGreaterThan(before + 3);
    for (int crash = before + 1; crash <= after; crash++) {
      world = ended();
      world.effects.crashAfter(crash);
      try {
        live(Duration.ofHours(2));
      } catch (SimulatedCrash killed) {
        world.restarted();
        live(Duration.ofHours(2));
      }
      assertThat(world.platform.workloadStates()).containsEntry("web", "running");
      assertThat(condition("WorkloadsResumed")).isEqualTo("True Resumed");
      assertThat(world.get("shop-1").getStatus().quiesced()).isEmpty();
      assertThat(world.get("shop-1").getStatus().step()).isNull();
    }
  }

  /** A run that has ended although the web server did not come back. */
  private static RunHarness ended() {
    RunHarness world = new RunHarness();
    world.policy(Policies.spec(STOP));
    world.create("shop-1", BackupType.Incremental);
    List<String> tries = new ArrayList<>();
    world.platform.jobsEnd(spec -> Optional.of(FakeResults.success(spec)));
    while (!isEnded(world)) {
      world.platform.fail("resume", FailureReason.WorkloadUnhealthy, "web exits at once");
      Duration pause = world.advance("shop-1").orElse(Duration.ZERO);
      world.clock.advance(pause);
      tries.add(pause.toString());
      assertThat(tries).hasSizeLessThan(200);
    }
    assertThat(world.platform.workloadStates()).containsEntry("web", "exited");
    return world;
  }

  private static boolean isEnded(RunHarness world) {
    return RunMachine.isEnded(world.get("shop-1"));
  }

  private void live(Duration how) {
    var end = world.clock.instant().plus(how);
    while (world.clock.instant().isBefore(end)) {
      Optional<Duration> again = world.advance("shop-1");
      if (again.isEmpty()) {
        return;
      }
      world.clock.advance(again.get());
    }
  }

  private String condition(String type) {
    return Conditions.find(world.get("shop-1").getStatus().conditions(), type)
        .map(c -> c.status() + " " + c.reason())
        .orElse("absent");
  }
}
