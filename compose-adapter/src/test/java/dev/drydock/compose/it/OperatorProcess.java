// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.it;

import static org.awaitility.Awaitility.await;

import dev.drydock.compose.ClusterOperator;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * {@code drydock operator} as it was built, with the token of its ServiceAccount, as a process of
 * this machine that can be killed.
 */
final class OperatorProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final TestCluster cluster;
  private final KubernetesClient admin;
  private final Path kubeconfig;
  private final Path log;
  private Process process;

  private OperatorProcess(
      TestCluster cluster, KubernetesClient admin, Path kubeconfig, Path log, Process process) {
    this.cluster = cluster;
    this.admin = admin;
    this.kubeconfig = kubeconfig;
    this.log = log;
    this.process = process;
  }

  static OperatorProcess start(TestCluster cluster, KubernetesClient admin, Path directory)
      throws IOException {
    Path kubeconfig = cluster.kubeconfigOfOperator(directory.resolve("kubeconfig"));
    Path log = Files.createTempFile(directory, "operator", ".log");
    OperatorProcess operator =
        new OperatorProcess(cluster, admin, kubeconfig, log, launch(cluster, kubeconfig, log));
    operator.awaitLease();
    return operator;
  }

  private static Process launch(TestCluster cluster, Path kubeconfig, Path log) throws IOException {
    return new ProcessBuilder(
            List.of(
                DrydockHost.launcher().toString(),
                "operator",
                "--kubeconfig",
                kubeconfig.toString(),
                "--image",
                TestCluster.image(),
                "--namespaces",
                cluster.namespace() + "," + cluster.copy(),
                "--lease-namespace",
                cluster.system(),
                "--restore-role",
                cluster.restoreRole(),
                "--sandbox-role",
                cluster.sandboxRights().role(),
                "--service-account",
                cluster.sandboxRights().account(),
                "--metrics",
                "none"))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  private void awaitLease() {
    await("the operator leads; its log is " + log)
        .atMost(PATIENCE)
        .until(() -> Files.readString(log).lines().anyMatch(line -> line.endsWith(" leads")));
  }

  /** kill -9; its lease goes too, since this does not test how long others wait for it. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
    admin.leases().inNamespace(cluster.system()).withName(ClusterOperator.LEASE).delete();
  }

  void restart() throws IOException {
    process = launch(cluster, kubeconfig, log);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  Path log() {
    return log;
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(40, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
