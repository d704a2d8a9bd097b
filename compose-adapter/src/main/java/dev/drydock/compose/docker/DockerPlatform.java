// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker;

import com.github.dockerjava.api.exception.DockerException;
import dev.drydock.api.v1alpha1.ApplicationCheck;
import dev.drydock.api.v1alpha1.ApplicationSpec;
import dev.drydock.api.v1alpha1.CheckOutcome;
import dev.drydock.api.v1alpha1.Consistency;
import dev.drydock.api.v1alpha1.ExecHook;
import dev.drydock.api.v1alpha1.RepositorySpec;
import dev.drydock.api.v1alpha1.WorkloadRecord;
import dev.drydock.compose.docker.database.DatabaseContainers;
import dev.drydock.compose.docker.discovery.ProjectDiscovery;
import dev.drydock.compose.docker.engine.DockerEngine;
import dev.drydock.compose.docker.engine.HostFiles;
import dev.drydock.compose.docker.engine.LeftHelpers;
import dev.drydock.compose.docker.engine.SeenFiles;
import dev.drydock.compose.docker.job.DockerJobs;
import dev.drydock.compose.docker.restore.Checks;
import dev.drydock.compose.docker.restore.Recoverability;
import dev.drydock.compose.docker.restore.Restores;
import dev.drydock.compose.docker.workload.Health;
import dev.drydock.compose.docker.workload.Workloads;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.JobRequest;
import dev.drydock.operator.platform.JobState;
import dev.drydock.operator.platform.Platform;
import dev.drydock.operator.platform.PreparedTarget;
import dev.drydock.operator.platform.PreparedTarget.ConfigurationDirectory;
import dev.drydock.operator.platform.SecretReader;
import dev.drydock.operator.platform.TargetRequest;
import dev.drydock.operator.platform.VolumeSnapshots;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Applications that are compose projects on one Docker host. Whatever has to see the host's files
 * or run compose does so in short-lived containers, so that it is the same whether this process
 * runs on the host or in a container itself.
 */
public final class DockerPlatform implements Platform, AutoCloseable {
  /** Where Docker listens unless told otherwise. */
  public static final String DEFAULT_HOST = "unix:///var/run/docker.sock";

  /** The one image of the project. */
  public static final String DEFAULT_IMAGE = "drydock:dev";

  private final DockerEngine engine;
  private final Clock clock;
  private final ProjectDiscovery discovery;
  private final Recoverability recoverability;
  private final DockerJobs jobs;
  private final Workloads workloads;
  private final Health health;
  private final Restores restores;
  private final Checks checks;

  /**
   * The platform of a Docker host.
   *
   * @param host address of the engine
   * @param image image of movers and helpers
   * @param secrets reads the Secrets that policies name
   * @param stateDirectory absolute path of a directory of the host: files of sandboxes, and what is
   *     remembered of projects
   * @param clock clock
   */
  public DockerPlatform(
      String host, String image, SecretReader secrets, Path stateDirectory, Clock clock) {
    Path state = stateDirectory.toAbsolutePath().normalize();
    engine = DockerEngine.at(host);
    this.clock = clock;
    DatabaseContainers databases = new DatabaseContainers(engine);
    SeenFiles files = new SeenFiles(new HostFiles(engine, image));
    discovery = new ProjectDiscovery(engine, files, state.resolve("applications"));
    recoverability = new Recoverability(engine, image, files);
    jobs = new DockerJobs(engine, databases, secrets, image, clock);
    health = new Health(engine, clock);
    workloads = new Workloads(engine, health);
    restores = new Restores(engine, image, health, state.resolve("sandboxes"), clock);
    checks = new Checks(engine, databases, image, clock);
  }

  /** Removes helper containers that a process left behind which was killed. */
  public void removeLeftHelpers() {
    tell(() -> LeftHelpers.remove(engine, clock.instant()));
  }

  @Override
  public ApplicationManifest discover(ApplicationSpec application) {
    return ask(() -> recoverability.noted(discovery.discover(application)));
  }

  /** {@inheritDoc} A host has no such objects; what names one is refused by its mover. */
  @Override
  public RepositorySpec locate(String namespace, RepositorySpec repository, boolean writes) {
    return repository;
  }

  @Override
  public VolumeSnapshots snapshots() {
    return VolumeSnapshots.NONE;
  }

  @Override
  public void startJob(JobRequest request) {
    tell(() -> jobs.start(request));
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
  public List<WorkloadRecord> workloadsToQuiesce(
      ApplicationManifest application, Consistency mode) {
    return ask(() -> workloads.toQuiesce(application, mode));
  }

  @Override
  public List<WorkloadRecord> workloads(ApplicationSpec application) {
    return ask(() -> workloads.all(application));
  }

  /** {@inheritDoc} In mode Live, services whose labels ask for it are stopped all the same. */
  @Override
  public void quiesce(List<WorkloadRecord> records, Consistency mode) {
    tell(() -> workloads.quiesce(records, mode));
  }

  /** {@inheritDoc} One that was started and has been stopped again is not noticed. */
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
    tell(() -> workloads.runHook(application, hook));
  }

  @Override
  public List<String> obstacles(TargetRequest target, boolean starts) {
    ApplicationManifest.ClusterObjects cluster = target.source().cluster();
    if (cluster != null) {
      return List.of(
          "The backup is of namespace %s of a Kubernetes cluster: restore it there, or fetch its volumes by drydock repository restore."
              .formatted(cluster.namespace()));
    }
    return ask(() -> restores.obstacles(target, starts));
  }

  @Override
  public PreparedTarget prepare(TargetRequest target) {
    return ask(() -> restores.prepare(target));
  }

  @Override
  public void provideImages(
      TargetRequest target, List<ConfigurationDirectory> fetched, String aside, Duration timeout) {
    tell(() -> restores.provideImages(target, fetched, aside, timeout));
  }

  @Override
  public void startApplication(TargetRequest target, Duration timeout) {
    tell(() -> restores.start(target, timeout));
  }

  @Override
  public void awaitHealthy(List<WorkloadRecord> records, Duration timeout) {
    tell(() -> health.await(records, timeout));
  }

  @Override
  public CheckOutcome check(TargetRequest target, ApplicationCheck check) {
    return ask(() -> checks.run(restores.project(target), target.source(), check));
  }

  @Override
  public void removeSandbox(String namespace, String sandbox) {
    tell(() -> restores.removeSandbox(namespace, sandbox));
  }

  @Override
  public List<SandboxName> sandboxes() {
    return ask(restores::sandboxes);
  }

  @Override
  public void close() {
    engine.close();
  }

  private void tell(Runnable action) {
    ask(
        () -> {
          action.run();
          return Boolean.TRUE;
        });
  }

  private <T> T ask(Supplier<T> action) {
    try {
      return action.get();
    } catch (DrydockException e) {
      throw e;
    } catch (DockerException e) {
      throw new DrydockException(
          FailureReason.PlatformError,
          "Docker refused: " + String.valueOf(e.getMessage()).strip(),
          e);
    } catch (RuntimeException e) {
      if (e.getCause() instanceof java.io.IOException cause) {
        throw new DrydockException(
            FailureReason.PlatformError,
            "Docker cannot be reached at %s: %s. Is it running (systemctl status docker), and may this process use it?"
                .formatted(engine.host(), cause.getMessage()),
            e);
      }
      throw e;
    }
  }
}
