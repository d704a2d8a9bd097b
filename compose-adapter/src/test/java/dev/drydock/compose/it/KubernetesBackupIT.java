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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A backup on a real cluster: the operator as its ServiceAccount, with what the chart lets it do
 * and nothing else; movers as pods; a repository that pods reach on this machine.
 */
final class KubernetesBackupIT {
  private static final Duration SOON = Duration.ofSeconds(90);

  @TempDir Path directory;
  private final TestCluster cluster = new TestCluster();
  private KubernetesClient admin;
  private KubernetesClient client;
  private EmbeddedS3 s3;
  private ClusterOperator operator;

  @BeforeEach
  void setUp() throws Exception {
    assumeTrue(
        TestCluster.isThere(),
        TestCluster.VARIABLE + " names no kubeconfig: there is no Kubernetes cluster to back up");
    admin = cluster.open();
    s3 = new EmbeddedS3(directory.resolve("s3"), "0.0.0.0");
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
                s3.port()));

    await().atMost(SOON).until(this::moves);
    operator.close();
    await().atMost(SOON).until(() -> !holder().isEmpty() && !holder().equals("it"));

    BackupRun run = await().atMost(SOON).until(this::ended, Optional::isPresent).orElseThrow();

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
    Deployment web =
        admin.apps().deployments().inNamespace(cluster.namespace()).withName("web").get();
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

  /** Whether a mover is at work, and what writes is stopped. */
  private boolean moves() {
    return runs().anyMatch(run -> "Move".equals(run.getStatus().step()))
        && !admin.batch().v1().jobs().inNamespace(cluster.namespace()).list().getItems().isEmpty();
  }

  private Optional<BackupRun> ended() {
    return runs()
        .filter(run -> run.getStatus() != null && run.getStatus().completionTime() != null)
        .findFirst();
  }

  private Stream<BackupRun> runs() {
    return admin
        .resources(BackupRun.class)
        .inNamespace(cluster.namespace())
        .list()
        .getItems()
        .stream()
        .filter(run -> run.getStatus() != null);
  }
}
