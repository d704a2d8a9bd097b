// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.compose.ClusterOperator;
import dev.drydock.compose.ClusterOptions;
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

/** A backup into the storage that a BackupStorageLocation names, in a cluster without Velero. */
final class KubernetesStorageLocationIT {
  private static final Duration SOON = Duration.ofMinutes(3);
  private static final String DEFINITION =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: backupstoragelocations.velero.io}
      spec:
        group: velero.io
        scope: Namespaced
        names: {kind: BackupStorageLocation, plural: backupstoragelocations, singular: backupstoragelocation}
        versions:
        - name: v1
          served: true
          storage: true
          schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
      """;

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
    s3.makeBucket("velero");
    cluster.define(DEFINITION);
    client = cluster.install();
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
  void snapshotsGoToAPlaceOfTheirOwnInItsBucket() throws Exception {
    location("ReadOnly");
    cluster.apply(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings}
        data: {colour: blue}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: 0
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: web, image: debian:trixie-slim}]}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: repository}
        stringData: {password: correct horse}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: cloud-credentials}
        stringData:
          cloud: |
            [default]
            aws_access_key_id = nobody
            aws_secret_access_key = nothing
            [backups]
            aws_access_key_id = %s
            aws_secret_access_key = %s
        ---
        apiVersion: drydock.dev/v1alpha1
        kind: BackupPolicy
        metadata: {name: shop}
        spec:
          application: {kubernetes: {namespaces: [%s]}}
          repository:
            backupStorageLocation: {name: default, namespace: %s}
            passwordSecretRef: {name: repository}
        """
            .formatted(
                EmbeddedS3.ACCESS_KEY,
                EmbeddedS3.SECRET_KEY,
                cluster.namespace(),
                cluster.system()));

    assertThat(ended("refused", "Failed"))
        .as("nothing is written to one that is read-only")
        .contains("is read-only");

    location("ReadWrite");
    ended("made", "Complete");

    String place = "clusters/one/plugins/drydock/" + cluster.namespace();
    assertThat(names(s3.bucket("velero").resolve("clusters/one")))
        .as("all that Velero finds at the top of its storage is what it knows")
        .containsExactly("plugins");
    assertThat(names(s3.bucket("velero").resolve(place)))
        .contains("config", "data", "index", "keys", "snapshots", "drydock");
    BackupRun run =
        admin.resources(BackupRun.class).inNamespace(cluster.namespace()).withName("made").get();
    assertThat(run.getStatus().resolved().repository().backupStorageLocation()).isNull();
    assertThat(run.getStatus().resolved().repository().s3().prefix()).isEqualTo(place);
  }

  private void location(String accessMode) {
    cluster.apply(
        cluster.system(),
        """
        apiVersion: velero.io/v1
        kind: BackupStorageLocation
        metadata: {name: default}
        spec:
          provider: aws
          accessMode: %s
          objectStorage: {bucket: velero, prefix: clusters/one}
          config:
            region: eu-central-1
            profile: backups
            s3ForcePathStyle: "true"
            s3Url: http://%s:%d
        status: {phase: Available}
        """
            .formatted(accessMode, cluster.addressOfThisMachine(), s3.port()));
  }

  /** Makes a run and waits for its end; the message of this condition, which has to be true. */
  private String ended(String name, String condition) {
    cluster.apply(
        """
        apiVersion: drydock.dev/v1alpha1
        kind: BackupRun
        metadata: {name: %s}
        spec: {policyRef: {name: shop}, type: Full}
        """
            .formatted(name));
    await("run " + name + " has ended")
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(conditions(name))
                    .anySatisfy(
                        c -> {
                          assertThat(c.type()).isEqualTo(condition);
                          assertThat(c.status()).isEqualTo("True");
                        }));
    return String.valueOf(Conditions.find(conditions(name), condition).orElseThrow().message());
  }

  private List<dev.drydock.api.v1alpha1.Condition> conditions(String name) {
    BackupRun run =
        admin.resources(BackupRun.class).inNamespace(cluster.namespace()).withName(name).get();
    return run.getStatus() == null ? List.of() : run.getStatus().conditions();
  }

  private static List<String> names(Path directory) throws Exception {
    try (Stream<Path> paths = Files.list(directory)) {
      return paths.map(path -> path.getFileName().toString()).toList();
    }
  }
}
