// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.workload;

import dev.drydock.api.v1alpha1.WorkloadRecord;
import dev.drydock.compose.docker.engine.ContainerView;
import dev.drydock.compose.docker.engine.DockerEngine;
import dev.drydock.compose.docker.engine.ProjectContainers;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Waits until containers are what they should be, and says why they are not. */
public final class Health {
  private static final Duration INTERVAL = Duration.ofMillis(500);
  private static final Duration STABLE = Duration.ofSeconds(2);
  private static final int LOG_LINES = 20;
  private static final int LOG_BYTES = 4000;

  private final DockerEngine engine;
  private final Clock clock;

  /** Waits for containers of this engine. */
  public Health(DockerEngine engine, Clock clock) {
    this.engine = engine;
    this.clock = clock;
  }

  /**
   * Waits until these workloads are in the state recorded and, where they can tell, healthy.
   *
   * @throws DrydockException WorkloadUnhealthy with the end of the logs
   */
  public void await(List<WorkloadRecord> workloads, Duration timeout) {
    List<WorkloadRecord> expected =
        workloads.stream().filter(w -> !w.priorState().equals(States.STOPPED)).toList();
    Map<String, Readiness> ready = new HashMap<>();
    poll(
        timeout,
        () -> {
          for (WorkloadRecord workload : expected) {
            ContainerView container =
                engine.inspect(workload.id()).map(ContainerView::of).orElse(null);
            if (container == null) {
              return Optional.of(
                  new Problem("Container %s is gone.".formatted(workload.id()), null));
            }
            if (workload.priorState().equals(States.PAUSED)) {
              if (!container.status().equals("paused")) {
                return Optional.of(
                    new Problem("Container %s is not paused.".formatted(container.name()), null));
              }
              continue;
            }
            Optional<String> problem =
                ready.computeIfAbsent(container.name(), n -> new Readiness()).problem(container);
            if (problem.isPresent()) {
              return problem.map(text -> new Problem(text, container));
            }
          }
          return Optional.empty();
        });
  }

  /**
   * Waits until all containers of these services of a project run and are healthy; those that ended
   * with status 0, such as migrations, are done. Orphans are nobody's concern.
   *
   * @throws DrydockException WorkloadUnhealthy with the end of the logs
   */
  public void awaitProject(String project, Set<String> services, Duration timeout) {
    Map<String, Readiness> ready = new HashMap<>();
    poll(
        timeout,
        () -> {
          List<ContainerView> containers =
              ProjectContainers.of(engine, project).all().stream()
                  .filter(container -> services.contains(container.service()))
                  .toList();
          if (containers.isEmpty()) {
            return Optional.of(
                new Problem("Project %s has no containers.".formatted(project), null));
          }
          for (ContainerView container : containers) {
            if (container.status().equals("exited") && container.exitCode() == 0) {
              continue;
            }
            Optional<String> problem =
                ready.computeIfAbsent(container.name(), n -> new Readiness()).problem(container);
            if (problem.isPresent()) {
              return problem.map(text -> new Problem(text, container));
            }
          }
          return Optional.empty();
        });
  }

  private String explain(Problem problem) {
    ContainerView container = problem.container();
    if (container == null) {
      return problem.text();
    }
    String said = engine.logs(container.id(), LOG_LINES, LOG_BYTES).tail();
    return said.isEmpty() ? problem.text() : problem.text() + " It said last: " + said;
  }

  private record Problem(String text, @Nullable ContainerView container) {
    /** Whether nothing will ever start it again. */
    boolean hopeless() {
      return container != null
          && container.status().equals("exited")
          && container.exitCode() != 0
          && !List.of("always", "unless-stopped").contains(container.restartPolicy());
    }
  }

  private void poll(Duration timeout, Supplier<Optional<Problem>> problem) {
    Instant end = clock.instant().plus(timeout);
    while (true) {
      Problem found = problem.get().orElse(null);
      if (found == null) {
        return;
      }
      if (found.hopeless()) {
        throw new DrydockException(FailureReason.WorkloadUnhealthy, explain(found));
      }
      if (!clock.instant().isBefore(end)) {
        throw new DrydockException(
            FailureReason.WorkloadUnhealthy,
            "Not everything was up and healthy after %d s. %s"
                .formatted(timeout.toSeconds(), explain(found)));
      }
      pause();
    }
  }

  private static void pause() {
    try {
      if (new CountDownLatch(1).await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("nobody counts this latch down");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DrydockException(
          FailureReason.Cancelled, "Interrupted while waiting for containers.", e);
    }
  }

  /** One without a health check is ready when it has run for a while without being restarted. */
  private final class Readiness {
    private Instant since = Instant.MIN;
    private int restarts = -1;

    Optional<String> problem(ContainerView container) {
      if (!container.status().equals("running")) {
        since = Instant.MIN;
        return Optional.of(
            "Container %s is %s%s."
                .formatted(
                    container.name(),
                    container.status(),
                    container.status().equals("exited")
                        ? " with status " + container.exitCode()
                        : ""));
      }
      if (container.health() != null) {
        return container.health().equals("healthy")
            ? Optional.empty()
            : Optional.of("Container %s is %s.".formatted(container.name(), container.health()));
      }
      if (restarts != container.restartCount() || since.equals(Instant.MIN)) {
        restarts = container.restartCount();
        since = clock.instant();
      }
      return Duration.between(since, clock.instant()).compareTo(STABLE) >= 0
          ? Optional.empty()
          : Optional.of("Container %s has only just started.".formatted(container.name()));
    }
  }
}
