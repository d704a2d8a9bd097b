// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.BackupRunSpec;
import dev.drydock.api.v1alpha1.BackupType;
import dev.drydock.api.v1alpha1.ExistingData;
import dev.drydock.api.v1alpha1.LocalObjectReference;
import dev.drydock.operator.claim.Claims;
import dev.drydock.operator.metrics.DrydockMetrics;
import dev.drydock.operator.run.RunDependencies;
import dev.drydock.operator.run.RunMachine;
import dev.drydock.operator.run.RunSettings;
import dev.drydock.operator.testing.FakeResults;
import dev.drydock.operator.testing.Samples;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A restore waits until nobody else reads or writes the application. */
final class RestoreQueueTest {
  private static final Map<String, String> RUNNING = Map.of("db", "running", "web", "running");

  private final RestoreFixture fixture = new RestoreFixture();
  private final RunMachine machine =
      new RunMachine(
          new RunDependencies(
              fixture.runs,
              fixture.policies,
              fixture.requests,
              fixture.platform,
              fixture.events,
              new DrydockMetrics(new SimpleMeterRegistry(), fixture.clock),
              fixture.clock,
              Runnable::run,
              RunSettings.standard()));

  @Test
  void itsStepsHaveTheNamesThatClaimsKnow() {
    assertThat(RestoreStep.Queue.name()).isEqualTo(Claims.QUEUE);
    assertThat(RestoreStep.Ask.name()).isEqualTo(Claims.ASK);
  }

  @Test
  void waitsForARunningBackupAndKeepsTheNextOneOut() {
    fixture.platform.jobsEnd(spec -> Optional.empty());
    backup("shop-3");
    machine.advance(Samples.NAMESPACE, "shop-3");
    String mover = fixture.platform.jobNames().getFirst();
    fixture.platform.jobsEnd(fixture.volumes);
    fixture.request(RestoreFixture.inPlace(ExistingData.Mirror));
    for (int i = 0; i < 5; i++) {
      fixture.once();
    }

    assertThat(fixture.status().step()).isEqualTo("Queue");
    assertThat(fixture.condition("Waiting").message()).contains("BackupRun shop-3");
    assertThat(fixture.effects.log()).noneMatch(e -> e.startsWith("prepare"));
    backup("shop-4");
    machine.advance(Samples.NAMESPACE, "shop-4");
    assertThat(step("shop-4")).isEqualTo("Resolve");

    fixture.platform.end(mover, FakeResults.success(fixture.platform.specs().get(mover)));
    machine.advance(Samples.NAMESPACE, "shop-3");
    machine.advance(Samples.NAMESPACE, "shop-4");
    assertThat(step("shop-4")).isEqualTo("Resolve");
    fixture.run();

    assertThat(fixture.is("Complete")).isTrue();
    assertThat(fixture.status().conditions()).noneMatch(c -> c.type().equals("Waiting"));
    assertThat(fixture.platform.workloadStates()).isEqualTo(RUNNING);
    fixture.platform.jobsEnd(spec -> Optional.empty());
    machine.advance(Samples.NAMESPACE, "shop-4");
    assertThat(step("shop-4")).isEqualTo("Move");
  }

  @Test
  void waitsForAnotherRestoreOfTheSameApplication() {
    fixture.request("first", RestoreFixture.inPlace(ExistingData.Mirror));
    fixture.platform.jobsEnd(
        spec -> FakeVolumes.fetchesData(spec) ? Optional.empty() : fixture.volumes.apply(spec));
    for (int i = 0; i < 5; i++) {
      fixture.once("first");
    }
    assertThat(fixture.stored("first").getStatus().step()).isEqualTo("Fetch");
    fixture.request(RestoreFixture.inPlace(ExistingData.Mirror));
    for (int i = 0; i < 5; i++) {
      fixture.once();
    }

    assertThat(fixture.condition("Waiting").message()).contains("RestoreRequest first");

    fixture.platform.jobsEnd(fixture.volumes);
    var fetch = RestoreNames.of(fixture.stored("first")).job(RestoreJob.Fetch, 1);
    fixture.platform.end(
        fetch, fixture.volumes.apply(fixture.platform.specs().get(fetch)).orElseThrow());
    for (int i = 0; i < 20; i++) {
      fixture.once("first");
    }
    assertThat(fixture.stored("first").getStatus().step()).isEqualTo("Done");
    fixture.run();
    assertThat(fixture.is("Complete")).isTrue();
  }

  @Test
  void aRestoreThatIsDeletedWhileItWaitsChangesNothing() {
    fixture.platform.jobsEnd(spec -> Optional.empty());
    backup("shop-3");
    machine.advance(Samples.NAMESPACE, "shop-3");
    fixture.platform.jobsEnd(fixture.volumes);
    fixture.request(RestoreFixture.inPlace(ExistingData.Mirror));
    fixture.runUntil(() -> "Queue".equals(fixture.status().step()));
    fixture.requests.markDeleted(Samples.NAMESPACE, RestoreFixture.REQUEST);

    fixture.run();

    assertThat(fixture.condition("Failed").message()).contains("Nothing was changed");
  }

  private void backup(String name) {
    var run = new BackupRun();
    run.getMetadata().setNamespace(Samples.NAMESPACE);
    run.getMetadata().setName(name);
    run.setSpec(new BackupRunSpec(new LocalObjectReference("shop"), BackupType.Incremental));
    fixture.runs.create(run);
  }

  private String step(String run) {
    return fixture.runs.get(Samples.NAMESPACE, run).map(BackupRun::getStatus).orElseThrow().step();
  }
}
