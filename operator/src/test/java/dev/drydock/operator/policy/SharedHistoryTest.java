// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.mover.job.JobResult;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.operator.ownership.Ownership;
import dev.drydock.operator.status.Conditions;
import dev.drydock.operator.testing.FakeResults;
import dev.drydock.operator.testing.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a policy does about runs of the same names that another one made. */
final class SharedHistoryTest {
  private static final Instant CREATED = Instant.parse("2026-11-20T12:00:00Z");
  private static final String YAML =
      """
      schedule: {incremental: {cron: "0 */6 * * *"}}
      retention: {keepLast: 2}
      """;

  private final PolicyHarness world = new PolicyHarness(YAML);

  @Test
  void saysThatAnotherHostBacksUpUnderTheSameNames() {
    finds(run("another", CREATED.plusSeconds(3600)));
    world.liveUntil("2026-11-20T18:30:00Z");

    assertThat(world.condition("Degraded")).isEqualTo("True HistoryShared");
    assertThat(message("Degraded"))
        .contains("its run shop-x of application shop and policy shop is of 2026-11-20T13:00:00Z")
        .contains("Give one of the two policies another name");
    assertThat(world.status().lastSuccessfulRun()).isNotNull();
    assertThat(world.noticed()).containsExactly("Degraded HistoryShared");
    assertThat(world.events.reasons()).contains("HistoryShared");
    assertThat(world.status().recoveryWindow().earliest())
        .as("the other's runs cannot be restored by this policy")
        .isEqualTo(world.status().recoveryWindow().latest());

    finds();
    world.liveUntil("2026-11-21T00:30:00Z");
    assertThat(world.condition("Degraded")).isEqualTo("absent");
  }

  @Test
  void goesOnWithTheHistoryOfAHostThatIsGoneWithoutAWord() {
    finds(run("gone", CREATED.minusSeconds(3600)));
    world.liveUntil("2026-11-20T18:30:00Z");

    assertThat(world.condition("Degraded")).isEqualTo("absent");
    assertThat(world.noticed()).isEmpty();
    assertThat(world.status().recoveryWindow().earliest()).isEqualTo("2026-11-20T11:00:00Z");
  }

  @Test
  void tellsWhatItLeavesWhenItForgetsEverythingOfItsOwn() {
    world.respec(YAML + "deletionPolicy: Delete\n");
    finds(run("another", CREATED.plusSeconds(3600)));
    world.liveUntil("2026-11-20T18:30:00Z");
    PolicyDeletion deletion = new PolicyDeletion(world.dependencies);

    deletion.advance(world.policies.get(Samples.NAMESPACE, "shop").orElseThrow());
    assertThat(deletion.advance(world.policies.get(Samples.NAMESPACE, "shop").orElseThrow()))
        .isEmpty();

    assertThat(world.events.events())
        .anySatisfy(
            event ->
                assertThat(event.message())
                    .startsWith("1 runs that another installation made")
                    .contains("shop-x of 2026-11-20T13:00:00Z"));
  }

  @Test
  void tellsEveryMoverWhoseRunsItsOwnAre() {
    world.liveUntil("2026-11-20T18:30:00Z");
    String uid = world.policies.get(Samples.NAMESPACE, "shop").orElseThrow().getMetadata().getUid();

    assertThat(world.platform.specs().values())
        .hasSize(2)
        .allSatisfy(
            spec ->
                assertThat(
                        switch (spec) {
                          case JobSpec.Backup backup -> backup.owner();
                          case JobSpec.Retain retain -> retain.owner();
                          default -> throw new AssertionError(spec);
                        })
                    .isEqualTo(uid));
  }

  @Test
  void takesWhoHasBeenSilentForLongerThanAMonthForGone() {
    Ownership ownership = new Ownership("mine", CREATED);
    List<JobResult.Run> runs = List.of(run("another", CREATED.plusSeconds(1)));
    Instant last = CREATED.plusSeconds(1).plus(Duration.ofDays(35));

    assertThat(ownership.rival(runs, last)).isPresent();
    assertThat(ownership.rival(runs, last.plusSeconds(1))).isEmpty();
    assertThat(ownership.rival(List.of(run("mine", CREATED.plusSeconds(1))), last)).isEmpty();
  }

  private void finds(JobResult.Run... others) {
    world.platform.jobsEnd(
        spec -> {
          JobResult result = FakeResults.success(spec);
          return Optional.of(
              spec instanceof JobSpec.Backup
                  ? new JobResult(
                      null,
                      result.components(),
                      List.of(others),
                      null,
                      0,
                      0,
                      0,
                      List.of(),
                      result.repositoryId())
                  : result);
        });
  }

  private String message(String type) {
    return Conditions.find(world.status().conditions(), type).orElseThrow().message();
  }

  private static JobResult.Run run(String owner, Instant time) {
    return new JobResult.Run("shop-x", "shop", "shop", owner, time, true, Map.of(), Map.of());
  }
}
