// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.api.v1alpha1.ApplicationCheck;
import dev.drydock.api.v1alpha1.ApplicationSpec;
import dev.drydock.api.v1alpha1.CheckOutcome;
import dev.drydock.api.v1alpha1.DatabaseEngine;
import dev.drydock.api.v1alpha1.KubernetesApplication;
import dev.drydock.api.v1alpha1.SqlCheck;
import dev.drydock.kubernetes.KubernetesPlatform;
import dev.drydock.kubernetes.cluster.NamespaceView;
import dev.drydock.kubernetes.cluster.Namespaces;
import dev.drydock.kubernetes.discovery.ApplicationDiscovery;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.ApplicationManifest.Database;
import dev.drydock.operator.platform.TargetRequest;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Targets of restores against an API in memory, which has no controllers and runs nothing. */
@EnableKubernetesMockClient(crud = true, https = false)
class KubernetesRestoreTargetTest {
  private static final Logger SERVER = Logger.getLogger("io.fabric8.mockwebserver");

  @SuppressWarnings("NullAway.Init")
  KubernetesClient client; // set by the extension

  private KubernetesPlatform platform;

  @BeforeAll
  static void quiet() {
    SERVER.setLevel(Level.WARNING);
  }

  @BeforeEach
  void open() {
    platform = new KubernetesPlatform(client, "drydock:test", Clock.systemUTC());
  }

  private static TargetRequest target(List<Database> databases) {
    NamespaceView shop = Namespaces.shop();
    ApplicationManifest found =
        ApplicationDiscovery.discover(
            new ApplicationSpec(null, new KubernetesApplication(List.of("shop"), Map.of())), shop);
    return new TargetRequest(
        "shop", found.withDatabases(databases), TargetRequest.Kind.InPlace, "shop", null);
  }

  private static Database server(String name, String pod) {
    return new Database(
        name,
        DatabaseEngine.PostgreSQL,
        "db",
        "postgres:17",
        null,
        null,
        "data-" + pod,
        null,
        List.of(),
        pod);
  }

  private void pod(String name, boolean ready) {
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withNamespace("shop")
            .withName(name)
            .addToLabels("app", "db")
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("postgres")
            .withImage("postgres:17")
            .endContainer()
            .endSpec()
            .withNewStatus()
            .withPhase("Running")
            .withPodIP("10.244.0.9")
            .addNewCondition()
            .withType("Ready")
            .withStatus(ready ? "True" : "False")
            .endCondition()
            .endStatus()
            .build();
    client.resource(pod).create();
  }

  private String saidOf(String database) {
    CheckOutcome outcome =
        platform.check(
            target(List.of(server("db", "db-0"), server("db_1", "db-1"))),
            new ApplicationCheck(
                "orders", new SqlCheck(database, "select 1", null, null), null, null));
    assertThat(outcome.passed()).isFalse(); // nothing runs here
    return String.valueOf(outcome.message());
  }

  @Test
  void anSqlCheckAsksTheVeryServerThatItNames() {
    Namespaces.shop()
        .of(dev.drydock.kubernetes.cluster.ObjectKind.StatefulSet)
        .forEach(set -> client.resource(set).create());
    pod("db-0", true);
    pod("db-1", false);

    assertThat(saidOf("db_1")).contains("pod db-1 of workload db").contains("not ready");
    assertThat(saidOf("db")).as("it would be asked").contains("pod db-0");

    client.pods().inNamespace("shop").withName("db-0").delete();

    assertThat(saidOf("db")).contains("pod db-0 of workload db").contains("not there");
  }

  @Test
  void aClaimWhoseClassIsMissingIsToldBeforeAnythingIsMade() {
    client
        .resource(
            new StorageClassBuilder()
                .withNewMetadata()
                .withName("fast")
                .endMetadata()
                .withProvisioner("example.com/fast")
                .build())
        .create();

    assertThat(platform.obstacles(target(List.of()), true))
        .filteredOn(said -> said.contains("StorageClass standard"))
        .as("one for each claim that had it")
        .hasSize(2)
        .allSatisfy(said -> assertThat(said).contains("it has fast"));
  }
}
