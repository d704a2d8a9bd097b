// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.kubernetes.cluster.QuiesceMark;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The shop in a namespace of a real cluster; the operator runs with what the chart lets it do, and
 * nothing else.
 */
final class ClusterSite implements Site {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String MOVER = "mover";

  private final TestCluster cluster;
  private final KubernetesClient admin;
  private final Bucket bucket;
  private final Path directory;
  private final String namespace;
  private OperatorProcess operator;

  private ClusterSite(
      TestCluster cluster,
      KubernetesClient admin,
      Bucket bucket,
      Path directory,
      String namespace,
      OperatorProcess operator) {
    this.cluster = cluster;
    this.admin = admin;
    this.bucket = bucket;
    this.directory = directory;
    this.namespace = namespace;
    this.operator = operator;
  }

  static ClusterSite open(Path directory) throws Exception {
    assumeTrue(
        TestCluster.isThere(),
        TestCluster.VARIABLE + " names no kubeconfig: there is no Kubernetes cluster");
    assumeTrue(DrydockHost.launcher() != null, "target/drydock is not built: mvn package");
    TestCluster cluster = new TestCluster();
    KubernetesClient admin = cluster.open();
    cluster.create("kubernetes-application.yaml");
    cluster.install().close();
    ClusterSite site =
        new ClusterSite(
            cluster,
            admin,
            Bucket.open(directory.resolve("s3")),
            directory,
            cluster.namespace(),
            OperatorProcess.start(cluster, admin, directory));
    site.apply(Bucket.secrets(PASSWORD));
    site.awaitReady();
    Goods.fill(site);
    return site;
  }

  @Override
  public String policy() {
    return "shop";
  }

  @Override
  public String namespace() {
    return namespace;
  }

  @Override
  public KubernetesClient api() {
    return admin;
  }

  @Override
  public String application() {
    return "{kubernetes: {namespaces: [%s]}}".formatted(namespace());
  }

  @Override
  public String applicationName() {
    return namespace();
  }

  @Override
  public String anew() {
    return "{inPlace: {}}";
  }

  @Override
  public Bucket bucket() {
    return bucket;
  }

  @Override
  public String thisMachine() {
    return cluster.addressOfThisMachine();
  }

  @Override
  public void apply(String yaml) {
    cluster.apply(namespace, yaml);
  }

  @Override
  public String exec(String service, String command) {
    Pod pod = pods(service).min(Comparator.comparing(p -> p.getMetadata().getName())).orElseThrow();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ExecWatch exec =
        admin
            .pods()
            .inNamespace(namespace())
            .withName(pod.getMetadata().getName())
            .writingOutput(out)
            .writingError(out)
            .exec("sh", "-c", command)) {
      Integer status = exec.exitCode().get(60, TimeUnit.SECONDS);
      String said = out.toString(UTF_8).strip();
      assertThat(status).as(said).isZero();
      return said;
    } catch (Exception e) {
      throw new AssertionError(command, e);
    }
  }

  private Stream<Pod> pods(String service) {
    return admin
        .pods()
        .inNamespace(namespace())
        .withLabel("app", service)
        .list()
        .getItems()
        .stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null);
  }

  @Override
  public String states() {
    List<String> states = new ArrayList<>();
    for (Deployment d : admin.apps().deployments().inNamespace(namespace()).list().getItems()) {
      states.add(state(d, d.getSpec().getReplicas()));
    }
    for (StatefulSet s : admin.apps().statefulSets().inNamespace(namespace()).list().getItems()) {
      states.add(state(s, s.getSpec().getReplicas()));
    }
    return String.join("\n", states);
  }

  private static String state(HasMetadata workload, int replicas) {
    return "%s=%d%s"
        .formatted(
            workload.getMetadata().getName(),
            replicas,
            QuiesceMark.replicas(workload.getMetadata()).isEmpty() ? "" : " marked as stopped");
  }

  @Override
  public void awaitReady() {
    cluster.awaitReady("db", "web");
  }

  @Override
  public void restartDatabase() {
    Pod pod = pods("db").findFirst().orElseThrow();
    admin.resource(pod).delete();
    await("the database is another pod")
        .atMost(PATIENCE)
        .until(
            () ->
                pods("db")
                    .anyMatch(p -> !p.getMetadata().getUid().equals(pod.getMetadata().getUid())));
    awaitReady();
  }

  @Override
  public void destroy() {
    cluster.makeNamespaceAnew();
    apply(Bucket.secrets(PASSWORD));
  }

  @Override
  public void killController() throws Exception {
    operator.kill();
  }

  @Override
  public void startController() throws Exception {
    operator.restart();
  }

  /** As a cluster does with a pod that ends because it has lost the API. */
  void restartControllerIfItEnded() throws Exception {
    if (!operator.isAlive()) {
      operator.restart();
    }
  }

  /** Installs everything again into the cluster, which has lost it all; but no application. */
  void installAnew() throws Exception {
    operator.kill();
    cluster.makeNamespaces();
    cluster.install().close();
    operator = OperatorProcess.start(cluster, admin, directory);
    apply(Bucket.secrets(PASSWORD));
  }

  /** Waits until a mover runs. */
  void awaitMover() {
    await("a mover runs")
        .atMost(PATIENCE)
        .until(
            () -> movers().stream().anyMatch(pod -> "Running".equals(pod.getStatus().getPhase())));
  }

  private List<Pod> movers() {
    return admin
        .pods()
        .inNamespace(namespace())
        .withLabel("app.kubernetes.io/component", MOVER)
        .list()
        .getItems();
  }

  @Override
  public int killMovers() {
    List<Pod> movers = movers();
    movers.forEach(pod -> admin.resource(pod).withGracePeriod(0).delete());
    return movers.size();
  }

  @Override
  public String leftovers() {
    Stream<String> jobs =
        admin.batch().v1().jobs().inNamespace(namespace()).list().getItems().stream()
            .map(job -> "Job " + job.getMetadata().getName());
    Stream<String> sandboxes =
        admin
            .namespaces()
            .withLabel("drydock.dev/restore-namespace", namespace())
            .list()
            .getItems()
            .stream()
            .map(sandbox -> sandbox.getMetadata().getName())
            .map(name -> "Namespace " + name);
    return Stream.concat(jobs, sandboxes).collect(java.util.stream.Collectors.joining("\n"));
  }

  @Override
  public Path log() {
    return operator.log();
  }

  /** A further namespace, without anything but the Secrets of the repository. */
  ClusterSite copy() {
    ClusterSite copy = new ClusterSite(cluster, admin, bucket, directory, cluster.copy(), operator);
    cluster.makeNamespace(copy.namespace);
    copy.apply(Bucket.secrets(PASSWORD));
    return copy;
  }

  private boolean isCopy() {
    return !namespace.equals(cluster.namespace());
  }

  @Override
  public void close() throws Exception {
    if (isCopy()) {
      cluster.remove(namespace);
      return;
    }
    operator.close();
    bucket.close();
    cluster.close();
  }
}
