// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.api.v1alpha1.BackupPolicy;
import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.compose.ClusterOperator;
import dev.drydock.compose.ClusterOptions;
import dev.drydock.operator.status.Conditions;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * An operator that finds many policies and runs: it settles, and writes nothing from then on but
 * its lease. What it needed is printed.
 */
final class ClusterScaleIT {
  private static final int POLICIES = Integer.getInteger("drydock.scale.policies", 500);
  private static final int RUNS_EACH = 10;
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration QUIET = Duration.ofSeconds(20);

  private final TestCluster cluster = new TestCluster();
  private final CountedRequests requests = new CountedRequests();
  private KubernetesClient admin;
  private KubernetesClient client;
  private ClusterOperator operator;

  @BeforeEach
  void setUp() {
    assumeTrue(
        TestCluster.isThere(),
        TestCluster.VARIABLE + " names no kubeconfig: there is no Kubernetes cluster");
    assumeTrue(
        Boolean.getBoolean("drydock.long"),
        "drydock.long is not set: so many objects take minutes");
    admin = cluster.open();
    client = cluster.install(requests::countIn);
  }

  @AfterEach
  void tearDown() {
    if (operator != null) {
      operator.close();
    }
    if (client != null) {
      client.close();
    }
    cluster.close();
  }

  @Test
  void manyPoliciesAndRunsSettleAndAnIdleOperatorWritesNothing() throws Exception {
    int runs = POLICIES * RUNS_EACH;
    inParallel(POLICIES, this::policy);
    inParallel(runs, this::run);
    long before = heap();

    long begin = System.nanoTime();
    operator =
        ClusterOperator.start(
            client,
            new ClusterOptions(
                cluster.system(), "it", TestCluster.image(), Set.of(cluster.namespace()), null),
            Clock.systemUTC(),
            () -> {});
    awaitQuiet();
    Duration settled = Duration.ofNanos(System.nanoTime() - begin).minus(QUIET);
    CountedRequests.Counts settling = requests.take();
    TimeUnit.NANOSECONDS.sleep(QUIET.toNanos());
    CountedRequests.Counts idle = requests.take();
    long heap = heap() - before;

    System.out.printf(
        "measured: %d policies, %d runs: settled in %.0f s with %d requests (%.0f per second), %d of them writes;"
            + " idle: %.1f requests per second, %d writes but for the lease; %d MiB of heap%n",
        POLICIES,
        runs,
        settled.toMillis() / 1000.0,
        settling.all(),
        settling.all() * 1000.0 / settled.toMillis(),
        settling.writes(),
        idle.all() * 1000.0 / QUIET.toMillis(),
        idle.writes(),
        heap >> 20);
    assertThat(idle.writes()).as("%s", idle.written()).isZero();
    assertThat(heap).isLessThan(400L << 20);
    assertThat(policies())
        .hasSize(POLICIES)
        .allSatisfy(
            policy -> {
              assertThat(policy.getStatus().lastSuccessfulRun()).isNotNull();
              assertThat(Conditions.find(policy.getStatus().conditions(), "Ready")).isPresent();
            });
    assertThat(admin.resources(BackupRun.class).inNamespace(cluster.namespace()).list().getItems())
        .as("no run is lost, none is made")
        .hasSize(runs);
  }

  /** Waits until nothing was written for a while. */
  private void awaitQuiet() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      if (operator.isLeading()
          && requests.sinceLastWrite().compareTo(QUIET) > 0
          && policies().stream().allMatch(policy -> policy.getStatus() != null)) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
    throw new AssertionError("it still writes: " + requests.take().written());
  }

  private List<BackupPolicy> policies() {
    return admin.resources(BackupPolicy.class).inNamespace(cluster.namespace()).list().getItems();
  }

  private HasMetadata policy(int number) {
    return object(
        """
        apiVersion: drydock.dev/v1alpha1
        kind: BackupPolicy
        metadata: {name: policy-%d}
        spec:
          application: {kubernetes: {namespaces: [%s], matchLabels: {app: app-%d}}}
          repository:
            s3: {bucket: backups, prefix: p%d, endpoint: "http://127.0.0.1:1", credentialsSecretRef: {name: s3}}
            passwordSecretRef: {name: repository}
          schedule: {full: {cron: "%s"}}
          retention: {keepDaily: 7}
        """
            .formatted(number, cluster.namespace(), number, number, farAway()));
  }

  /** A slot that does not come while the test runs. */
  private static String farAway() {
    return "0 0 1 %d *".formatted(Instant.now().toString().substring(5, 7).equals("01") ? 7 : 1);
  }

  private HasMetadata run(int number) {
    int policy = number / RUNS_EACH;
    Instant ended =
        Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(600L * (1 + number % RUNS_EACH));
    return object(
        """
        apiVersion: drydock.dev/v1alpha1
        kind: BackupRun
        metadata: {name: policy-%1$d-full-%2$d, labels: {drydock.dev/policy: policy-%1$d}}
        spec: {policyRef: {name: policy-%1$d}, type: Full}
        status:
          observedGeneration: 1
          phase: Complete
          step: Finish
          attempt: 1
          startTime: "%3$s"
          snapshotTime: "%3$s"
          completionTime: "%3$s"
          conditions:
          - {type: Complete, status: "True", reason: BackedUp, message: all, lastTransitionTime: "%3$s", observedGeneration: 1}
          components:
          - {name: volume/data, snapshot: "%4$064x", files: 1000, bytes: 100000000}
          - {name: configuration, snapshot: "%4$064x", files: 10, bytes: 10000}
        """
            .formatted(policy, number % RUNS_EACH, ended, number));
  }

  private HasMetadata object(String yaml) {
    return admin.load(new ByteArrayInputStream(yaml.getBytes(UTF_8))).items().getFirst();
  }

  private void inParallel(int count, IntFunction<HasMetadata> object) throws Exception {
    try (ExecutorService executor = Executors.newFixedThreadPool(8)) {
      List<Future<?>> made = new ArrayList<>();
      for (int i : IntStream.range(0, count).toArray()) {
        made.add(executor.submit(() -> make(object.apply(i))));
      }
      for (Future<?> one : made) {
        one.get();
      }
    }
  }

  private void make(HasMetadata object) {
    HasMetadata created = admin.resource(object).inNamespace(cluster.namespace()).create();
    if (object instanceof BackupRun run) {
      run.getMetadata().setResourceVersion(created.getMetadata().getResourceVersion());
      run.getMetadata().setNamespace(cluster.namespace());
      var unused = admin.resource(run).updateStatus();
    }
  }

  private static long heap() throws InterruptedException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      TimeUnit.MILLISECONDS.sleep(300);
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }
}
