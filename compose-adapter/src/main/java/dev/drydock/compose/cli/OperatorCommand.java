// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.cli;

import dev.drydock.compose.ClusterOperator;
import dev.drydock.compose.ClusterOptions;
import dev.drydock.compose.docker.DockerPlatform;
import dev.drydock.kubernetes.job.MoverResources;
import dev.drydock.kubernetes.sandbox.SandboxRights;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.File;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code drydock operator}. */
@Command(
    name = "operator",
    description = {
      "Run the controller of a Kubernetes cluster, in the foreground.",
      "The chart drydock starts it in the cluster; replicas elect a leader."
    })
final class OperatorCommand implements Callable<Integer> {
  private static final long STOPPING_SECONDS = 25;

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description =
          "How to reach the cluster. Default: as kubectl does, in a pod by its ServiceAccount.")
  private @Nullable Path kubeconfig;

  @Option(
      names = "--image",
      paramLabel = "IMAGE",
      description =
          "The image of movers. Default: $DRYDOCK_IMAGE, or " + DockerPlatform.DEFAULT_IMAGE + ".")
  private @Nullable String image;

  @Option(
      names = "--namespaces",
      paramLabel = "NAMESPACE",
      split = ",",
      description = "Look after these namespaces only. Default: all.")
  private Set<String> namespaces = Set.of();

  @Option(
      names = "--lease-namespace",
      paramLabel = "NAMESPACE",
      description =
          "Where replicas agree who leads. Default: $POD_NAMESPACE, or the one of the kubeconfig.")
  private @Nullable String leaseNamespace;

  @Option(
      names = "--metrics",
      paramLabel = "ADDRESS:PORT",
      defaultValue = "127.0.0.1:9445",
      description =
          "Where Prometheus metrics are served; none for nowhere. Default: ${DEFAULT-VALUE}.")
  private String metrics = "";

  @Option(
      names = "--restore-role",
      paramLabel = "CLUSTERROLE",
      description =
          "What the mover of a restore may do in its namespace, to make Secrets and other objects anew. Default: $DRYDOCK_RESTORE_ROLE, or nothing.")
  private @Nullable String restoreRole;

  @Option(
      names = "--mover-resources",
      paramLabel = "JSON",
      description =
          "What containers of movers ask of a node: an object with mover, dump and load, each with requests and limits as in a manifest. Default: $DRYDOCK_MOVER_RESOURCES, or the usual.")
  private @Nullable String moverResources;

  @Option(
      names = "--sandbox-role",
      paramLabel = "CLUSTERROLE",
      description =
          "What this operator gives itself in each namespace that it makes for a drill. Default: $DRYDOCK_SANDBOX_ROLE, or nothing, so that drills are refused.")
  private @Nullable String sandboxRole;

  @Option(
      names = "--service-account",
      paramLabel = "NAME",
      description =
          "The operator's own ServiceAccount, which gets that role. Default: $POD_SERVICE_ACCOUNT.")
  private @Nullable String serviceAccount;

  @Option(
      names = "--sandbox-quota",
      paramLabel = "NAME=QUANTITY,…",
      description =
          "What a sandbox may have at most, as in a ResourceQuota. Default: $DRYDOCK_SANDBOX_QUOTA, or what its application asks for.")
  private @Nullable String sandboxQuota;

  @Override
  public Integer call() throws InterruptedException {
    Config config =
        kubeconfig == null
            ? Config.autoConfigure(null)
            : Config.fromKubeconfig(new File(kubeconfig.toString()));
    config.setOnlyHttpWatches(true);
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build();
        ClusterOperator operator =
            ClusterOperator.start(
                client,
                options(config),
                Clock.systemUTC(),
                // at once: another one may lead in seconds, and what is half done is found again
                () -> Runtime.getRuntime().halt(1))) {
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    asked.countDown();
                    try {
                      boolean unused = closed.await(STOPPING_SECONDS, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  }));
      asked.await();
    } finally {
      closed.countDown();
    }
    return 0;
  }

  private ClusterOptions options(Config config) {
    String lease =
        first(leaseNamespace, System.getenv("POD_NAMESPACE"), config.getNamespace(), "default");
    return new ClusterOptions(
        lease,
        first(System.getenv("POD_NAME"), System.getenv("HOSTNAME"), "operator")
            + "-"
            + UUID.randomUUID(),
        first(image, System.getenv("DRYDOCK_IMAGE"), DockerPlatform.DEFAULT_IMAGE),
        namespaces,
        metrics.equals("none") ? null : UpCommand.address(metrics),
        told(restoreRole, "DRYDOCK_RESTORE_ROLE"),
        sandboxRights(lease),
        resources());
  }

  private MoverResources resources() {
    String asked = told(moverResources, "DRYDOCK_MOVER_RESOURCES");
    return asked == null ? MoverResources.USUAL : MoverResources.parse(asked);
  }

  private @Nullable SandboxRights sandboxRights(String installation) {
    String role = told(sandboxRole, "DRYDOCK_SANDBOX_ROLE");
    String account = told(serviceAccount, "POD_SERVICE_ACCOUNT");
    String quota = told(sandboxQuota, "DRYDOCK_SANDBOX_QUOTA");
    return role == null || account == null
        ? null
        : new SandboxRights(
            installation, account, role, SandboxRights.quota(quota == null ? "" : quota));
  }

  private static @Nullable String told(@Nullable String option, String variable) {
    String value = option == null ? System.getenv(variable) : option;
    return value == null || value.isBlank() ? null : value;
  }

  private static String first(@Nullable String... candidates) {
    for (String candidate : candidates) {
      if (candidate != null && !candidate.isBlank()) {
        return candidate;
      }
    }
    throw new IllegalArgumentException(Objects.toString(candidates));
  }
}
