// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.BackupType;
import dev.drydock.api.v1alpha1.ExistingData;
import dev.drydock.api.v1alpha1.LocalObjectReference;
import dev.drydock.api.v1alpha1.ResolvedSource;
import dev.drydock.api.v1alpha1.RestoreInclude;
import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.api.v1alpha1.RestoreRequestSpec;
import dev.drydock.api.v1alpha1.RestoreRequestStatus;
import dev.drydock.api.v1alpha1.RestoreSource;
import dev.drydock.api.v1alpha1.RestoreTarget;
import dev.drydock.api.v1alpha1.SandboxTarget;
import dev.drydock.operator.claim.Claims;
import dev.drydock.operator.status.Conditions;
import dev.drydock.operator.testing.FakeResults;
import dev.drydock.operator.testing.Policies;
import dev.drydock.operator.testing.Samples;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Runs wait for whoever has their application. */
final class RunQueueTest {
  private final RunHarness world = new RunHarness();

  RunQueueTest() {
    world.policy(Policies.spec("consistency: Stop"));
  }

  @Test
  void asksUnderTheNameThatClaimsKnow() {
    assertThat(RunStep.Ask.name()).isEqualTo(Claims.ASK);
  }

  @Test
  void waitsForARunOfAnotherPolicyOfTheSameApplicationInAnotherNamespace() {
    var policy = Policies.policy("shop-to-disk", Policies.spec(""));
    policy.getMetadata().setNamespace("other");
    world.policies.create(policy);
    world.create("other", "first", "shop-to-disk", BackupType.Full);
    world.clock.advance(Duration.ofSeconds(1));
    world.create("shop-1", BackupType.Incremental);
    world.platform.jobsEnd(spec -> Optional.empty());
    world.machine.advance("other", "first");

    world.advance("shop-1");

    assertThat(waitsFor("shop-1")).contains("BackupRun first of namespace other");
    assertThat(world.platform.specs()).hasSize(1);
    String job = world.platform.jobNames().getFirst();
    world.platform.end(job, FakeResults.success(world.platform.specs().get(job)));
    world.platform.jobsEnd(spec -> Optional.of(FakeResults.success(spec)));
    world.machine.advance("other", "first");
    assertThat(isComplete(world.finish("shop-1"))).isTrue();
  }

  @Test
  void waitsForARestoreInPlaceFromTheMomentThatItQueues() {
    world.create("shop-1", BackupType.Incremental);
    restore("back", null, null, Claims.QUEUE);

    world.advance("shop-1");

    assertThat(waitsFor("shop-1")).contains("RestoreRequest back");
    assertThat(world.platform.specs()).isEmpty();
    ends("back", "Complete");
    assertThat(isComplete(world.finish("shop-1"))).isTrue();
  }

  @Test
  void goesBackWhenARestoreTookTheApplicationWhileItAsked() {
    world.create("shop-1", BackupType.Incremental);
    world.effects.crashAfter(world.effects.log().size() + 2);
    assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> world.advance("shop-1")))
        .isNotNull();
    assertThat(world.get("shop-1").getStatus().step()).isEqualTo("Ask");
    restore("back", null, null, "Apply");

    world.advance("shop-1");

    assertThat(world.get("shop-1").getStatus().step()).isEqualTo("Resolve");
    assertThat(world.get("shop-1").getStatus().resolved()).isNull();
    assertThat(world.platform.workloadStates()).containsEntry("web", "running");
    ends("back", "Complete");
    assertThat(isComplete(world.finish("shop-1"))).isTrue();
  }

  @Test
  void doesNotWaitForDrills() {
    world.create("shop-1", BackupType.Incremental);
    restore("drill", new RestoreTarget(null, null, new SandboxTarget("0s")), null, "Fetch");

    assertThat(isComplete(world.finish("shop-1"))).isTrue();
  }

  @Test
  void isHeldBackByARestoreThatLeftTheApplicationHalfWayUntilOneSucceeds() {
    restore("back", null, null, "Done");
    ends("back", "Failed", Claims.LEFT_BROKEN);
    world.clock.advance(Duration.ofMinutes(1));
    world.create("shop-1", BackupType.Incremental);

    world.advance("shop-1");

    assertThat(waitsFor("shop-1")).contains("RestoreRequest back", "then delete that");
    restore(
        "part", null, new RestoreInclude(List.of("uploads"), List.of(), null, List.of()), "Done");
    ends("part", "Complete");
    world.advance("shop-1");
    assertThat(world.get("shop-1").getStatus().step()).isEqualTo("Resolve");

    restore("again", null, null, "Done");
    ends("again", "Complete");

    assertThat(isComplete(world.finish("shop-1"))).isTrue();
  }

  @Test
  void goesOnWhenTheRestoreThatLeftTheApplicationHalfWayIsDeleted() {
    restore("back", null, null, "Done");
    ends("back", "Failed", Claims.LEFT_BROKEN);
    world.create("shop-1", BackupType.Incremental);
    world.advance("shop-1");
    assertThat(world.get("shop-1").getStatus().step()).isEqualTo("Resolve");

    world.restores.delete(Samples.NAMESPACE, "back");

    assertThat(isComplete(world.finish("shop-1"))).isTrue();
  }

  private void restore(
      String name, @Nullable RestoreTarget target, @Nullable RestoreInclude include, String step) {
    var restore = new RestoreRequest();
    restore.getMetadata().setNamespace(Samples.NAMESPACE);
    restore.getMetadata().setName(name);
    restore.setSpec(
        new RestoreRequestSpec(
            new RestoreSource(new LocalObjectReference("shop"), null, null, null),
            null,
            include,
            target,
            ExistingData.Mirror,
            false,
            List.of()));
    world.restores.create(restore);
    write(name, step, null);
  }

  private void ends(String name, String... conditions) {
    world.clock.advance(Duration.ofSeconds(1));
    write(name, "Done", Conditions.time(world.clock.instant()), conditions);
  }

  private void write(String name, String step, @Nullable String completion, String... conditions) {
    var restore = world.restores.get(Samples.NAMESPACE, name).orElseThrow();
    var held = Conditions.of(List.of(), world.clock.instant(), 1L);
    for (String condition : conditions) {
      held = held.isTrue(condition, "Because", "");
    }
    restore.setStatus(
        new RestoreRequestStatus(
            1L,
            null,
            held.list(),
            null,
            completion,
            step,
            null,
            1L,
            new ResolvedSource("shop-0", Map.of(), "2026-11-22T02:00:00Z", "shop"),
            List.of(),
            null,
            List.of(),
            null,
            null,
            List.of(),
            null,
            null,
            null,
            null,
            null));
    world.restores.updateStatus(restore);
  }

  private String waitsFor(String run) {
    var complete =
        Conditions.find(world.get(run).getStatus().conditions(), "Complete").orElseThrow();
    assertThat(complete.reason()).isEqualTo("Waiting");
    return complete.message();
  }

  private static boolean isComplete(BackupRun run) {
    return Conditions.isTrue(run.getStatus().conditions(), "Complete");
  }
}
