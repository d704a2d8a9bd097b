// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.object;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.kubernetes.cluster.ObjectKind;
import dev.drydock.kubernetes.cluster.QuiesceMark;
import dev.drydock.mover.job.JobResult.ComponentResult;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.mover.job.JobSpec.ObjectStage;
import dev.drydock.mover.job.RepositoryLocation;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@EnableKubernetesMockClient(crud = true, https = false)
class ObjectCreationTest {
  private static final Logger SERVER = Logger.getLogger("io.fabric8.mockwebserver");

  @SuppressWarnings("NullAway.Init")
  KubernetesClient client; // set by the extension

  @TempDir Path files;

  @BeforeAll
  static void quiet() {
    SERVER.setLevel(Level.WARNING);
  }

  @BeforeEach
  void write() throws IOException {
    file("secrets/db/password", "it's secret");
    file("secrets/registry/.dockerconfigjson", "{}");
    file("secrets/site/tls.crt", "c");
    file("secrets/site/tls.key", "k");
    file("secrets/account/token", "t");
    file("secrets/account/ca.crt", "c");
    file("secrets/account/namespace", "n");
    Files.createDirectories(files.resolve("secrets/optional"));
    file(
        "persistentvolumeclaim/uploads.yaml",
        """
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: uploads, namespace: elsewhere, labels: {app: web}}
        spec:
          accessModes: [ReadWriteOnce]
          storageClassName: fast
          dataSource: {kind: PersistentVolumeClaim, name: old}
          resources: {requests: {storage: 3Gi}}
        """);
    file(
        "deployment.apps/web.yaml",
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec: {replicas: 2, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: []}}}
        """);
    file(
        "deployment.apps/idle.yaml",
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: idle}
        spec: {replicas: 0, selector: {matchLabels: {app: idle}}, template: {spec: {containers: []}}}
        """);
    file(
        "cronjob.batch/nightly.yaml",
        "apiVersion: batch/v1beta1\nkind: CronJob\nmetadata: {name: nightly}\nspec: {schedule: '0 3 * * *'}");
    file(
        "role.rbac.authorization.k8s.io/web.yaml",
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: web}");
    file("node/evil.yaml", "apiVersion: v1\nkind: Node\nmetadata: {name: evil}");
  }

  private void file(String path, String content) throws IOException {
    Path file = files.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private ComponentResult create(ObjectStage stage) {
    return create(stage, "/configuration/kubernetes/shop");
  }

  private ComponentResult create(ObjectStage stage, String path) {
    return new ObjectCreation(client)
        .create(
            new JobSpec.CreateObjects(
                new RepositoryLocation.Directory("/r", "/p"), "s1", path, "shop", stage),
            files);
  }

  @Test
  void workloadsAreMadeWithoutReplicasAndWithANoteOfThem() {
    ComponentResult result = create(ObjectStage.BEFORE_DATA);

    assertThat(result.failure()).isNull();
    Deployment web = client.apps().deployments().inNamespace("shop").withName("web").get();
    assertThat(web.getSpec().getReplicas()).isZero();
    assertThat(QuiesceMark.replicas(web.getMetadata())).hasValue(2);
    Deployment idle = client.apps().deployments().inNamespace("shop").withName("idle").get();
    assertThat(idle.getSpec().getReplicas()).isZero();
    assertThat(QuiesceMark.replicas(idle.getMetadata())).as("it did not run").isEmpty();
  }

  @Test
  void claimsAreMadeEmptyWithTheirSizeAndClass() {
    create(ObjectStage.BEFORE_DATA);

    PersistentVolumeClaim claim =
        client.persistentVolumeClaims().inNamespace("shop").withName("uploads").get();
    assertThat(claim.getSpec().getStorageClassName()).isEqualTo("fast");
    assertThat(claim.getSpec().getResources().getRequests().get("storage").toString())
        .isEqualTo("3Gi");
    assertThat(claim.getSpec().getDataSource()).isNull();
    assertThat(claim.getMetadata().getLabels()).containsEntry("app", "web");
  }

  @Test
  void secretsHaveTheTypeThatTheirKeysTell() {
    create(ObjectStage.BEFORE_DATA);

    assertThat(client.secrets().inNamespace("shop").list().getItems())
        .extracting(s -> s.getMetadata().getName(), Secret::getType)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("db", "Opaque"),
            org.assertj.core.groups.Tuple.tuple("registry", "kubernetes.io/dockerconfigjson"),
            org.assertj.core.groups.Tuple.tuple("site", "kubernetes.io/tls"));
    assertThat(client.secrets().inNamespace("shop").withName("db").get().getData())
        .containsEntry("password", "aXQncyBzZWNyZXQ=");
  }

  @Test
  void whatIsThereStaysAsItIs() {
    client
        .resource(
            new DeploymentBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("web")
                .endMetadata()
                .withNewSpec()
                .withReplicas(7)
                .endSpec()
                .build())
        .create();

    ComponentResult first = create(ObjectStage.BEFORE_DATA);
    ComponentResult second = create(ObjectStage.BEFORE_DATA);

    assertThat(first.failure()).isNull();
    assertThat(second.failure()).isNull();
    assertThat(second.files()).as("everything was there").isZero();
    assertThat(
            client
                .apps()
                .deployments()
                .inNamespace("shop")
                .withName("web")
                .get()
                .getSpec()
                .getReplicas())
        .isEqualTo(7);
  }

  @Test
  void whatRunsByItselfComesAtTheEnd() {
    create(ObjectStage.BEFORE_DATA);
    assertThat(cronJobs()).isZero();

    ComponentResult result = create(ObjectStage.AT_THE_END);

    assertThat(result.failure()).isNull();
    assertThat(cronJobs()).isEqualTo(1);
  }

  private int cronJobs() {
    return client.batch().v1beta1().cronjobs().inNamespace("shop").list().getItems().size();
  }

  @Test
  void aCopyTakesNothingFromTheOriginalAndStartsNothingByTheClock() throws IOException {
    file(
        "ingress.networking.k8s.io/web.yaml",
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: web}\nspec: {}");
    file(
        "service/web.yaml",
        "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {type: NodePort, ports: [{port: 80, nodePort: 30080}]}");

    ComponentResult first = create(ObjectStage.BEFORE_DATA, "/configuration/kubernetes/original");
    create(ObjectStage.AT_THE_END, "/configuration/kubernetes/original");

    assertThat(first.warnings())
        .singleElement()
        .asString()
        .contains("Role web: whoever gives", "Ingress web is left out of a copy");
    assertThat(
            client
                .services()
                .inNamespace("shop")
                .withName("web")
                .get()
                .getSpec()
                .getPorts()
                .getFirst()
                .getNodePort())
        .isNull();
    assertThat(
            client
                .batch()
                .v1beta1()
                .cronjobs()
                .inNamespace("shop")
                .withName("nightly")
                .get()
                .getSpec()
                .getSuspend())
        .isTrue();
    assertThat(client.network().v1().ingresses().inNamespace("shop").list().getItems()).isEmpty();
  }

  @Test
  void aSandboxGetsTheApplicationAndWhatOpensTheRepositoryAndNothingThatLeadsOut()
      throws IOException {
    for (String kind :
        List.of(
            "ingress.networking.k8s.io",
            "networkpolicy.networking.k8s.io",
            "horizontalpodautoscaler.autoscaling",
            "poddisruptionbudget.policy",
            "resourcequota",
            "limitrange",
            "daemonset.apps")) {
      file(kind + "/x.yaml", "metadata: {name: x}\nspec: {}");
    }
    file("run/repository/password", "correct horse");
    file("run/repository/ca.crt", "authorities");
    file("run/credentials/accessKeyId", "id");
    file("run/credentials/secretAccessKey", "key");
    file("run/credentials/other", "of nobody's business");

    ComponentResult result = createSandboxed();
    ComponentResult again = createSandboxed();

    assertThat(result.failure()).isNull();
    assertThat(again.failure()).isNull();
    assertThat(again.files()).as("everything was there").isZero();
    assertThat(result.warnings())
        .singleElement()
        .asString()
        .isEqualTo("DaemonSet x is left out of a sandbox, since it would run on every node.");
    assertThat(data(RepositorySecrets.KEYS))
        .isEqualTo(Map.of("password", "correct horse", "ca.crt", "authorities"));
    assertThat(data(RepositorySecrets.CREDENTIALS))
        .isEqualTo(Map.of("accessKeyId", "id", "secretAccessKey", "key"));
    assertThat(data("db")).containsEntry("password", "it's secret");
    assertThat(
            client
                .batch()
                .v1beta1()
                .cronjobs()
                .inNamespace("shop")
                .withName("nightly")
                .get()
                .getSpec()
                .getSuspend())
        .isTrue();
    assertThat(client.apps().deployments().inNamespace("shop").withName("web").get()).isNotNull();
    for (ObjectKind kind : ObjectKind.values()) {
      assertThat(kind.versions())
          .allSatisfy(
              version ->
                  assertThat(
                          client
                              .genericKubernetesResources(version)
                              .inNamespace("shop")
                              .withName("x")
                              .get())
                      .as("%s", kind)
                      .isNull());
    }
  }

  private ComponentResult createSandboxed() {
    return new ObjectCreation(client)
        .create(
            new JobSpec.CreateObjects(
                new RepositoryLocation.S3(
                    "backups",
                    "",
                    null,
                    null,
                    false,
                    null,
                    null,
                    null,
                    files.resolve("run/credentials").toString(),
                    files.resolve("run/repository/ca.crt").toString(),
                    false,
                    files.resolve("run/repository/password").toString()),
                "s1",
                "/configuration/kubernetes/original",
                "shop",
                ObjectStage.BEFORE_DATA,
                true),
            files);
  }

  private Map<String, String> data(String secret) {
    Map<String, String> data = new TreeMap<>();
    client
        .secrets()
        .inNamespace("shop")
        .withName(secret)
        .get()
        .getData()
        .forEach(
            (key, value) ->
                data.put(
                    key, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
    return data;
  }

  @Test
  void rightsAreNamedAndNotGivenAndKindsOfOthersAreNotLookedAt() {
    ComponentResult result = create(ObjectStage.BEFORE_DATA);

    assertThat(result.warnings()).singleElement().asString().startsWith("Role web: whoever gives");
    assertThat(client.rbac().roles().inNamespace("shop").list().getItems()).isEmpty();
    assertThat(client.nodes().list().getItems()).isEmpty();
  }
}
