// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose;

import dev.drydock.kubernetes.KubernetesPlatform;
import dev.drydock.operator.DrydockOperator;
import dev.drydock.operator.OperatorSettings;
import dev.drydock.operator.metrics.DrydockMetrics;
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
import java.util.function.Supplier;
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
  private static final Duration GIVING_BACK = Duration.ofSeconds(5);

  /** What reconciles, from when it is made until it is closed. */
  private final AtomicReference<@Nullable Reconciling> made = new AtomicReference<>();

  private final ExecutorService executor = Executors.newSingleThreadExecutor();
  private final KubernetesClient client;
  private final ClusterOptions options;
  private final Terms terms;
  private final Supplier<Reconciling> maker;
  private final Runnable end;
  private @Nullable MetricsEndpoint metrics;
  private volatile boolean started;
  private volatile boolean closing;

  private ClusterOperator(
      KubernetesClient client,
      ClusterOptions options,
      Terms terms,
      Supplier<Reconciling> maker,
      Runnable end) {
    this.client = client;
    this.options = options;
    this.terms = terms;
    this.maker = maker;
    this.end = end;
  }

  /**
   * How long a lease lasts.
   *
   * @param duration after this long without a renewal another one may take it
   * @param renewal after this long without a renewal its holder gives it up
   * @param retry time between two tries to have or renew it
   */
  record Terms(Duration duration, Duration renewal, Duration retry) {
    static final Terms USUAL =
        new Terms(Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(2));
  }

  /** What is done while the lease is held. */
  interface Reconciling extends AutoCloseable {
    /** Returns when everything that exists has been seen, which may take minutes. */
    void start();

    /** Whether it is started and has not lost the API for good. */
    boolean isAlive();

    /** Its metrics in the text format of Prometheus. */
    String metrics();

    @Override
    void close();
  }

  /**
   * Starts to stand for election.
   *
   * @param client the API of the cluster; stays the caller's to close
   * @param end called when this process must not go on: the lease or the API is lost
   */
  public static ClusterOperator start(
      KubernetesClient client, ClusterOptions options, Clock clock, Runnable end) {
    return start(client, options, Terms.USUAL, () -> operator(client, options, clock, end), end);
  }

  static ClusterOperator start(
      KubernetesClient client,
      ClusterOptions options,
      Terms terms,
      Supplier<Reconciling> maker,
      Runnable end) {
    ClusterOperator operator = new ClusterOperator(client, options, terms, maker, end);
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
                    .withLeaseDuration(terms.duration())
                    .withRenewDeadline(terms.renewal())
                    .withRetryPeriod(terms.retry())
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

  /** In a thread of its own, since the lease is not renewed before this returns. */
  private void lead() {
    Thread.ofPlatform().name("operator-start").daemon().start(this::startReconciling);
  }

  private void startReconciling() {
    try {
      Reconciling reconciling = maker.get();
      made.set(reconciling);
      if (!closing) {
        reconciling.start();
        started = true;
      }
      if (closing) {
        closeReconciling();
      } else {
        LOG.info("{} leads", options.identity());
      }
    } catch (RuntimeException e) {
      if (!closing) {
        LOG.error("the operator cannot start; are the CRDs there (chart drydock-crds)?", e);
        end.run();
      }
    }
  }

  private static Reconciling operator(
      KubernetesClient client, ClusterOptions options, Clock clock, Runnable end) {
    DrydockOperator operator =
        new DrydockOperator(
            client,
            new KubernetesPlatform(
                client,
                options.image(),
                options.restoreRole(),
                options.sandboxRights(),
                options.resources(),
                clock),
            (namespace, name) -> Optional.empty(), // nobody but movers reads Secrets
            clock,
            OperatorSettings.standard()
                .withNamespaces(options.namespaces())
                .withOnInformerStopped(end));
    return new Reconciling() {
      @Override
      public void start() {
        operator.start();
      }

      @Override
      public boolean isAlive() {
        return operator.isAlive();
      }

      @Override
      public String metrics() {
        return operator.metrics();
      }

      @Override
      public void close() {
        operator.close();
      }
    };
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
    return started && !closing;
  }

  /**
   * One that waits or starts is healthy; one that leads and does not see the API loses its lease,
   * and ends.
   */
  private boolean isHealthy() {
    Reconciling reconciling = made.get();
    return !started || reconciling == null || reconciling.isAlive();
  }

  private String scrape() {
    Reconciling reconciling = made.get();
    return DrydockMetrics.leading(isLeading()) + (reconciling == null ? "" : reconciling.metrics());
  }

  private void closeReconciling() {
    Reconciling reconciling = made.getAndSet(null);
    if (reconciling != null) {
      reconciling.close();
    }
  }

  @Override
  public void close() {
    closing = true;
    closeReconciling();
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
