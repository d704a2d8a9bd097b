// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.BackupType;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobResult;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.operator.status.Conditions;
import dev.drydock.operator.testing.FakeResults;
import dev.drydock.operator.testing.Policies;
import dev.drydock.operator.testing.SimulatedCrash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Kills the operator after each single thing that it does to the world, and starts a new one. */
final class RunCrashTest {
  private static final String POLICY =
      """
      consistency: Stop
      hooks:
        pre: [{exec: {service: web, command: [maintenance, "on"]}}]
        post: [{exec: {service: web, command: [maintenance, "off"]}}]
      retention: {keepLast: 1}
      """;

  private static Stream<Arguments> worlds() {
    Function<JobSpec, JobResult> good = FakeResults::success;
    Function<JobSpec, JobResult> failing =
        spec ->
            spec instanceof JobSpec.Backup backup
                ? FakeResults.failing(
                    backup, "database/db", FailureReason.DumpFailed, "pg_dumpall ended with 1")
                : FakeResults.success(spec);
    Function<JobSpec, JobResult> lost =
        spec ->
            spec instanceof JobSpec.Backup
                ? JobResult.failed(FailureReason.MoverLost, "killed")
                : FakeResults.success(spec);
    return Stream.of(
        Arguments.of("movers succeed", good, "Complete"),
        Arguments.of("a dump fails", failing, "Failed"),
        Arguments.of("every mover is lost", lost, "Failed"));
  }

  @ParameterizedTest(name = "when {0}")
  @MethodSource("worlds")
  void endsHonestlyWhereverItIsKilled(
      String name, Function<JobSpec, JobResult> ending, String outcome) {
    int effects = undisturbed(ending).effects.log().size();
    assertThat(effects).isGreaterThan(15);
    List<String> hooks = new ArrayList<>();
    for (int crash = 3; crash <= effects; crash++) {
      RunHarness world = world(ending);
      world.effects.crashAfter(crash);
      BackupRun run = runThroughCrash(world);

      assertThat(Conditions.isTrue(run.getStatus().conditions(), outcome))
          .as("killed after effect %d: %s", crash, world.effects.log())
          .isTrue();
      assertThat(world.platform.workloadStates())
          .as("killed after effect %d: %s", crash, world.effects.log())
          .containsEntry("web", "running")
          .containsEntry("db", "running");
      assertThat(world.platform.jobNames()).as("killed after effect %d", crash).isEmpty();
      assertThat(run.getStatus().quiesced()).isEmpty();
      assertThat(world.effects.log("hook")).endsWith("hook maintenance off");
      assertThat(world.effects.log("startJob " + world.job("shop-1", "backup-1")))
          .as("killed after effect %d", crash)
          .hasSize(1);
      hooks.addAll(world.effects.log("hook"));
    }
    assertThat(hooks).isNotEmpty();
  }

  private static RunHarness undisturbed(Function<JobSpec, JobResult> ending) {
    RunHarness world = world(ending);
    world.finish("shop-1");
    return world;
  }

  private static RunHarness world(Function<JobSpec, JobResult> ending) {
    RunHarness world = new RunHarness();
    world.platform.jobsEnd(spec -> Optional.of(ending.apply(spec)));
    world.policy(Policies.spec(POLICY));
    world.create("shop-1", BackupType.Incremental);
    return world;
  }

  private static BackupRun runThroughCrash(RunHarness world) {
    try {
      return world.finish("shop-1");
    } catch (SimulatedCrash killed) {
      world.clock.advance(Duration.ofMinutes(3));
      world.restarted();
      return world.finish("shop-1");
    }
  }
}
