// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.restore;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.compose.docker.engine.DockerEngine;
import dev.drydock.compose.docker.engine.Images;
import dev.drydock.compose.docker.engine.RunResult;
import dev.drydock.compose.docker.engine.TarFile;
import dev.drydock.compose.docker.workload.Health;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.Platform.SandboxName;
import dev.drydock.operator.platform.PreparedTarget;
import dev.drydock.operator.platform.TargetRequest;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Targets of restores: made, started, removed. Safe for use by many threads. */
public final class Restores {
  private static final String MODEL = "compose.json";
  private static final Duration RESOLVE = Duration.ofMinutes(2);
  private static final Duration IMAGES = Duration.ofHours(6);

  private final DockerEngine engine;
  private final ComposeRunner compose;
  private final Health health;
  private final Clock clock;
  private final SandboxRegistry sandboxes;
  private final TargetPreparation preparation;
  private final ObjectMapper mapper = new ObjectMapper();

  /**
   * Restores on an engine.
   *
   * @param image image with docker compose
   * @param directory directory of the host for the files of sandboxes; beside it is the id of this
   *     installation
   */
  public Restores(DockerEngine engine, String image, Health health, Path directory, Clock clock) {
    this.engine = engine;
    this.compose = new ComposeRunner(engine, image);
    this.health = health;
    this.clock = clock;
    this.sandboxes =
        new SandboxRegistry(
            engine, image, directory, new Installation(directory.resolveSibling("installation")));
    this.preparation = new TargetPreparation(engine, image, sandboxes);
  }

  /** Makes what a restore writes into. */
  public PreparedTarget prepare(TargetRequest request) {
    return preparation.prepare(target(request));
  }

  /** Compose project that results from a target. */
  public String project(TargetRequest request) {
    return target(request).project();
  }

  /** Starts the application and waits until it is healthy. */
  public void start(TargetRequest request, Duration timeout) {
    Target target = target(request);
    if (target.directory() == null || request.source().composeFiles().isEmpty()) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "The backup of %s holds no compose files, so the application cannot be started from it. Start it yourself; its data is restored."
              .formatted(request.source().name()));
    }
    if (!target.sandbox()) {
      new ExternalNetworks(engine).make(request.source().externalNetworks());
    }
    ComposeRunner.Call call = target.sandbox() ? sandboxed(target) : faithful(target);
    Set<String> services = services(call);
    images(call);
    Instant end = clock.instant().plus(timeout);
    up(call, left(end));
    health.awaitProject(target.project(), services, left(end));
  }

  private ComposeRunner.Call faithful(Target target) {
    return call(target, Map.of());
  }

  private ComposeRunner.Call sandboxed(Target target) {
    String root = sandboxes.directory(target.request().namespace(), target.request().project());
    RunResult resolved =
        compose.run(call(target, outside(target)), List.of("config", "--format", "json"), RESOLVE);
    if (!resolved.succeeded()) {
      throw new DrydockException(
          FailureReason.WorkloadUnhealthy,
          "The restored compose files could not be read: " + resolved.tail());
    }
    ObjectNode model;
    try {
      model =
          new SandboxCompose(target, image -> Images.present(engine, image))
              .transform(mapper.readTree(resolved.out()));
      compose.write(root, List.of(TarFile.secret(MODEL, mapper.writeValueAsBytes(model))));
    } catch (JsonProcessingException e) {
      throw new DrydockException(
          FailureReason.PlatformError, "docker compose config printed no JSON.", e);
    }
    return new ComposeRunner.Call(
        target.project(),
        target.directory(),
        List.of(root + "/" + MODEL),
        List.of(),
        List.of(),
        Map.of(root + "/" + MODEL, root + "/" + MODEL));
  }

  /** Services that compose starts: others of the project are orphans, and no concern of it. */
  private Set<String> services(ComposeRunner.Call call) {
    RunResult result = compose.run(call, List.of("config", "--services"), RESOLVE);
    if (!result.succeeded()) {
      throw new DrydockException(
          FailureReason.WorkloadUnhealthy,
          "The restored compose files could not be read: " + result.tail());
    }
    return result.out().lines().map(String::strip).collect(Collectors.toSet());
  }

  /** Has all images here, which takes as long as it takes and is no sign of bad health. */
  private void images(ComposeRunner.Call call) {
    for (List<String> step :
        List.of(
            List.of("pull", "--policy", "missing", "--ignore-buildable", "--quiet"),
            List.of("build", "--quiet"))) {
      RunResult result = compose.run(call, step, IMAGES);
      if (!result.succeeded()) {
        throw new DrydockException(
            FailureReason.WorkloadUnhealthy,
            "docker compose %s of project %s failed: %s Images of a private registry need docker login by the user that runs drydock."
                .formatted(step.getFirst(), call.project(), result.tail()));
      }
    }
  }

  private void up(ComposeRunner.Call call, Duration timeout) {
    RunResult result = compose.run(call, List.of("up", "--detach", "--quiet-pull"), timeout);
    if (!result.succeeded()) {
      throw new DrydockException(
          FailureReason.WorkloadUnhealthy,
          "docker compose up of project %s failed: %s".formatted(call.project(), result.tail()));
    }
  }

  private static ComposeRunner.Call call(Target target, Map<String, String> mounts) {
    ApplicationManifest source = target.request().source();
    Map<String, String> all = new LinkedHashMap<>(mounts);
    if (!target.sandbox()) {
      target
          .configurationRoots()
          .forEach(
              (path, directory) -> {
                if (!directory.equals(target.directory())) {
                  all.put(directory, directory);
                }
              });
    }
    return new ComposeRunner.Call(
        target.project(),
        target.directory(),
        seen(target, source.composeFiles()),
        seen(target, source.environmentFiles()),
        source.profiles(),
        all);
  }

  /**
   * Files as compose sees them: outside of the project, a sandbox's copies are at the original
   * path.
   */
  private static List<String> seen(Target target, List<String> paths) {
    return paths.stream()
        .map(
            path -> target.path(path).equals(target.hostPrefix() + path) ? path : target.path(path))
        .toList();
  }

  /** Directories outside of the project: the sandbox's copy at the original path. */
  private static Map<String, String> outside(Target target) {
    Map<String, String> mounts = new LinkedHashMap<>();
    target
        .configurationRoots()
        .forEach(
            (path, directory) -> {
              if (directory.startsWith(target.hostPrefix() + "/")) {
                mounts.put(directory.substring(target.hostPrefix().length()), directory);
              }
            });
    return mounts;
  }

  /** Removes a sandbox with everything in it. */
  public void removeSandbox(String namespace, String sandbox) {
    sandboxes.remove(namespace, sandbox);
  }

  /** The sandboxes of this installation. */
  public List<SandboxName> sandboxes() {
    return sandboxes.own();
  }

  private Target target(TargetRequest request) {
    return Target.of(request, sandboxes.directory(request.namespace(), request.project()));
  }

  private Duration left(Instant end) {
    Duration left = Duration.between(clock.instant(), end);
    return left.compareTo(Duration.ofSeconds(5)) < 0 ? Duration.ofSeconds(5) : left;
  }
}
