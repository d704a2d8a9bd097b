// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.workload;

import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.drydock.api.v1alpha1.ApplicationSpec;
import dev.drydock.api.v1alpha1.Consistency;
import dev.drydock.api.v1alpha1.ExecHook;
import dev.drydock.api.v1alpha1.WorkloadRecord;
import dev.drydock.compose.docker.discovery.ProjectDiscovery;
import dev.drydock.compose.docker.discovery.ServiceLabels;
import dev.drydock.compose.docker.engine.ContainerView;
import dev.drydock.compose.docker.engine.DockerEngine;
import dev.drydock.compose.docker.engine.Durations;
import dev.drydock.compose.docker.engine.ProjectContainers;
import dev.drydock.compose.docker.engine.RunResult;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.platform.ApplicationManifest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The containers of projects: where they stand, and bringing them down and up again. */
public final class Workloads {
  private static final Logger log = LoggerFactory.getLogger(Workloads.class);
  private static final Duration HEALTHY_BEFORE_DEPENDANTS = Duration.ofSeconds(60);

  private final DockerEngine engine;
  private final Health health;

  /** Workloads on an engine. */
  public Workloads(DockerEngine engine, Health health) {
    this.engine = engine;
    this.health = health;
  }

  /** All workloads of an application, in start order. */
  public List<WorkloadRecord> all(ApplicationSpec application) {
    return QuiescePlan.all(ProjectContainers.of(engine, ProjectDiscovery.project(application)));
  }

  /** Those that a backup in this mode touches. */
  public List<WorkloadRecord> toQuiesce(ApplicationManifest application, Consistency mode) {
    return QuiescePlan.touched(application, ProjectContainers.of(engine, application.name()), mode);
  }

  /** Pauses or stops them, dependants first; in mode Live only those that ask for it. */
  public void quiesce(List<WorkloadRecord> workloads, Consistency mode) {
    for (List<WorkloadRecord> level : levels(workloads).reversed()) {
      together(level, workload -> quiesceOne(workload, mode));
    }
  }

  private void quiesceOne(WorkloadRecord workload, Consistency mode) {
    ContainerView container = find(workload).orElse(null);
    if (container == null || States.of(container).equals(States.STOPPED)) {
      return;
    }
    boolean stop =
        switch (mode) {
          case Live ->
              ServiceLabels.stops(container.labels())
                  || container.networkMode().startsWith("container:");
          case Pause ->
              ServiceLabels.stops(container.labels()) || sharesNetworkOfStopped(container);
          case Stop -> true;
        };
    if (stop) {
      if (States.of(container).equals(States.PAUSED)) {
        unpause(container.id());
      }
      engine.stop(container.id());
      if (find(workload).map(States::of).filter(States.RUNNING::equals).isPresent()) {
        throw new DrydockException(
            FailureReason.WorkloadUnhealthy,
            "Container %s was stopped and started again by something else (a watcher, a unit of systemd?). Stop that first."
                .formatted(container.name()));
      }
    } else if (mode == Consistency.Pause && States.of(container).equals(States.RUNNING)) {
      try {
        engine.client().pauseContainerCmd(container.id()).exec();
      } catch (ConflictException e) {
        log.debug("{} is paused or stopped already", container.name());
      }
    }
  }

  private boolean sharesNetworkOfStopped(ContainerView container) {
    String mode = container.networkMode();
    return mode.startsWith("container:")
        && engine
            .inspect(mode.substring("container:".length()))
            .map(ContainerView::of)
            .filter(owner -> ServiceLabels.stops(owner.labels()))
            .isPresent();
  }

  /** Which of those that were brought to rest run: a sentence each. */
  public List<String> stirred(List<WorkloadRecord> workloads) {
    return workloads.stream()
        .flatMap(workload -> find(workload).stream())
        .filter(container -> States.of(container).equals(States.RUNNING))
        .map(container -> "Container %s runs again.".formatted(container.name()))
        .toList();
  }

  /** Brings them back to the state recorded, those that others depend on first. */
  public void resume(List<WorkloadRecord> workloads) {
    List<List<WorkloadRecord>> levels = levels(workloads);
    for (int i = 0; i < levels.size(); i++) {
      List<WorkloadRecord> started = Collections.synchronizedList(new ArrayList<>());
      together(
          levels.get(i),
          workload -> {
            if (resumeOne(workload)) {
              started.add(workload);
            }
          });
      if (i < levels.size() - 1) {
        awaitDependencies(started);
      }
    }
  }

  /** Whether it had to be started. */
  private boolean resumeOne(WorkloadRecord workload) {
    ContainerView container = find(workload).orElse(null);
    if (container == null) {
      log.warn("Container {} is gone and cannot be brought back", workload.id());
      return false;
    }
    String state = States.of(container);
    if (workload.priorState().equals(States.STOPPED) || state.equals(workload.priorState())) {
      return false;
    }
    boolean startedNow = state.equals(States.STOPPED);
    if (startedNow) {
      engine.start(container.id());
    }
    if (state.equals(States.PAUSED)) {
      unpause(container.id());
    }
    if (workload.priorState().equals(States.PAUSED)) {
      engine.client().pauseContainerCmd(container.id()).exec();
      return false;
    }
    return startedNow;
  }

  private void awaitDependencies(List<WorkloadRecord> started) {
    List<WorkloadRecord> checked =
        started.stream()
            .filter(workload -> find(workload).filter(c -> c.health() != null).isPresent())
            .toList();
    if (checked.isEmpty()) {
      return;
    }
    try {
      health.await(checked, HEALTHY_BEFORE_DEPENDANTS);
    } catch (DrydockException e) {
      log.warn(
          "Starting the rest although not everything before it is healthy: {}", e.getMessage());
    }
  }

  private void unpause(String container) {
    try {
      engine.client().unpauseContainerCmd(container).exec();
    } catch (ConflictException | NotFoundException e) {
      log.debug("{} is not paused", container);
    }
  }

  /**
   * Runs a command in a running service.
   *
   * @throws DrydockException HookFailed
   */
  public void runHook(ApplicationSpec application, ExecHook hook) {
    String project = ProjectDiscovery.project(application);
    ContainerView container =
        ProjectContainers.of(engine, project)
            .ofService(hook.service())
            .filter(c -> c.status().equals("running"))
            .orElseThrow(
                () ->
                    new DrydockException(
                        FailureReason.HookFailed,
                        "The hook in service %s could not run: project %s has no running container of it."
                            .formatted(hook.service(), project)));
    Duration timeout = Durations.parse(hook.timeout(), Duration.ofSeconds(30));
    RunResult result =
        engine
            .exec(container.id(), hook.command(), timeout)
            .orElseThrow(
                () ->
                    new DrydockException(
                        FailureReason.HookFailed,
                        "The hook in service %s did not end within %s. It may still be running there; give it more time (timeout) or let it do less."
                            .formatted(hook.service(), hook.timeout())));
    if (!result.succeeded()) {
      throw new DrydockException(
          FailureReason.HookFailed,
          "The hook in service %s ended with status %d: %s"
              .formatted(hook.service(), result.exitCode(), result.tail()));
    }
  }

  private Optional<ContainerView> find(WorkloadRecord workload) {
    return engine.inspect(workload.id()).map(ContainerView::of);
  }

  private static List<List<WorkloadRecord>> levels(List<WorkloadRecord> workloads) {
    Map<Integer, List<WorkloadRecord>> levels =
        workloads.stream()
            .collect(
                Collectors.groupingBy(
                    workload -> Objects.requireNonNullElse(workload.order(), 0),
                    TreeMap::new,
                    Collectors.toList()));
    return List.copyOf(levels.values());
  }

  /** Does it to all of them at once, and to each of them whatever becomes of the others. */
  private static void together(List<WorkloadRecord> workloads, Consumer<WorkloadRecord> action) {
    List<Future<?>> futures = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      workloads.forEach(workload -> futures.add(executor.submit(() -> action.accept(workload))));
    }
    RuntimeException failure = null;
    for (Future<?> future : futures) {
      try {
        future.get();
      } catch (ExecutionException e) {
        RuntimeException cause =
            e.getCause() instanceof RuntimeException r ? r : new IllegalStateException(e);
        if (failure == null) {
          failure = cause;
        } else {
          failure.addSuppressed(cause);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new DrydockException(
            FailureReason.Cancelled, "Interrupted while stopping or starting containers.", e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
