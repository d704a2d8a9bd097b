// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.ComponentStatus;
import dev.drydock.api.v1alpha1.VolumeSource;
import dev.drydock.compose.ClusterOperator;
import dev.drydock.compose.ClusterOptions;
import dev.drydock.mover.job.JobResult;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.mover.job.runner.JobRunner;
import dev.drydock.mover.storage.s3.EmbeddedS3;
import dev.drydock.operator.status.Conditions;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup of a claim of which the storage makes snapshots, on a real cluster. */
final class KubernetesSnapshotIT {
  private static final Duration SOON = Duration.ofMinutes(3);

  @TempDir Path directory;
  private final TestCluster cluster = new TestCluster();
  private KubernetesClient admin;
  private KubernetesClient client;
  private EmbeddedS3 s3;
  private Valve valve;
  private SnapshotDriver driver;
  private ClusterOperator operator;

  @BeforeEach
  void setUp() throws Exception {
    assumeTrue(
        TestCluster.isThere(),
        TestCluster.VARIABLE + " names no kubeconfig: there is no Kubernetes cluster to back up");
    assumeTrue(
        System.getenv("DRYDOCK_TEST_ADDRESS") == null,
        "DRYDOCK_TEST_ADDRESS is set: this machine is no node, and volumes are directories of it");
    admin = cluster.open();
    s3 = new EmbeddedS3(directory.resolve("s3"));
    valve = new Valve(s3.port());
    s3.makeBucket("backups");
    cluster.define(SnapshotDriver.DEFINITIONS);
    cluster.make(SnapshotDriver.classes(cluster.namespace()));
    driver =
        new SnapshotDriver(
            admin, cluster.namespace(), Files.createDirectory(directory.resolve("volumes")));
    client = cluster.install();
    operator = operator();
  }

  private ClusterOperator operator() throws Exception {
    return ClusterOperator.start(
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
    if (driver != null) {
      driver.close();
    }
    cluster.close();
  }

  @Test
  void theApplicationIsBackWhileTheCopyGoesOnAndNothingIsLeft() throws Exception {
    application();
    policy();
    valve.shut();
    run("full");
    await("the mover runs on the copy of a snapshot")
        .atMost(SOON)
        .untilAsserted(() -> assertThat(moverClaims()).hasSize(1));
    assertThat(moverClaims()).doesNotContain("uploads");
    await("the application runs while the mover cannot get on")
        .atMost(SOON)
        .until(() -> cluster.isReady("web"));
    await("it goes on writing").atMost(SOON).until(() -> uploads().contains("second"));
    operator.close();
    operator = operator();

    valve.open();
    BackupRun run = ended("full");

    assertThat(Conditions.isTrue(run.getStatus().conditions(), "Complete"))
        .as("conditions %s", run.getStatus().conditions())
        .isTrue();
    assertThat(Conditions.isTrue(run.getStatus().conditions(), "Degraded")).isFalse();
    assertThat(run.getStatus().attempt()).isEqualTo(1);
    ComponentStatus volume =
        run.getStatus().components().stream()
            .filter(c -> c.name().equals("volume/uploads"))
            .findFirst()
            .orElseThrow();
    assertThat(volume.source()).isEqualTo(VolumeSource.Snapshot);
    assertThat(restored(volume))
        .as("what was there when it was stopped, and nothing that came later")
        .containsExactly("first");
    assertThat(admin.persistentVolumeClaims().inNamespace(cluster.namespace()).list().getItems())
        .extracting(claim -> claim.getMetadata().getName())
        .containsExactly("uploads");
    assertThat(cluster.all("snapshot.storage.k8s.io", "v1", "VolumeSnapshot", "volumesnapshots"))
        .isEmpty();
  }

  /** It writes one file when it starts for the first time, and others later. */
  private void application() {
    cluster.apply(
        """
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: uploads}
        spec:
          accessModes: [ReadWriteOnce]
          storageClassName: %s
          resources: {requests: {storage: 1Gi}}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: 1
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              terminationGracePeriodSeconds: 1
              securityContext: {runAsUser: 1000, runAsGroup: 1000}
              containers:
              - name: web
                image: debian:trixie-slim
                command: [sh, -c, "cd /srv/uploads; if [ -e first ]; then touch second; else touch first; fi; trap exit TERM; sleep infinity & wait"]
                volumeMounts: [{name: uploads, mountPath: /srv/uploads}]
                readinessProbe: {exec: {command: [test, -e, /srv/uploads/first]}, periodSeconds: 1}
              volumes: [{name: uploads, persistentVolumeClaim: {claimName: uploads}}]
        """
            .formatted(cluster.namespace()));
    cluster.awaitReady("web");
  }

  private void policy() {
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
          volumes: {snapshots: Always}
          repository:
            s3:
              bucket: backups
              prefix: shop
              endpoint: http://%s:%d
              pathStyle: true
              credentialsSecretRef: {name: s3}
            passwordSecretRef: {name: repository}
        """
            .formatted(
                EmbeddedS3.ACCESS_KEY,
                EmbeddedS3.SECRET_KEY,
                cluster.namespace(),
                cluster.addressOfThisMachine(),
                valve.port()));
  }

  private void run(String name) {
    cluster.apply(
        """
        apiVersion: drydock.dev/v1alpha1
        kind: BackupRun
        metadata: {name: %s}
        spec: {policyRef: {name: shop}, type: Full}
        """
            .formatted(name));
  }

  private List<String> moverClaims() {
    return admin
        .pods()
        .inNamespace(cluster.namespace())
        .withLabel("app.kubernetes.io/component", "mover")
        .list()
        .getItems()
        .stream()
        .filter(pod -> "Running".equals(pod.getStatus().getPhase()))
        .flatMap(pod -> pod.getSpec().getVolumes().stream())
        .filter(volume -> volume.getPersistentVolumeClaim() != null)
        .map(volume -> volume.getPersistentVolumeClaim().getClaimName())
        .toList();
  }

  private List<String> uploads() throws Exception {
    String volume =
        admin
            .persistentVolumeClaims()
            .inNamespace(cluster.namespace())
            .withName("uploads")
            .get()
            .getSpec()
            .getVolumeName();
    return names(directory.resolve("volumes").resolve(volume));
  }

  private BackupRun ended(String name) {
    await("run " + name + " has ended")
        .atMost(SOON)
        .until(
            () -> {
              BackupRun run = get(name);
              return run.getStatus() != null && run.getStatus().completionTime() != null;
            });
    return get(name);
  }

  private BackupRun get(String name) {
    return admin.resources(BackupRun.class).inNamespace(cluster.namespace()).withName(name).get();
  }

  private List<String> restored(ComponentStatus volume) throws Exception {
    Path to = directory.resolve("restored");
    JobResult result =
        JobRunner.ofThisProcess()
            .run(
                new JobSpec.Restore(
                    s3.location("backups", "shop"),
                    List.of(
                        new JobSpec.RestoreTree(
                            volume.name(),
                            String.valueOf(volume.snapshot()),
                            "/volumes/uploads",
                            List.of(),
                            to.toString()))),
                message -> {});
    assertThat(result.failure()).isNull();
    return names(to);
  }

  private static List<String> names(Path directory) throws Exception {
    try (Stream<Path> paths = Files.list(directory)) {
      return paths.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
