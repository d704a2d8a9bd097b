// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.CheckOutcome;
import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.api.v1alpha1.RestoreRequestStatus;
import dev.drydock.compose.ClusterOperator;
import dev.drydock.compose.ClusterOptions;
import dev.drydock.kubernetes.cluster.QuiesceMark;
import dev.drydock.mover.storage.s3.EmbeddedS3;
import dev.drydock.operator.status.Conditions;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Restores on a real cluster: the operator as its ServiceAccount, with what the chart lets it do
 * and nothing else. Rows and files are compared with what was there when the backup was made.
 */
final class KubernetesRestoreIT {
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final Duration LONG = Duration.ofMinutes(5);

  @TempDir Path directory;
  private final TestCluster cluster = new TestCluster();
  private KubernetesClient admin;
  private KubernetesClient client;
  private EmbeddedS3 s3;
  private ClusterOperator operator;

  /** Where the test looks. */
  private String namespace;

  @BeforeEach
  void setUp() throws Exception {
    assumeTrue(
        TestCluster.isThere(),
        TestCluster.VARIABLE
            + " names no kubeconfig: there is no Kubernetes cluster to restore to");
    admin = cluster.open();
    namespace = cluster.namespace();
    s3 = new EmbeddedS3(directory.resolve("s3"), "0.0.0.0");
    s3.makeBucket("backups");
    cluster.create("kubernetes-application.yaml");
    client = cluster.install();
    operator =
        ClusterOperator.start(
            client,
            new ClusterOptions(
                cluster.system(),
                "it",
                TestCluster.image(),
                Set.of(cluster.namespace(), copy()),
                null,
                cluster.restoreRole()),
            Clock.systemUTC(),
            () -> {});
    cluster.awaitReady("db", "web");
    fill();
    secrets();
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
  void everythingComesBackFromTheBucketAndThenWhatWasSpoiltInPlace() throws Exception {
    cronJob();
    String rows = rows();
    String files = files();
    backUp();
    cluster.makeNamespaceAnew();
    secrets();

    RestoreRequestStatus fromNothing = restore("from-nothing", "Fail", fromRepository(), CHECKS);

    isRestored(fromNothing, rows, files);
    assertThat(condition(fromNothing, "Degraded"))
        .contains("Role web: whoever gives rights has to have them");
    objectsAreBack();

    spoil();
    assertThat(rows()).isNotEqualTo(rows);
    RestoreRequestStatus refused = restore("refused", "Fail", fromRepository(), "");
    RestoreRequestStatus inPlace = restore("in-place", "Mirror", fromRepository(), CHECKS);

    assertThat(condition(refused, "Failed")).contains("TargetNotEmpty");
    isRestored(inPlace, rows, files);
  }

  @Test
  void aFailedCheckPutsBackWhatWasThere() throws Exception {
    assumeTrue(
        Boolean.getBoolean("drydock.long"),
        "drydock.long is not set: a failed check takes minutes");
    backUp();
    spoil();
    String rows = rows();
    String files = files();

    RestoreRequestStatus undone =
        restore(
            "undone",
            "Mirror",
            "{policyRef: {name: shop}}",
            "[{name: never, sql: {database: db, query: \"select count(*) from orders\", equals: \"7\"}}]");

    assertThat(condition(undone, "Failed"))
        .contains("CheckFailed")
        .contains("the query returned 1000, expected 7");
    cluster.awaitReady("db", "web");
    assertThat(rows()).isEqualTo(rows);
    assertThat(files()).isEqualTo(files);
    nothingIsLeft();
  }

  @Test
  void aCopyGoesIntoAnotherNamespace() throws Exception {
    assumeTrue(
        Boolean.getBoolean("drydock.long"),
        "drydock.long is not set: a second restore takes minutes");
    cronJob();
    String rows = rows();
    String files = files();
    backUp();
    admin
        .resource(new NamespaceBuilder().withNewMetadata().withName(copy()).endMetadata().build())
        .create();
    try {
      namespace = copy();
      secrets();

      RestoreRequestStatus copied =
          restore(
              "copy",
              "Fail",
              fromRepository(),
              CHECKS,
              "{application: {kubernetes: {namespaceMapping: {%s: %s}}}}"
                  .formatted(cluster.namespace(), copy()));

      isRestored(copied, rows, files);
      assertThat(
              admin
                  .genericKubernetesResources(cronJobs(), "CronJob")
                  .inNamespace(copy())
                  .withName("nightly")
                  .get()
                  .<Boolean>get("spec", "suspend"))
          .isTrue();
      namespace = cluster.namespace();
      assertThat(rows()).as("the original").isEqualTo(rows);
      assertThat(files()).isEqualTo(files);
    } finally {
      admin.resources(RestoreRequest.class).inNamespace(copy()).delete();
      await()
          .atMost(SOON)
          .until(
              () ->
                  admin
                      .resources(RestoreRequest.class)
                      .inNamespace(copy())
                      .list()
                      .getItems()
                      .isEmpty());
      admin.namespaces().withName(copy()).delete();
    }
  }

  private String copy() {
    return cluster.namespace() + "-copy";
  }

  private void spoil() throws Exception {
    exec("db", "psql", "-U", "shop", "-d", "orders", "-c", "delete from orders where id > 10");
    exec("web", "sh", "-c", "cd /srv/uploads && rm 1.txt && echo other >2.txt && echo >new");
  }

  private void isRestored(RestoreRequestStatus status, String rows, String files) throws Exception {
    assertThat(condition(status, "Complete")).as("%s", status).contains("Restored");
    assertThat(status.checks()).hasSize(3).allMatch(CheckOutcome::passed);
    assertThat(rows()).isEqualTo(rows);
    assertThat(files()).isEqualTo(files);
    nothingIsLeft();
  }

  private void objectsAreBack() {
    Secret secret = admin.secrets().inNamespace(namespace).withName("db").get();
    assertThat(new String(Base64.getDecoder().decode(secret.getData().get("password")), UTF_8))
        .isEqualTo("it's secret");
    assertThat(admin.services().inNamespace(namespace).list().getItems())
        .extracting(service -> service.getMetadata().getName())
        .containsExactly("db");
    assertThat(
            admin
                .genericKubernetesResources(cronJobs(), "CronJob")
                .inNamespace(namespace)
                .withName("nightly")
                .get())
        .isNotNull();
    assertThat(admin.rbac().roles().inNamespace(namespace).list().getItems()).isEmpty();
    await("rights go with the mover")
        .atMost(SOON)
        .until(
            () -> admin.rbac().roleBindings().inNamespace(namespace).list().getItems().isEmpty());
  }

  private static final String CHECKS =
      """
      [{name: rows, sql: {database: db, query: "select count(*) from orders", atLeast: 1000}},
       {name: page, http: {service: web, port: 8080, path: /7.txt, contains: upload 7}},
       {name: file, exec: {service: web, command: [test, -s, /srv/uploads/deep/er/note]}}]""";

  private String cronJobs() {
    return admin.supports("batch/v1", "CronJob") ? "batch/v1" : "batch/v1beta1";
  }

  private void cronJob() {
    cluster.apply(
        """
        apiVersion: %s
        kind: CronJob
        metadata: {name: nightly}
        spec:
          schedule: "0 3 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                  - {name: nightly, image: "debian:trixie-slim", command: ["true"]}
        """
            .formatted(cronJobs()));
  }

  private void fill() throws Exception {
    exec(
        "db",
        "psql",
        "-U",
        "shop",
        "-d",
        "orders",
        "-c",
        "create table orders (id int primary key, what text not null);"
            + " insert into orders select i, 'order ' || i from generate_series(1, 1000) i;"
            + " create role reader login password 'read';"
            + " grant select on orders to reader");
    exec(
        "web",
        "sh",
        "-c",
        "cd /srv/uploads && for i in $(seq 1 50); do echo upload $i >$i.txt; done;"
            + " chmod 600 7.txt; mkdir -p deep/er; echo note >deep/er/note; chmod 750 deep;"
            + " ln -s ../7.txt deep/link; touch -d 2020-02-02 3.txt");
  }

  private void secrets() {
    cluster.apply(
        namespace,
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
        """
            .formatted(EmbeddedS3.ACCESS_KEY, EmbeddedS3.SECRET_KEY));
  }

  private String repository() {
    return """
    {s3: {bucket: backups, prefix: shop, endpoint: "http://%s:%d", pathStyle: true, credentialsSecretRef: {name: s3}},
     passwordSecretRef: {name: repository}}"""
        .formatted(cluster.addressOfThisMachine(), s3.port());
  }

  private String fromRepository() {
    return "{application: %s, repository: %s}".formatted(cluster.namespace(), repository());
  }

  private void backUp() {
    cluster.apply(
        """
        apiVersion: drydock.dev/v1alpha1
        kind: BackupPolicy
        metadata: {name: shop}
        spec:
          application: {kubernetes: {namespaces: [%s]}}
          repository: %s
          schedule: {immediate: true}
          retention: {keepLast: 1}
        """
            .formatted(cluster.namespace(), repository().replace("\n", "")));
    BackupRun run = await().atMost(SOON).until(this::ended, Optional::isPresent).orElseThrow();
    assertThat(Conditions.isTrue(run.getStatus().conditions(), "Complete"))
        .as("conditions %s", run.getStatus().conditions())
        .isTrue();
  }

  private Optional<BackupRun> ended() {
    return admin.resources(BackupRun.class).inNamespace(namespace).list().getItems().stream()
        .filter(run -> run.getStatus() != null && run.getStatus().completionTime() != null)
        .findFirst();
  }

  private RestoreRequestStatus restore(
      String name, String existingData, String source, String checks) {
    return restore(name, existingData, source, checks, "{inPlace: {}}");
  }

  private RestoreRequestStatus restore(
      String name, String existingData, String source, String checks, String target) {
    cluster.apply(
        namespace,
        """
        apiVersion: drydock.dev/v1alpha1
        kind: RestoreRequest
        metadata: {name: %s}
        spec:
          source: %s
          target: %s
          existingData: %s
          checks: %s
        """
            .formatted(
                name,
                source.replace("\n", ""),
                target,
                existingData,
                checks.isEmpty() ? "[]" : checks.replace("\n", "")));
    return await("restore " + name)
        .atMost(LONG)
        .until(() -> status(name), status -> status != null && "Done".equals(status.step()));
  }

  private RestoreRequestStatus status(String name) {
    return admin
        .resources(RestoreRequest.class)
        .inNamespace(namespace)
        .withName(name)
        .get()
        .getStatus();
  }

  private static String condition(RestoreRequestStatus status, String type) {
    return Conditions.find(status.conditions(), type)
        .filter(c -> c.status().equals("True"))
        .map(c -> c.reason() + " " + c.message())
        .orElse("none of that type in " + status.conditions());
  }

  /** By the password over the network, as the application has it, and as a role of its own. */
  private String rows() throws Exception {
    return exec(
        "db",
        "sh",
        "-c",
        "h=$(hostname -i); q=\"select count(*), md5(string_agg(id || what, ',' order by id)) from orders\";"
            + " PGPASSWORD=\"$POSTGRES_PASSWORD\" psql -At -h \"$h\" -U shop -d orders -c \"$q\" &&"
            + " PGPASSWORD=read psql -At -h \"$h\" -U reader -d orders -c \"$q\"");
  }

  private String files() throws Exception {
    return exec(
        "web",
        "sh",
        "-c",
        "cd /srv/uploads && find . -mindepth 1 -printf '%p %y %m %U:%G %T@ %l\\n' | sort"
            + " && find . -type f -exec sha256sum {} + | sort");
  }

  private String exec(String application, String... command) throws Exception {
    Pod pod =
        admin.pods().inNamespace(namespace).withLabel("app", application).list().getItems().stream()
            .filter(p -> p.getMetadata().getDeletionTimestamp() == null)
            .min(Comparator.comparing(p -> p.getMetadata().getName()))
            .orElseThrow();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ExecWatch exec =
        admin
            .pods()
            .inNamespace(namespace)
            .withName(pod.getMetadata().getName())
            .writingOutput(out)
            .writingError(out)
            .exec(command)) {
      Integer status = exec.exitCode().get(30, TimeUnit.SECONDS);
      String said = out.toString(UTF_8);
      assertThat(status).as(said).isZero();
      return said;
    }
  }

  private void nothingIsLeft() {
    assertThat(admin.batch().v1().jobs().inNamespace(namespace).list().getItems())
        .as("movers are removed")
        .isEmpty();
    assertThat(admin.apps().deployments().inNamespace(namespace).list().getItems())
        .allMatch(d -> d.getSpec().getReplicas() == 2)
        .allMatch(d -> QuiesceMark.replicas(d.getMetadata()).isEmpty());
  }
}
