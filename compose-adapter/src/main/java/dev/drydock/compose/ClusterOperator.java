// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose;

import dev.drydock.kubernetes.KubernetesPlatform;
import dev.drydock.operator.DrydockOperator;
import dev.drydock.operator.OperatorSettings;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator on a Kubernetes cluster: waits until it holds the lease, reconciles as long as it
 * does, and ends the process when it has lost it, since another one may hold it then. Platform,
 * movers and status live in the cluster: there is nothing here to be kept.
 */
public final class ClusterOperator implements AutoCloseable {
  /** Name of the Lease by which replicas agree who reconciles. */
  public static final String LEASE = "drydock-operator";

  private static final Logger LOG = LoggerFactory.getLogger(ClusterOperator.class);
  private static final Duration LEASE_DURATION = Duration.ofSeconds(15);
  private static final Duration RENEW_DEADLINE = Duration.ofSeconds(10);
  private static final Duration RETRY_PERIOD = Duration.ofSeconds(2);
  private static final Duration GIVING_BACK = Duration.ofSeconds(5);

  private final ExecutorService executor = Executors.newSingleThreadExecutor();
  private final AtomicReference<@Nullable DrydockOperator> leading = new AtomicReference<>();
  private final KubernetesClient client;
  private final ClusterOptions options;
  private final Clock clock;
  private final Runnable end;
  private @Nullable MetricsEndpoint metrics;
  private volatile boolean closing;

  private ClusterOperator(
      KubernetesClient client, ClusterOptions options, Clock clock, Runnable end) {
    this.client = client;
    this.options = options;
    this.clock = clock;
    this.end = end;
  }

  /**
   * Starts to stand for election.
   *
   * @param client the API of the cluster; stays the caller's to close
   * @param end called when this process must not go on: the lease or the API is lost
   */
  public static ClusterOperator start(
      KubernetesClient client, ClusterOptions options, Clock clock, Runnable end) {
    ClusterOperator operator = new ClusterOperator(client, options, clock, end);
    InetSocketAddress address = options.metrics();
    if (address != null) {
      operator.metrics = MetricsEndpoint.start(address, operator::scrape, operator::isHealthy);
    }
    operator.executor.execute(operator::stand);
    return operator;
  }

  private void stand() {
    LeaderElector elector =
        client
            .leaderElector()
            .withConfig(
                new LeaderElectionConfigBuilder()
                    .withName(LEASE)
                    .withLock(new LeaseLock(options.leaseNamespace(), LEASE, options.identity()))
                    .withLeaseDuration(LEASE_DURATION)
                    .withRenewDeadline(RENEW_DEADLINE)
                    .withRetryPeriod(RETRY_PERIOD)
                    .withReleaseOnCancel(true)
                    .withLeaderCallbacks(
                        new LeaderCallbacks(this::lead, this::lost, this::hasLeader))
                    .build())
            .build();
    try {
      elector.run();
    } catch (RuntimeException e) {
      LOG.error("standing for election failed", e);
    }
    if (!closing) {
      end.run();
    }
  }

  private void lead() {
    try {
      startOperator();
    } catch (RuntimeException e) {
      LOG.error("the operator cannot start; are the CRDs there (chart drydock-crds)?", e);
      end.run();
    }
  }

  private void startOperator() {
    DrydockOperator operator =
        new DrydockOperator(
            client,
            new KubernetesPlatform(client, options.image(), options.restoreRole(), clock),
            (namespace, name) -> Optional.empty(), // nobody but movers reads Secrets
            clock,
            OperatorSettings.standard()
                .withNamespaces(options.namespaces())
                .withOnInformerStopped(end));
    leading.set(operator);
    operator.start();
    LOG.info("{} leads", options.identity());
  }

  private void lost() {
    if (!closing) {
      LOG.error("{} has lost its lease and ends, because another one leads", options.identity());
      end.run();
    }
  }

  private void hasLeader(String leader) {
    LOG.info("the lease {} is held by {}", LEASE, leader);
  }

  /** Whether this one reconciles. */
  public boolean isLeading() {
    return leading.get() != null;
  }

  /**
   * One that waits is healthy; one that leads and does not see the API loses its lease, and ends.
   */
  private boolean isHealthy() {
    DrydockOperator operator = leading.get();
    return operator == null || operator.isAlive();
  }

  private String scrape() {
    DrydockOperator operator = leading.get();
    return operator == null ? "" : operator.metrics();
  }

  @Override
  public void close() {
    closing = true;
    DrydockOperator operator = leading.getAndSet(null);
    if (operator != null) {
      operator.close();
    }
    executor.shutdownNow();
    try {
      if (!executor.awaitTermination(GIVING_BACK.toSeconds(), TimeUnit.SECONDS)) {
        LOG.warn("the lease was not given back; another one leads when it has run out");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (metrics != null) {
      metrics.close();
    }
  }
}
