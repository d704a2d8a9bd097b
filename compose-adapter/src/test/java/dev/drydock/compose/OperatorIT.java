// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.drydock.api.v1alpha1.BackupPolicy;
import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.BackupRunSpec;
import dev.drydock.api.v1alpha1.BackupType;
import dev.drydock.api.v1alpha1.LocalObjectReference;
import dev.drydock.apiserver.ApiServer;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobResult;
import dev.drydock.operator.DrydockOperator;
import dev.drydock.operator.OperatorSettings;
import dev.drydock.operator.status.ClientResourceStore;
import dev.drydock.operator.status.Conditions;
import dev.drydock.operator.status.ConflictException;
import dev.drydock.operator.testing.Effects;
import dev.drydock.operator.testing.FakePlatform;
import dev.drydock.operator.testing.FakeResults;
import dev.drydock.operator.testing.Policies;
import dev.drydock.operator.testing.Samples;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator against the embedded API, with a platform in memory. */
final class OperatorIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path directory;
  private final FakePlatform platform = new FakePlatform(Clock.systemUTC(), new Effects());
  private ApiServer server;
  private KubernetesClient client;
  private DrydockOperator operator;

  @BeforeEach
  void start() {
    ApiServer.Builder builder = ApiServer.builder(directory.resolve("state"));
    for (String plural : List.of("backuppolicies", "backupruns", "restorerequests")) {
      builder.customResourceDefinitions(
          Objects.requireNonNull(
              getClass().getResourceAsStream("/dev/drydock/crds/" + plural + ".drydock.dev.yaml")));
    }
    server = builder.build().start();
    Config config = Config.fromKubeconfig(server.adminKubeconfig());
    config.setOnlyHttpWatches(true);
    client = new KubernetesClientBuilder().withConfig(config).build();
    platform.has(Samples.shop());
    startOperator();
  }

  @AfterEach
  void stop() {
    operator.stop();
    client.close();
    server.close();
  }

  @Test
  void backsUpAtOnceWhenAnImmediatePolicyIsApplied() {
    apply("schedule: {immediate: true}\nconsistency: Stop\nretention: {keepLast: 1}\n");

    BackupRun run = await().atMost(SOON).until(this::anyRun, Optional::isPresent).orElseThrow();
    String name = run.getMetadata().getName();
    await().atMost(SOON).until(() -> holds(name, "Complete"));
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(policy().getStatus().lastSuccessfulRun())
                    .satisfies(r -> assertThat(r.name()).isEqualTo(name)));
    assertThat(Conditions.isTrue(policy().getStatus().conditions(), "Ready")).isTrue();
    assertThat(run.getMetadata().getFinalizers()).isNotNull();
    assertThat(client.v1().events().inNamespace("default").list().getItems())
        .extracting(Event::getReason)
        .contains("RunCreated", "Complete");
    assertThat(operator.metrics())
        .contains("drydock_backup_success_total{namespace=\"default\",policy=\"shop\"} 1.0");
    assertThat(platform.workloadStates()).containsEntry("web", "running");
  }

  @Test
  void tellsWhyAManualRunFailed() {
    apply("");
    platform.jobsEnd(
        spec -> Optional.of(JobResult.failed(FailureReason.WrongPassword, "No key opens.")));
    createRun("by-hand");

    await().atMost(SOON).until(() -> holds("by-hand", "Failed"));
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(Conditions.find(policy().getStatus().conditions(), "Ready"))
                    .get()
                    .satisfies(c -> assertThat(c.reason()).isEqualTo("WrongPassword")));
  }

  @Test
  void goesOnWithARunAfterARestart() {
    apply("consistency: Stop\n");
    platform.jobsEnd(spec -> Optional.empty());
    createRun("by-hand");
    await().atMost(SOON).until(() -> !platform.jobNames().isEmpty());

    operator.stop();
    platform.jobsEnd(spec -> Optional.of(FakeResults.success(spec)));
    String job = platform.jobNames().getFirst();
    platform.end(job, FakeResults.success(platform.specs().get(job)));
    startOperator();

    await().atMost(SOON).until(() -> holds("by-hand", "Complete"));
    assertThat(platform.workloadStates()).containsEntry("web", "running");
    assertThat(platform.specs()).containsOnlyKeys(job);
  }

  @Test
  void bringsWorkloadsBackWhenAnActiveRunIsDeleted() {
    apply("consistency: Stop\n");
    platform.jobsEnd(spec -> Optional.empty());
    createRun("by-hand");
    await().atMost(SOON).until(() -> !platform.jobNames().isEmpty());
    assertThat(platform.workloadStates()).containsEntry("web", "exited");

    client.resources(BackupRun.class).inNamespace("default").withName("by-hand").delete();

    await().atMost(SOON).until(() -> run("by-hand").isEmpty());
    assertThat(platform.workloadStates()).containsEntry("web", "running");
    assertThat(platform.jobNames()).isEmpty();
  }

  @Test
  void takesItsRunsAlongWhenAPolicyGoes() {
    apply("schedule: {immediate: true}\n");
    String name =
        await()
            .atMost(SOON)
            .until(this::anyRun, Optional::isPresent)
            .orElseThrow()
            .getMetadata()
            .getName();
    await().atMost(SOON).until(() -> holds(name, "Complete"));

    client.resources(BackupPolicy.class).inNamespace("default").withName("shop").delete();

    await().atMost(SOON).until(() -> run(name).isEmpty());
  }

  @Test
  void writesNothingWhileNothingHappens() {
    apply("schedule: {immediate: true}\nobjectives: {recoveryPoint: 24h}\n");
    await()
        .atMost(SOON)
        .until(
            () ->
                policy().getStatus() != null
                    && policy().getStatus().activeRun() == null
                    && policy().getStatus().lastSuccessfulRun() != null);
    String before = policy().getMetadata().getResourceVersion();

    await()
        .during(Duration.ofSeconds(4))
        .atMost(Duration.ofSeconds(10))
        .until(() -> policy().getMetadata().getResourceVersion().equals(before));
  }

  @Test
  void refusesAStatusWriteThatIsBasedOnAnOlderState() {
    operator.stop();
    createRun("by-hand");
    ClientResourceStore<BackupRun> runs = new ClientResourceStore<>(client, BackupRun.class);
    BackupRun first = runs.get("default", "by-hand").orElseThrow();
    BackupRun second = runs.get("default", "by-hand").orElseThrow();
    first.setStatus(status("Resolve"));
    runs.updateStatus(first);

    second.setStatus(status("Move"));
    assertThatThrownBy(() -> runs.updateStatus(second)).isInstanceOf(ConflictException.class);
    assertThat(runs.get("default", "by-hand").orElseThrow().getStatus().step())
        .isEqualTo("Resolve");
    startOperator();
  }

  private static dev.drydock.api.v1alpha1.BackupRunStatus status(String step) {
    return new dev.drydock.api.v1alpha1.BackupRunStatus(
        1L, null, List.of(), null, null, null, step, 1L, null, null, List.of(), null, List.of(),
        null, null, null, null, null);
  }

  private void startOperator() {
    operator =
        new DrydockOperator(
            client, platform, server::readSecret, Clock.systemUTC(), OperatorSettings.standard());
    operator.start();
  }

  private void apply(String yaml) {
    client.resource(Policies.policy("shop", Policies.spec(yaml))).create();
  }

  private void createRun(String name) {
    BackupRun run = new BackupRun();
    run.setMetadata(new ObjectMetaBuilder().withNamespace("default").withName(name).build());
    run.setSpec(new BackupRunSpec(new LocalObjectReference("shop"), BackupType.Incremental));
    client.resource(run).create();
  }

  private BackupPolicy policy() {
    return client.resources(BackupPolicy.class).inNamespace("default").withName("shop").get();
  }

  private Optional<BackupRun> run(String name) {
    return Optional.ofNullable(
        client.resources(BackupRun.class).inNamespace("default").withName(name).get());
  }

  private Optional<BackupRun> anyRun() {
    return client.resources(BackupRun.class).inNamespace("default").list().getItems().stream()
        .findFirst();
  }

  private boolean holds(String run, String condition) {
    return run(run)
        .map(BackupRun::getStatus)
        .filter(s -> Conditions.isTrue(s.conditions(), condition))
        .isPresent();
  }
}
