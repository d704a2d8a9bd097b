// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator;

import static java.util.Objects.requireNonNull;

import dev.drydock.api.v1alpha1.BackupPolicy;
import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.operator.event.ClientEventRecorder;
import dev.drydock.operator.event.EventRecorder;
import dev.drydock.operator.metrics.DrydockMetrics;
import dev.drydock.operator.notification.WebhookNotifier;
import dev.drydock.operator.platform.Platform;
import dev.drydock.operator.platform.SecretReader;
import dev.drydock.operator.policy.BackupPolicyReconciler;
import dev.drydock.operator.policy.PolicyDeletion;
import dev.drydock.operator.policy.PolicyDependencies;
import dev.drydock.operator.policy.PolicyMachine;
import dev.drydock.operator.restore.RestoreRequestReconciler;
import dev.drydock.operator.restore.RestoreSettings;
import dev.drydock.operator.run.BackupRunReconciler;
import dev.drydock.operator.run.RunDependencies;
import dev.drydock.operator.run.RunMachine;
import dev.drydock.operator.run.RunSettings;
import dev.drydock.operator.status.ClientResourceStore;
import dev.drydock.operator.status.ResourceStore;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The operator: reconciles policies, runs and restores until it is stopped. It may be killed at any
 * moment; the next one goes on. The client stays the caller's to close.
 */
public final class DrydockOperator implements AutoCloseable {
  private static final Duration TERMINATION = Duration.ofSeconds(20);

  private final OperatorSettings settings;
  private final LostApi lost;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final WebhookNotifier notifier;
  private final Operator operator;
  private final SandboxSweep sweep;

  /**
   * An operator that is not started yet.
   *
   * @param client the API; with the HTTP client of the JDK it must have {@code onlyHttpWatches}
   * @param platform where applications live
   * @param secrets reads the addresses of webhooks
   * @param clock the time
   * @param settings how it is run
   */
  public DrydockOperator(
      KubernetesClient client,
      Platform platform,
      SecretReader secrets,
      Clock clock,
      OperatorSettings settings) {
    this.settings = requireNonNull(settings, "settings is null");
    lost = new LostApi(settings.onInformerStopped());
    DrydockMetrics metrics = new DrydockMetrics(settings.registry(), clock);
    operator = new Operator(config -> configure(config, client, metrics));
    notifier = new WebhookNotifier(secrets, metrics, clock);
    EventRecorder events = new ClientEventRecorder(client, clock);
    ResourceStore<BackupPolicy> policies = store(client, BackupPolicy.class);
    ResourceStore<BackupRun> runs = store(client, BackupRun.class);
    ResourceStore<RestoreRequest> restores = store(client, RestoreRequest.class);
    PolicyDependencies forPolicies =
        new PolicyDependencies(
            policies,
            runs,
            restores,
            platform,
            events,
            notifier,
            metrics,
            clock,
            settings.moverDeadline());
    register(
        new BackupPolicyReconciler(
            new PolicyMachine(forPolicies), new PolicyDeletion(forPolicies), policies, runs));
    RunSettings patience = RunSettings.standard().withMoverDeadline(settings.moverDeadline());
    RunMachine machine =
        new RunMachine(
            new RunDependencies(
                runs, policies, restores, platform, events, metrics, clock, executor, patience));
    register(new BackupRunReconciler(machine, runs));
    RestoreRequestReconciler restoring =
        new RestoreRequestReconciler(
            platform,
            new ToldRestores(restores, runs, metrics),
            policies,
            runs,
            events,
            clock,
            executor,
            RestoreSettings.defaults().withCheckGrace(settings.checkGrace()));
    register(restoring);
    sweep = new SandboxSweep(restoring::sweepOrphanedSandboxes, Duration.ofSeconds(5));
  }

  /** Starts to reconcile; returns when everything that exists has been seen. */
  public void start() {
    operator.start();
    if (settings.sweep()) {
      executor.execute(sweep);
    }
  }

  /** Stops; reconciliations under way get 20 seconds. Movers go on without it. */
  public void stop() {
    sweep.stop();
    operator.stop();
    notifier.close();
    executor.shutdown();
  }

  @Override
  public void close() {
    stop();
  }

  /** Whether it is started and sees the API. */
  public boolean isHealthy() {
    return !lost.isLost()
        && operator.getRuntimeInfo().isStarted()
        && operator.getRuntimeInfo().allEventSourcesAreHealthy();
  }

  /**
   * Whether it is started and has not lost the API for good. Unlike {@link #isHealthy} it says
   * nothing of this moment: an API that does not answer for a while is no reason to end a process.
   */
  public boolean isAlive() {
    return !lost.isLost() && operator.getRuntimeInfo().isStarted();
  }

  /** All metrics in the text format of Prometheus. */
  public String metrics() {
    return settings.registry().scrape();
  }

  private void configure(
      ConfigurationServiceOverrider config, KubernetesClient client, DrydockMetrics metrics) {
    config
        .withKubernetesClient(client)
        .withCloseClientOnStop(false)
        .checkingCRDAndValidateLocalModel(false)
        .withUseSSAToPatchPrimaryResource(false)
        .withSSABasedCreateUpdateMatchForDependentResources(false)
        .withExecutorService(Executors.newVirtualThreadPerTaskExecutor())
        .withReconciliationTerminationTimeout(TERMINATION)
        .withStopOnInformerErrorDuringStartup(true)
        .withMetrics(new ReconcileMetrics(metrics))
        .withInformerStoppedHandler(lost);
  }

  private <T extends CustomResource<?, ?>> ResourceStore<T> store(
      KubernetesClient client, Class<T> type) {
    return new ClientResourceStore<>(client, type, settings.namespaces());
  }

  private <R extends HasMetadata> void register(Reconciler<R> reconciler) {
    operator.register(
        reconciler,
        override -> {
          override
              .withRetry(
                  new GenericRetry()
                      .setInitialInterval(Duration.ofSeconds(1))
                      .setIntervalMultiplier(2)
                      .setMaxInterval(Duration.ofMinutes(1).toMillis())
                      .withoutMaxAttempts())
              .withReconciliationMaxInterval(Duration.ofMinutes(10));
          if (!settings.namespaces().isEmpty()) {
            override.settingNamespaces(settings.namespaces());
          }
        });
  }
}
