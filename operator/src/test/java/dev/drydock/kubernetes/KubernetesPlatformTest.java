// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.api.v1alpha1.Consistency;
import dev.drydock.api.v1alpha1.WorkloadRecord;
import dev.drydock.kubernetes.cluster.QuiesceMark;
import dev.drydock.kubernetes.job.MoverResources;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.mover.job.RepositoryLocation;
import dev.drydock.operator.naming.Labels;
import dev.drydock.operator.platform.JobRequest;
import dev.drydock.operator.platform.JobState;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The platform against an API in memory, which has no controllers. */
@EnableKubernetesMockClient(crud = true, https = false)
class KubernetesPlatformTest {
  @SuppressWarnings("NullAway.Init")
  KubernetesClient client; // set by the extension

  /** Kept, because loggers are forgotten with their levels. */
  private static final Logger SERVER = Logger.getLogger("io.fabric8.mockwebserver");

  private KubernetesPlatform platform;

  @BeforeAll
  static void quiet() {
    SERVER.setLevel(Level.WARNING);
  }

  @BeforeEach
  void open() {
    platform = new KubernetesPlatform(client, "drydock:test", Clock.systemUTC());
  }

  private static JobRequest request(String name) {
    return new JobRequest(
        "shop",
        name,
        Labels.ofPolicy("shop"),
        null,
        location -> new JobSpec.Swap(JobSpec.SwapAction.Commit, List.of()),
        List.of(),
        List.of(),
        Duration.ofHours(1));
  }

  private ConfigMap description(String name) {
    return client.configMaps().inNamespace("shop").withName(name).get();
  }

  @Test
  void aJobIsStartedOnceAndIsRunningUntilItSaidSomething() {
    platform.startJob(request("a"));
    Job first = client.batch().v1().jobs().inNamespace("shop").withName("a").get();
    platform.startJob(request("a"));

    assertThat(client.batch().v1().jobs().inNamespace("shop").list().getItems())
        .singleElement()
        .satisfies(
            j -> assertThat(j.getMetadata().getUid()).isEqualTo(first.getMetadata().getUid()));
    assertThat(platform.job("shop", "a")).get().isInstanceOf(JobState.Running.class);
    assertThat(description("a").getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(o -> assertThat(o.getUid()).isEqualTo(first.getMetadata().getUid()));
  }

  @Test
  void aDescriptionThatACrashLeftIsMadeAnew() {
    platform.startJob(request("a"));
    String before = description("a").getMetadata().getUid();
    client.batch().v1().jobs().inNamespace("shop").withName("a").delete();

    platform.startJob(request("a"));

    assertThat(description("a").getMetadata().getUid()).isNotEqualTo(before);
  }

  @Test
  void nothingOfAJobIsLeftWhenItIsRemoved() {
    platform.startJob(request("a"));
    platform.removeJob("shop", "a");
    platform.removeJob("shop", "a");

    assertThat(platform.job("shop", "a")).isEmpty();
    assertThat(description("a")).isNull();
  }

  @Test
  void tellsThatAMoverIsStillThereThoughItWasRemoved() {
    platform.startJob(request("a"));
    moverOf("a", "Running", true);

    assertThatThrownBy(() -> hasty().removeJob("shop", "a"))
        .isInstanceOfSatisfying(
            DrydockException.class,
            e -> assertThat(e.reason()).isEqualTo(FailureReason.PlatformError))
        .hasMessageContaining("a-pod")
        .hasMessageContaining("node7");
  }

  @Test
  void aMoverThatHasEndedIsGoneThoughItsPodIsNotYet() {
    platform.startJob(request("a"));
    moverOf("a", "Succeeded", true);

    hasty().removeJob("shop", "a");

    assertThat(platform.job("shop", "a")).isEmpty();
  }

  @Test
  void noMoverStartsWhileOneOfThePolicyThatWasRemovedStillWorks() {
    moverOf("before", "Running", true);

    assertThatThrownBy(() -> hasty().startJob(request("a")))
        .isInstanceOf(DrydockException.class)
        .hasMessageContaining("before-pod");
    assertThat(client.batch().v1().jobs().inNamespace("shop").list().getItems()).isEmpty();
  }

  @Test
  void moversThatEndedOrThatNobodyRemovedAreInNobodysWay() {
    moverOf("before", "Failed", true);
    moverOf("check", "Running", false);

    hasty().startJob(request("a"));

    assertThat(client.batch().v1().jobs().inNamespace("shop").list().getItems()).hasSize(1);
  }

  @Test
  void aMoverThatMakesObjectsInASandboxHasItsRightsThereAndItsAccountAtHome() {
    KubernetesPlatform restoring =
        new KubernetesPlatform(
            client, "drydock:test", "x-restore", null, MoverResources.USUAL, Clock.systemUTC());
    JobRequest make =
        new JobRequest(
            "shop",
            "a",
            Labels.ofRestore("weekly"),
            null,
            at ->
                new JobSpec.CreateObjects(
                    new RepositoryLocation.Directory("/r", "/p"),
                    "s",
                    "/c",
                    "sandbox",
                    JobSpec.ObjectStage.BEFORE_DATA,
                    true),
            List.of(),
            List.of(),
            Duration.ofHours(1));

    restoring.startJob(make);

    String account =
        client
            .serviceAccounts()
            .inNamespace("shop")
            .list()
            .getItems()
            .getFirst()
            .getMetadata()
            .getName();
    assertThat(client.rbac().roleBindings().inNamespace("shop").list().getItems()).isEmpty();
    assertThat(client.rbac().roleBindings().inNamespace("sandbox").list().getItems())
        .singleElement()
        .satisfies(
            binding -> {
              assertThat(binding.getMetadata().getOwnerReferences())
                  .as("what is of another namespace owns nothing")
                  .isEmpty();
              assertThat(binding.getSubjects())
                  .singleElement()
                  .satisfies(s -> assertThat(s.getName()).isEqualTo(account))
                  .satisfies(s -> assertThat(s.getNamespace()).isEqualTo("shop"));
            });
  }

  /** For whom half a minute passes at each look at the clock. */
  private KubernetesPlatform hasty() {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    return new KubernetesPlatform(
        client,
        "drydock:test",
        new Clock() {
          @Override
          public ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return this;
          }

          @Override
          public Instant instant() {
            return now.updateAndGet(instant -> instant.plusSeconds(30));
          }
        });
  }

  private void moverOf(String job, String phase, boolean removed) {
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withNamespace("shop")
            .withName(job + "-pod")
            .addToLabels("drydock.dev/job", job)
            .addToLabels("drydock.dev/policy", "shop")
            .withFinalizers("example.com/keeps-it")
            .endMetadata()
            .withNewSpec()
            .withNodeName("node7")
            .endSpec()
            .withNewStatus()
            .withPhase(phase)
            .endStatus()
            .build();
    client.resource(pod).create();
    if (removed) {
      client.resource(pod).delete();
    }
  }

  @Test
  void scalesDownRememberingTheNumberAndBackToIt() {
    client.resource(web(3)).create();
    List<WorkloadRecord> web =
        List.of(new WorkloadRecord("shop/Deployment/web", "web", "Running", 1, 3));

    platform.quiesce(web, Consistency.Stop);
    platform.quiesce(web, Consistency.Stop);

    assertThat(web().getSpec().getReplicas()).isZero();
    assertThat(web().getMetadata().getAnnotations()).containsEntry(QuiesceMark.REPLICAS, "3");

    platform.resume(web);
    platform.resume(web);

    assertThat(web().getSpec().getReplicas()).isEqualTo(3);
    assertThat(QuiesceMark.replicas(web().getMetadata())).isEmpty();
  }

  @Test
  void theNumberOnTheWorkloadCountsMoreThanTheOneInTheStatus() {
    client.resource(web(5)).create();
    platform.quiesce(
        List.of(new WorkloadRecord("shop/Deployment/web", "web", "Running", 1, 3)),
        Consistency.Stop);
    platform.resume(List.of(new WorkloadRecord("shop/Deployment/web", "web", "Running", 1, 3)));

    assertThat(web().getSpec().getReplicas()).isEqualTo(5);
  }

  @Test
  void whatSomebodyElseScaledUpIsLeftAlone() {
    List<WorkloadRecord> web =
        List.of(new WorkloadRecord("shop/Deployment/web", "web", "Running", 1, 3));
    client.resource(web(3)).create();
    platform.quiesce(web, Consistency.Stop);
    replicas(7);

    platform.resume(web);

    assertThat(web().getSpec().getReplicas()).isEqualTo(7);
    assertThat(QuiesceMark.replicas(web().getMetadata())).isEmpty();
  }

  @Test
  void whatStaysScaledDownIsAtRestUntilSomebodyElseScalesIt() {
    List<WorkloadRecord> web = stopped();
    assertThat(platform.stirred(web)).isEmpty();

    replicas(2);

    assertThat(platform.stirred(web))
        .singleElement()
        .asString()
        .contains("Deployment web has 2 replicas");
  }

  @Test
  void aWorkloadThatWasMadeAnewIsNotKnownToHaveBeenAtRest() {
    List<WorkloadRecord> web = stopped();
    client.resource(web(0)).delete();
    assertThat(platform.stirred(web)).as("what is gone does not write").isEmpty();

    client.resource(web(0)).create();

    assertThat(platform.stirred(web)).singleElement().asString().contains("was replaced");
  }

  @Test
  void aPodThatCameBackDisturbsTheRest() {
    List<WorkloadRecord> web = stopped();
    client.resource(pod("Running")).create();

    assertThat(platform.stirred(web)).singleElement().asString().contains("has pod web-1");
  }

  @Test
  void podsThatHaveEndedDoNotKeepAWorkloadFromBeingStopped() {
    client.resource(pod("Failed")).create();
    List<WorkloadRecord> web = stopped();

    assertThat(platform.stirred(web)).isEmpty();
  }

  private List<WorkloadRecord> stopped() {
    client.resource(web(3)).create();
    List<WorkloadRecord> web =
        List.of(new WorkloadRecord("shop/Deployment/web", "web", "Running", 1, 3));
    platform.quiesce(web, Consistency.Stop);
    return web;
  }

  private void replicas(int replicas) {
    client
        .apps()
        .deployments()
        .inNamespace("shop")
        .withName("web")
        .edit(d -> new DeploymentBuilder(d).editSpec().withReplicas(replicas).endSpec().build());
  }

  /** As the kubelet leaves one that it has rejected: without a container. */
  private static Pod pod(String phase) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withName("web-1")
        .addToLabels("app", "web")
        .endMetadata()
        .withNewSpec()
        .endSpec()
        .withNewStatus()
        .withPhase(phase)
        .endStatus()
        .build();
  }

  @Test
  void aComposeProjectIsRefused() {
    assertThatThrownBy(
            () ->
                platform.discover(
                    new dev.drydock.api.v1alpha1.ApplicationSpec(
                        new dev.drydock.api.v1alpha1.ComposeApplication("shop"), null)))
        .isInstanceOfSatisfying(
            DrydockException.class,
            e -> assertThat(e.reason()).isEqualTo(FailureReason.InvalidRequest));
  }

  private Deployment web() {
    return client.apps().deployments().inNamespace("shop").withName("web").get();
  }

  private static Deployment web(int replicas) {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withName("web")
        .endMetadata()
        .withNewSpec()
        .withReplicas(replicas)
        .withNewSelector()
        .addToMatchLabels("app", "web")
        .endSelector()
        .withNewTemplate()
        .withNewSpec()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }
}
