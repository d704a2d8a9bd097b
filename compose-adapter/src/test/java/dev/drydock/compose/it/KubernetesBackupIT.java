// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.ComponentStatus;
import dev.drydock.compose.ClusterOperator;
import dev.drydock.compose.ClusterOptions;
import dev.drydock.kubernetes.cluster.QuiesceMark;
import dev.drydock.mover.job.JobResult;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.mover.job.RepositoryLocation;
import dev.drydock.mover.job.SnapshotLayout;
import dev.drydock.mover.job.runner.JobRunner;
import dev.drydock.mover.storage.s3.EmbeddedS3;
import dev.drydock.operator.status.Conditions;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A backup on a real cluster: the operator as its ServiceAccount, with what the chart lets it do
 * and nothing else; movers as pods; a repository that pods reach on this machine.
 */
final class KubernetesBackupIT {
  /** More than the operator waits for pods to go. */
  private static final Duration SOON = Duration.ofMinutes(3);

  @TempDir Path directory;
  private final TestCluster cluster = new TestCluster();
  private KubernetesClient admin;
  private KubernetesClient client;
  private EmbeddedS3 s3;
  private Valve valve;
  private ClusterOperator operator;

  @BeforeEach
  void setUp() throws Exception {
    assumeTrue(
        TestCluster.isThere(),
        TestCluster.VARIABLE + " names no kubeconfig: there is no Kubernetes cluster to back up");
    admin = cluster.open();
    s3 = new EmbeddedS3(directory.resolve("s3"));
    valve = new Valve(s3.port());
    s3.makeBucket("backups");
    cluster.create("kubernetes-shop.yaml");
    client = cluster.install();
    cluster.runOperator(1);
    operator =
        ClusterOperator.start(
            client,
            new ClusterOptions(
                cluster.system(), "it", TestCluster.image(), Set.of(cluster.namespace()), null),
            Clock.systemUTC(),
            () -> {});
  }

  @AfterEach
  void tearDown() throws Exception {
    if (operator != null) {
      operator.close();
    }
    if (client != null) {
      client.close();
    }
    if (valve != null) {
      valve.close();
    }
    if (s3 != null) {
      s3.close();
    }
    cluster.close();
  }

  @Test
  void backsUpEverythingThoughTheOperatorIsReplacedInTheMiddle() throws Exception {
    cluster.awaitReady("db", "web");
    cluster.awaitOperator();
    assertThat(holder()).as("the one in the pod waits").startsWith("it");
    cluster.apply(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: repository}
        stringData: {password: correct horse}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: s3}
        stringData: {accessKeyId: %s, secretAccessKey: %s}
        ---
        apiVersion: drydock.dev/v1alpha1
        kind: BackupPolicy
        metadata: {name: shop}
        spec:
          application: {kubernetes: {namespaces: [%s]}}
          consistency: Stop
          hooks:
            pre: [{exec: {service: web, command: [sh, -c, "echo hooked >/srv/uploads/hook"]}}]
          repository:
            s3:
              bucket: backups
              prefix: shop
              endpoint: http://%s:%d
              pathStyle: true
              credentialsSecretRef: {name: s3}
            passwordSecretRef: {name: repository}
          schedule: {immediate: true}
          retention: {keepLast: 1}
        """
            .formatted(
                EmbeddedS3.ACCESS_KEY,
                EmbeddedS3.SECRET_KEY,
                cluster.namespace(),
                cluster.addressOfThisMachine(),
                valve.port()));
    valve.shut();
    awaitRun("shop-full-", "Move");
    operator.close();
    await("the operator in the pod leads")
        .atMost(SOON)
        .until(this::holder, holder -> !holder.isEmpty() && !holder.equals("it"));

    valve.open();
    BackupRun run = awaitRun("shop-full-", "ended");

    assertThat(Conditions.isTrue(run.getStatus().conditions(), "Complete"))
        .as("conditions %s", run.getStatus().conditions())
        .isTrue();
    assertThat(run.getStatus().attempt()).as("the mover was started once").isEqualTo(1);
    Map<String, String> snapshots =
        run.getStatus().components().stream()
            .collect(java.util.stream.Collectors.toMap(ComponentStatus::name, c -> c.snapshot()));
    assertThat(snapshots).containsOnlyKeys("volume/uploads", "database/db", "configuration");
    everythingIsInTheRepository(snapshots);
    everythingIsAsItWas();
    aRunFailsWhenSomebodyStartsMeanwhileWhatItHasStopped();
    everythingIsAsItWas();
  }

  private void aRunFailsWhenSomebodyStartsMeanwhileWhatItHasStopped() {
    valve.shut();
    cluster.apply(
        """
        apiVersion: drydock.dev/v1alpha1
        kind: BackupRun
        metadata: {name: disturbed}
        spec: {policyRef: {name: shop}, type: Incremental}
        """);
    awaitRun("disturbed", "Move");
    scaleWeb(1);
    await("the controller has seen it")
        .atMost(SOON)
        .until(
            () -> web().getStatus().getReplicas() != null && web().getStatus().getReplicas() == 1);
    scaleWeb(0);
    valve.open();

    BackupRun run = awaitRun("disturbed", "ended");

    assertThat(Conditions.find(run.getStatus().conditions(), "Failed").orElseThrow().message())
        .contains("Deployment web was changed");
  }

  /** As kubectl apply and GitOps do. */
  private void scaleWeb(int replicas) {
    admin
        .apps()
        .deployments()
        .inNamespace(cluster.namespace())
        .withName("web")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE), "{\"spec\": {\"replicas\": " + replicas + "}}");
  }

  private Deployment web() {
    return admin.apps().deployments().inNamespace(cluster.namespace()).withName("web").get();
  }

  /** Waits until the run whose name begins so is there, and says where it stood when it is not. */
  private BackupRun awaitRun(String name, String there) {
    await("run " + name + " is at " + there)
        .atMost(SOON)
        .untilAsserted(
            () -> assertThat(run(name).map(this::stands).orElse("nowhere")).startsWith(there));
    return run(name).orElseThrow();
  }

  private String holder() {
    Lease lease =
        admin.leases().inNamespace(cluster.system()).withName(ClusterOperator.LEASE).get();
    return lease == null || lease.getSpec().getHolderIdentity() == null
        ? ""
        : lease.getSpec().getHolderIdentity();
  }

  private void everythingIsInTheRepository(Map<String, String> snapshots) throws Exception {
    Path restored = directory.resolve("restored");
    restore(snapshots, "volume/uploads", "/volumes/uploads", restored.resolve("uploads"));
    restore(snapshots, "database/db", "/databases/db", restored.resolve("db"));
    restore(snapshots, "configuration", SnapshotLayout.CONFIGURATION_PATH, restored.resolve("c"));

    for (int i : IntStream.rangeClosed(1, 50).toArray()) {
      assertThat(restored.resolve("uploads/" + i + ".txt")).hasContent("upload " + i);
    }
    assertThat(restored.resolve("uploads/hook")).hasContent("hooked");
    String dump = Files.readString(restored.resolve("db/dump"));
    assertThat(dump.lines().filter(line -> line.matches("\\d+\torder \\d+")).count())
        .isEqualTo(1000);
    assertThat(dump).contains("drydock-dump-complete");
    Path objects = restored.resolve("c/kubernetes").resolve(cluster.namespace());
    assertThat(objects.resolve("secrets/db/password")).hasContent("it's secret");
    assertThat(objects.resolve("statefulset.apps/db.yaml")).content().contains("postgres:17");
    assertThat(objects.resolve("deployment.apps/web.yaml"))
        .content()
        .as("the manifest is of before the stop")
        .contains("replicas: 2");
    assertThat(objects.resolve("secrets/repository")).as("nothing refers to it").doesNotExist();
  }

  private void everythingIsAsItWas() {
    Deployment web = web();
    assertThat(web.getSpec().getReplicas()).isEqualTo(2);
    assertThat(QuiesceMark.replicas(web.getMetadata())).isEmpty();
    await().atMost(SOON).until(() -> cluster.isReady("web"));
    assertThat(admin.batch().v1().jobs().inNamespace(cluster.namespace()).list().getItems())
        .as("movers are removed")
        .isEmpty();
    assertThat(admin.configMaps().inNamespace(cluster.namespace()).list().getItems())
        .extracting(map -> map.getMetadata().getName())
        .doesNotContainSubsequence("backup");
  }

  private void restore(Map<String, String> snapshots, String component, String path, Path to) {
    RepositoryLocation location = s3.location("backups", "shop");
    JobResult result =
        JobRunner.ofThisProcess()
            .run(
                new JobSpec.Restore(
                    location,
                    List.of(
                        new JobSpec.RestoreTree(
                            component, snapshots.get(component), path, List.of(), to.toString()))),
                message -> {});
    assertThat(result.failure()).isNull();
  }

  /** Its step, that of the mover when it has one; then all that it says. */
  private String stands(BackupRun run) {
    boolean job =
        !admin.batch().v1().jobs().inNamespace(cluster.namespace()).list().getItems().isEmpty();
    String step = run.getStatus().completionTime() != null ? "ended" : run.getStatus().step();
    return ("Move".equals(step) && !job ? "before " : "")
        + step
        + " "
        + run.getStatus().conditions();
  }

  private Optional<BackupRun> run(String name) {
    return admin
        .resources(BackupRun.class)
        .inNamespace(cluster.namespace())
        .list()
        .getItems()
        .stream()
        .filter(run -> run.getMetadata().getName().startsWith(name) && run.getStatus() != null)
        .findFirst();
  }
}
