// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes;

import dev.drydock.api.v1alpha1.ApplicationCheck;
import dev.drydock.api.v1alpha1.ApplicationSpec;
import dev.drydock.api.v1alpha1.CheckOutcome;
import dev.drydock.api.v1alpha1.Consistency;
import dev.drydock.api.v1alpha1.ExecHook;
import dev.drydock.api.v1alpha1.RepositorySpec;
import dev.drydock.api.v1alpha1.WorkloadRecord;
import dev.drydock.kubernetes.cluster.Cluster;
import dev.drydock.kubernetes.discovery.ApplicationDiscovery;
import dev.drydock.kubernetes.job.KubernetesJobs;
import dev.drydock.kubernetes.job.MoverResources;
import dev.drydock.kubernetes.location.StorageLocations;
import dev.drydock.kubernetes.restore.KubernetesChecks;
import dev.drydock.kubernetes.restore.KubernetesRestores;
import dev.drydock.kubernetes.restore.SwapGuard;
import dev.drydock.kubernetes.sandbox.SandboxJobs;
import dev.drydock.kubernetes.sandbox.SandboxRights;
import dev.drydock.kubernetes.sandbox.Sandboxes;
import dev.drydock.kubernetes.snapshot.KubernetesSnapshots;
import dev.drydock.kubernetes.workload.HookRunner;
import dev.drydock.kubernetes.workload.KubernetesWorkloads;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.JobRequest;
import dev.drydock.operator.platform.JobState;
import dev.drydock.operator.platform.Platform;
import dev.drydock.operator.platform.PreparedTarget;
import dev.drydock.operator.platform.PreparedTarget.ConfigurationDirectory;
import dev.drydock.operator.platform.TargetRequest;
import dev.drydock.operator.platform.VolumeSnapshots;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Applications that are objects of one namespace of a Kubernetes cluster. Sandboxes are namespaces
 * that are made for one restore.
 */
public final class KubernetesPlatform implements Platform {
  private static final int FORBIDDEN = 403;
  private static final String TERMINATING = "because it is being terminated";

  private final Cluster cluster;
  private final StorageLocations locations;
  private final KubernetesSnapshots snapshots;
  private final KubernetesJobs jobs;
  private final KubernetesWorkloads workloads;
  private final HookRunner hooks;
  private final KubernetesRestores restores;
  private final SwapGuard swaps;
  private final KubernetesChecks checks;
  private final Sandboxes sandboxes;

  /**
   * The platform of a cluster.
   *
   * @param client its API; stays the caller's to close
   * @param image image of movers
   * @param clock the time
   */
  public KubernetesPlatform(KubernetesClient client, String image, Clock clock) {
    this(client, image, null, null, MoverResources.USUAL, clock);
  }

  /**
   * The platform of a cluster.
   *
   * @param client its API; stays the caller's to close
   * @param image image of movers
   * @param restoreRole ClusterRole that the mover of a restore gets in the namespace, to make
   *     objects there; null for none, so that no objects are made
   * @param sandboxRights by what right sandboxes are made; null for none, so that drills are
   *     refused
   * @param resources what containers of movers ask of a node
   * @param clock the time
   */
  public KubernetesPlatform(
      KubernetesClient client,
      String image,
      @Nullable String restoreRole,
      @Nullable SandboxRights sandboxRights,
      MoverResources resources,
      Clock clock) {
    cluster = new Cluster(client);
    locations = new StorageLocations(client);
    snapshots = new KubernetesSnapshots(client, clock);
    jobs = new KubernetesJobs(client, cluster, image, restoreRole, resources, clock);
    workloads = new KubernetesWorkloads(client, cluster, clock);
    hooks = new HookRunner(client, cluster, clock);
    restores = new KubernetesRestores(cluster, workloads);
    swaps = new SwapGuard(cluster);
    checks = new KubernetesChecks(client, cluster, image, clock);
    sandboxes = new Sandboxes(client, cluster, restoreRole == null ? null : sandboxRights, clock);
  }

  @Override
  public ApplicationManifest discover(ApplicationSpec application) {
    return ask(
        () ->
            ApplicationDiscovery.discover(application, cluster.everything(namespace(application))));
  }

  @Override
  public RepositorySpec locate(String namespace, RepositorySpec repository, boolean writes) {
    return ask(() -> locations.locate(namespace, repository, writes));
  }

  @Override
  public void startJob(JobRequest request) {
    tell(() -> jobs.start(swaps.check(SandboxJobs.placed(jobs.located(request)))));
  }

  @Override
  public Optional<JobState> job(String namespace, String name) {
    return ask(() -> jobs.state(namespace, name));
  }

  @Override
  public void removeJob(String namespace, String name) {
    tell(() -> jobs.remove(namespace, name));
  }

  @Override
  public VolumeSnapshots snapshots() {
    return new VolumeSnapshots() {
      @Override
      public Map<String, String> obstacles(
          String namespace, List<ApplicationManifest.Volume> volumes, @Nullable String wanted) {
        return ask(() -> snapshots.obstacles(namespace, volumes, wanted));
      }

      @Override
      public Optional<String> cut(Snapshots of) {
        return ask(() -> snapshots.cut(of));
      }

      @Override
      public Optional<String> provide(Snapshots of) {
        return ask(() -> snapshots.provide(of));
      }

      @Override
      public void remove(String namespace, Map<String, String> labels) {
        tell(() -> snapshots.remove(namespace, labels));
      }
    };
  }

  @Override
  public List<WorkloadRecord> workloadsToQuiesce(
      ApplicationManifest application, Consistency mode) {
    return ask(() -> workloads.toQuiesce(application, namespace(application.application()), mode));
  }

  @Override
  public List<WorkloadRecord> workloads(ApplicationSpec application) {
    return ask(() -> workloads.all(namespace(application)));
  }

  /** {@inheritDoc} In mode Live, workloads that ask for it are stopped all the same. */
  @Override
  public void quiesce(List<WorkloadRecord> records, Consistency mode) {
    tell(() -> workloads.quiesce(records));
  }

  @Override
  public List<String> stirred(List<WorkloadRecord> records) {
    return ask(() -> workloads.stirred(records));
  }

  @Override
  public void resume(List<WorkloadRecord> records) {
    tell(() -> workloads.resume(records));
  }

  @Override
  public void runHook(ApplicationSpec application, ExecHook hook) {
    tell(() -> hooks.run(namespace(application), hook));
  }

  @Override
  public List<String> obstacles(TargetRequest target, boolean starts) {
    return ask(() -> restores.obstacles(target, starts));
  }

  @Override
  public PreparedTarget prepare(TargetRequest target) {
    return ask(
        () -> {
          if (target.kind() == TargetRequest.Kind.Sandbox) {
            sandboxes.make(target);
          }
          return restores.prepare(target);
        });
  }

  /** {@inheritDoc} Kubelet pulls them. */
  @Override
  public void provideImages(
      TargetRequest target, List<ConfigurationDirectory> fetched, String aside, Duration timeout) {}

  @Override
  public void startApplication(TargetRequest target, Duration timeout) {
    tell(
        () -> {
          if (target.kind() == TargetRequest.Kind.Sandbox) {
            sandboxes.bound(target.project());
          }
          restores.start(target, timeout);
        });
  }

  @Override
  public void awaitHealthy(List<WorkloadRecord> records, Duration timeout) {
    tell(() -> workloads.awaitReady(records, timeout));
  }

  @Override
  public CheckOutcome check(TargetRequest target, ApplicationCheck check) {
    return ask(() -> checks.run(target, check));
  }

  @Override
  public void requireSandboxes() {
    SandboxRights unused = sandboxes.require();
  }

  /** {@inheritDoc} Pods mount the claims of their own namespace only. */
  @Override
  public String jobNamespace(String namespace, String sandbox) {
    return sandbox;
  }

  @Override
  public void keepSandbox(String namespace, String sandbox, Instant until) {
    tell(() -> sandboxes.keep(namespace, sandbox, until));
  }

  @Override
  public void removeSandbox(String namespace, String sandbox) {
    tell(() -> sandboxes.remove(namespace, sandbox));
  }

  @Override
  public List<SandboxName> sandboxes() {
    return ask(sandboxes::own);
  }

  private static String namespace(ApplicationSpec application) {
    if (application.kubernetes() == null || application.kubernetes().namespaces().size() != 1) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "This operator runs on Kubernetes: spec.application.kubernetes.namespaces names the one namespace of the application.");
    }
    return application.kubernetes().namespaces().getFirst();
  }

  private static void tell(Runnable action) {
    ask(
        () -> {
          action.run();
          return Boolean.TRUE;
        });
  }

  private static <T> T ask(Supplier<T> action) {
    try {
      return action.get();
    } catch (KubernetesClientException e) {
      String said =
          e.getStatus() == null || e.getStatus().getMessage() == null
              ? String.valueOf(e.getMessage())
              : e.getStatus().getMessage();
      if (said.contains(TERMINATING)) { // nothing can be made there any more, ever
        throw new DrydockException(
            FailureReason.Cancelled, "The namespace is being deleted: " + said, e);
      }
      throw new DrydockException(
          FailureReason.PlatformError,
          e.getCode() == FORBIDDEN
              ? "The cluster does not let the operator do that: %s. The roles of the chart drydock do."
                  .formatted(said)
              : "The cluster refused or cannot be reached: " + said,
          e);
    }
  }
}
