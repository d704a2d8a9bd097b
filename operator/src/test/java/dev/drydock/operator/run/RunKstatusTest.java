// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.BackupType;
import dev.drydock.api.v1alpha1.Condition;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobResult;
import dev.drydock.operator.status.Conditions;
import dev.drydock.operator.testing.FakeResults;
import dev.drydock.operator.testing.Kstatus;
import dev.drydock.operator.testing.Policies;
import dev.drydock.operator.testing.SimulatedCrash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What kstatus makes of every status that a run ever has. */
final class RunKstatusTest {
  private static final String POLICY =
      """
      consistency: Stop
      hooks:
        pre: [{exec: {service: web, command: [maintenance, "on"]}}]
        post: [{exec: {service: web, command: [maintenance, "off"]}}]
      retention: {keepLast: 1}
      """;

  @Test
  void aRunIsInProgressUntilItIsComplete() {
    List<BackupRun> seen = every(false);

    assertThat(seen).extracting(Kstatus::of).endsWith(Kstatus.Current);
    assertThat(seen.subList(0, seen.size() - 1))
        .hasSizeGreaterThan(7)
        .allSatisfy(run -> assertThat(Kstatus.of(run)).isEqualTo(Kstatus.InProgress));
    assertThat(condition(seen.getLast(), "Ready")).isEqualTo("True SnapshotsMade");
  }

  @Test
  void aRunIsInProgressUntilItHasFailed() {
    List<BackupRun> seen = every(true);

    assertThat(seen).extracting(Kstatus::of).endsWith(Kstatus.Failed);
    assertThat(seen.subList(0, seen.size() - 1))
        .hasSizeGreaterThan(7)
        .allSatisfy(run -> assertThat(Kstatus.of(run)).isEqualTo(Kstatus.InProgress));
    assertThat(condition(seen.getLast(), "Ready")).isEqualTo("False MoverLost");
    assertThat(condition(seen.getLast(), "Stalled")).isEqualTo("True MoverLost");
    assertThat(seen)
        .as("that it tries again is told, too")
        .anySatisfy(
            run ->
                assertThat(Conditions.find(run.getStatus().conditions(), "Reconciling"))
                    .map(Condition::message)
                    .hasValueSatisfying(m -> assertThat(m).contains("Attempt 2 of 5 follows.")));
  }

  @Test
  void aRunThatWaitsForAnotherIsInProgressAndSaysForWhat() {
    RunHarness world = world(false);
    world.platform.jobsEnd(spec -> Optional.empty());
    world.advance("shop-1");
    world.create("shop-2", BackupType.Full);
    world.advance("shop-2");

    assertThat(Kstatus.of(world.get("shop-2"))).isEqualTo(Kstatus.InProgress);
    assertThat(condition(world.get("shop-2"), "Reconciling")).isEqualTo("True Waiting");
  }

  @Test
  void aRunWithoutAPolicyHasFailed() {
    RunHarness world = new RunHarness();
    world.create("shop-1", BackupType.Full);

    assertThat(Kstatus.of(world.finish("shop-1"))).isEqualTo(Kstatus.Failed);
  }

  /** The run as it is after each write of its status, in order. */
  private static List<BackupRun> every(boolean lost) {
    RunHarness smooth = world(lost);
    smooth.finish("shop-1");
    List<String> effects = smooth.effects.log();
    List<BackupRun> seen = new ArrayList<>();
    for (int i = 0; i < effects.size(); i++) {
      if (effects.get(i).startsWith("status BackupRun")) {
        RunHarness world = world(lost);
        world.effects.crashAfter(i + 1);
        try {
          world.finish("shop-1");
        } catch (SimulatedCrash killed) {
          seen.add(world.get("shop-1"));
        }
      }
    }
    return seen;
  }

  private static RunHarness world(boolean lost) {
    RunHarness world = new RunHarness();
    world.platform.jobsEnd(
        spec ->
            Optional.of(
                lost
                    ? JobResult.failed(FailureReason.MoverLost, "killed")
                    : FakeResults.success(spec)));
    world.policy(Policies.spec(POLICY));
    world.create("shop-1", BackupType.Incremental);
    return world;
  }

  private static String condition(BackupRun run, String type) {
    return Conditions.find(run.getStatus().conditions(), type)
        .map(c -> c.status() + " " + c.reason())
        .orElse("absent");
  }
}
