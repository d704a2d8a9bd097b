// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.api.v1alpha1.BackupPolicy;
import dev.drydock.api.v1alpha1.BackupPolicyStatus;
import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.CheckOutcome;
import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.api.v1alpha1.RestoreRequestStatus;
import dev.drydock.compose.ClusterOperator;
import dev.drydock.compose.ClusterOptions;
import dev.drydock.kubernetes.job.MoverResources;
import dev.drydock.mover.storage.s3.EmbeddedS3;
import dev.drydock.operator.status.Conditions;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Drills on a real cluster: the operator as its ServiceAccount, with what the chart lets it do and
 * nothing else, and without hooks: it runs commands in pods of sandboxes only.
 */
final class KubernetesDrillIT {
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final Duration LONG = Duration.ofMinutes(4);
  private static final String CHECKS =
      """
      [{name: rows, sql: {database: db, query: "select count(*) from orders", equals: "1000"}}, \
      {name: page, http: {service: web, port: 8080, path: /7.txt, contains: upload 7}}, \
      {name: file, exec: {service: web, command: [test, -s, /srv/uploads/50.txt]}}]""";

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
        TestCluster.VARIABLE + " names no kubeconfig: there is no Kubernetes cluster for drills");
    assumeTrue(
        Boolean.getBoolean("drydock.long"),
        "drydock.long is not set: several drills, one after another, take minutes");
    admin = cluster.open();
    s3 = new EmbeddedS3(directory.resolve("s3"), "0.0.0.0");
    s3.makeBucket("backups");
    cluster.create("kubernetes-application.yaml");
    cluster.withoutHooks();
    client = cluster.install();
    startOperator();
    cluster.awaitReady("db", "web");
    fill();
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
        apiVersion: v1
        kind: Service
        metadata: {name: outside}
        spec: {type: NodePort, selector: {app: web}, ports: [{port: 80, targetPort: 8080, protocol: TCP}]}
        """
            .formatted(EmbeddedS3.ACCESS_KEY, EmbeddedS3.SECRET_KEY));
  }

  private void startOperator() {
    operator =
        ClusterOperator.start(
            client,
            new ClusterOptions(
                cluster.system(),
                "it",
                TestCluster.image(),
                Set.of(cluster.namespace()),
                null,
                cluster.restoreRole(),
                cluster.sandboxRights(),
                MoverResources.USUAL),
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
  void drillsProveTheBackupAndNoSandboxOutlivesItsTime() throws Exception {
    String before = application();
    ZonedDateTime slot =
        ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(100).truncatedTo(ChronoUnit.MINUTES);
    policy(slot);
    awaitBackup();

    byHand("kept", "25s");
    RestoreRequestStatus kept =
        restore("kept", status -> "KeepSandbox".equals(status.step()) || isDone(status));
    isPassed(kept);
    isShutOff(kept.sandbox());
    assertThat(kept.sandboxExpires())
        .isGreaterThan(Instant.parse(String.valueOf(kept.completionTime())).toString());
    await("the sandbox goes when its time is over")
        .atMost(LONG)
        .until(() -> admin.namespaces().withName(kept.sandbox()).get() == null);
    isPassed(restore("kept", KubernetesDrillIT::isDone));

    aSandboxWhoseRequestVanishedGoesAtTheNextStart();

    BackupPolicyStatus proved =
        await("the drill of the schedule")
            .atMost(LONG)
            .until(
                this::policyStatus,
                status -> status.lastDrill() != null && status.measured() != null);
    assertThat(proved.lastDrill().passed()).as("%s", proved.lastDrill()).isTrue();
    assertThat(proved.lastPassedDrill().name()).isIn("kept", proved.lastDrill().name());
    assertThat(proved.lastDrill().message()).contains("3 of 3 checks passed");
    assertThat(proved.measured().recoveryTime()).isNotNull();
    assertThat(proved.measured().recoveryPoint()).isNotNull();
    assertThat(Conditions.isTrue(proved.conditions(), "RecoveryTimeObjectiveMet")).isTrue();
    assertThat(Conditions.isTrue(proved.conditions(), "RestoreTested")).isTrue();
    System.out.printf(
        "Drill on Kubernetes: recovery time %s, recovery point %s%n",
        proved.measured().recoveryTime(), proved.measured().recoveryPoint());
    restore(proved.lastDrill().name(), KubernetesDrillIT::isDone);
    assertThat(sandboxes()).isEmpty();
    assertThat(application()).as("the application itself").isEqualTo(before);
    await("nothing is left of movers")
        .atMost(SOON)
        .untilAsserted(
            () -> {
              assertThat(jobs(cluster.namespace())).isEmpty();
              assertThat(
                      admin
                          .rbac()
                          .roleBindings()
                          .inNamespace(cluster.namespace())
                          .list()
                          .getItems())
                  .isEmpty();
            });
  }

  /** Killed in the middle, and the request is removed by force before the next one starts. */
  private void aSandboxWhoseRequestVanishedGoesAtTheNextStart() {
    byHand("vanished", "1h");
    await("a mover in the sandbox")
        .atMost(LONG)
        .until(
            () ->
                status("vanished") != null
                    && status("vanished").sandbox() != null
                    && !jobs(status("vanished").sandbox()).isEmpty());
    operator.close();
    admin
        .resources(RestoreRequest.class)
        .inNamespace(cluster.namespace())
        .withName("vanished")
        .edit(
            request -> {
              request.getMetadata().setFinalizers(List.of());
              return request;
            });
    admin
        .resources(RestoreRequest.class)
        .inNamespace(cluster.namespace())
        .withName("vanished")
        .delete();
    startOperator();
    byHand("deleted", "1h");
    await("a sandbox again")
        .atMost(LONG)
        .until(
            () ->
                status("deleted") != null
                    && status("deleted").sandbox() != null
                    && admin.namespaces().withName(status("deleted").sandbox()).get() != null);
    admin
        .resources(RestoreRequest.class)
        .inNamespace(cluster.namespace())
        .withName("deleted")
        .delete();
    await("the sandboxes of both")
        .atMost(LONG)
        .until(
            () ->
                sandboxes().stream()
                    .map(namespace -> namespace.getMetadata().getLabels())
                    .map(labels -> String.valueOf(labels.get("drydock.dev/restore")))
                    .noneMatch(Set.of("vanished", "deleted")::contains));
  }

  private void isShutOff(@Nullable String sandbox) {
    assertThat(sandbox).startsWith("drydock-drill-");
    Namespace namespace = admin.namespaces().withName(sandbox).get();
    assertThat(namespace.getMetadata().getLabels())
        .containsEntry("drydock.dev/installation", cluster.system())
        .containsEntry("drydock.dev/restore-namespace", cluster.namespace())
        .containsEntry("drydock.dev/restore", "kept")
        .containsKey("drydock.dev/restore-uid");
    await("when it ends is noted")
        .atMost(SOON)
        .until(
            () ->
                admin
                    .namespaces()
                    .withName(sandbox)
                    .get()
                    .getMetadata()
                    .getAnnotations()
                    .containsKey("drydock.dev/expires"));
    assertThat(admin.network().v1().networkPolicies().inNamespace(sandbox).list().getItems())
        .extracting(policy -> policy.getMetadata().getName())
        .containsExactly("drydock-sandbox", "drydock-sandbox-movers");
    String shut =
        admin
            .network()
            .v1()
            .networkPolicies()
            .inNamespace(sandbox)
            .withName("drydock-sandbox")
            .get()
            .getMetadata()
            .getCreationTimestamp();
    assertThat(admin.secrets().inNamespace(sandbox).withName("db").get().getMetadata())
        .satisfies(made -> assertThat(made.getCreationTimestamp()).isGreaterThanOrEqualTo(shut));
    assertThat(
            new String(
                Base64.getDecoder()
                    .decode(
                        admin
                            .secrets()
                            .inNamespace(sandbox)
                            .withName("drydock-sandbox-repository")
                            .get()
                            .getData()
                            .get("password")),
                UTF_8))
        .isEqualTo("correct horse");
    assertThat(admin.resourceQuotas().inNamespace(sandbox).list().getItems())
        .extracting(quota -> quota.getMetadata().getName())
        .containsExactly("drydock-sandbox", "drydock-sandbox-size");
    assertThat(admin.services().inNamespace(sandbox).list().getItems())
        .hasSize(2)
        .allMatch(service -> "ClusterIP".equals(service.getSpec().getType()));
    assertThat(admin.pods().inNamespace(sandbox).withLabel("app").list().getItems())
        .hasSize(3)
        .noneMatch(pod -> pod.getMetadata().getLabels().containsKey("drydock.dev/job"));
  }

  private void isPassed(RestoreRequestStatus status) {
    assertThat(Conditions.isTrue(status.conditions(), "Complete")).as("%s", status).isTrue();
    assertThat(status.checks()).hasSize(3).allMatch(CheckOutcome::passed);
  }

  private List<Namespace> sandboxes() {
    return admin
        .namespaces()
        .withLabel("drydock.dev/installation", cluster.system())
        .list()
        .getItems();
  }

  private List<String> jobs(String namespace) {
    return admin.batch().v1().jobs().inNamespace(namespace).list().getItems().stream()
        .map(job -> job.getMetadata().getName())
        .toList();
  }

  /** What of the application must not be touched: its pods, its rows and its files. */
  private String application() throws Exception {
    List<String> pods =
        admin.pods().inNamespace(cluster.namespace()).withLabel("app").list().getItems().stream()
            .map(pod -> pod.getMetadata().getName() + " " + pod.getMetadata().getUid())
            .sorted()
            .toList();
    return pods
        + exec(
            "db",
            "psql",
            "-U",
            "shop",
            "-d",
            "orders",
            "-Atc",
            "select count(*), md5(string_agg(id || what, ',' order by id)) from orders")
        + exec("web", "sh", "-c", "cd /srv/uploads && find . -type f -exec sha256sum {} + | sort");
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
            + " insert into orders select i, 'order ' || i from generate_series(1, 1000) i");
    exec(
        "web",
        "sh",
        "-c",
        "cd /srv/uploads && for i in $(seq 1 50); do echo upload $i >$i.txt; done");
  }

  private void policy(ZonedDateTime slot) {
    cluster.apply(
        """
        apiVersion: drydock.dev/v1alpha1
        kind: BackupPolicy
        metadata: {name: shop}
        spec:
          application: {kubernetes: {namespaces: [%s]}}
          repository:
            s3: {bucket: backups, prefix: shop, endpoint: "http://%s:%d", pathStyle: true, credentialsSecretRef: {name: s3}}
            passwordSecretRef: {name: repository}
          schedule: {immediate: true}
          retention: {keepLast: 1}
          objectives: {recoveryTime: 10m, recoveryPoint: 24h}
          verification:
            drill:
              cron: "%d %d %d %d *"
              checks: %s
        """
            .formatted(
                cluster.namespace(),
                cluster.addressOfThisMachine(),
                s3.port(),
                slot.getMinute(),
                slot.getHour(),
                slot.getDayOfMonth(),
                slot.getMonthValue(),
                CHECKS));
  }

  private void awaitBackup() {
    BackupRun run = await().atMost(SOON).until(this::ended, Optional::isPresent).orElseThrow();
    assertThat(Conditions.isTrue(run.getStatus().conditions(), "Complete"))
        .as("conditions %s", run.getStatus().conditions())
        .isTrue();
  }

  private Optional<BackupRun> ended() {
    return admin
        .resources(BackupRun.class)
        .inNamespace(cluster.namespace())
        .list()
        .getItems()
        .stream()
        .filter(run -> run.getStatus() != null && run.getStatus().completionTime() != null)
        .findFirst();
  }

  private void byHand(String name, String timeToLive) {
    cluster.apply(
        """
        apiVersion: drydock.dev/v1alpha1
        kind: RestoreRequest
        metadata: {name: %s}
        spec:
          source: {policyRef: {name: shop}}
          target: {sandbox: {timeToLive: %s}}
          checks: %s
        """
            .formatted(name, timeToLive, CHECKS));
  }

  private RestoreRequestStatus restore(String name, Predicate<RestoreRequestStatus> wanted) {
    return await("drill " + name)
        .atMost(LONG)
        .until(() -> status(name), status -> status != null && wanted.test(status));
  }

  private static boolean isDone(RestoreRequestStatus status) {
    return "Done".equals(status.step());
  }

  private @Nullable RestoreRequestStatus status(String name) {
    RestoreRequest request =
        admin.resources(RestoreRequest.class).inNamespace(cluster.namespace()).withName(name).get();
    return request == null ? null : request.getStatus();
  }

  private BackupPolicyStatus policyStatus() {
    return admin
        .resources(BackupPolicy.class)
        .inNamespace(cluster.namespace())
        .withName("shop")
        .get()
        .getStatus();
  }

  private String exec(String application, String... command) throws Exception {
    Pod pod =
        admin
            .pods()
            .inNamespace(cluster.namespace())
            .withLabel("app", application)
            .list()
            .getItems()
            .getFirst();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ExecWatch exec =
        admin
            .pods()
            .inNamespace(cluster.namespace())
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
}
