// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.restore;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.compose.docker.engine.DockerEngine;
import dev.drydock.compose.docker.engine.Images;
import dev.drydock.compose.docker.engine.RunResult;
import dev.drydock.compose.docker.engine.TarFile;
import dev.drydock.compose.docker.workload.Health;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.platform.Platform.SandboxName;
import dev.drydock.operator.platform.PreparedTarget;
import dev.drydock.operator.platform.PreparedTarget.ConfigurationRoot;
import dev.drydock.operator.platform.TargetRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Targets of restores: made, started, removed. Safe for use by many threads. */
public final class Restores {
  private static final String MODEL = "compose.json";
  private static final Duration IMAGES = Duration.ofHours(6);

  private final DockerEngine engine;
  private final ComposeRunner compose;
  private final ImageSupply images;
  private final Health health;
  private final Clock clock;
  private final SandboxRegistry sandboxes;
  private final TargetPreparation preparation;

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
    this.images = new ImageSupply(engine, compose);
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
    ComposeRunner.Call call = ComposeCalls.of(target);
    if (target.sandbox()) {
      call = sandboxed(target, call);
    }
    Set<String> services = services(call);
    // Provided before, unless somebody corrected the compose files since
    images.pullAndBuild(call, IMAGES);
    Instant end = clock.instant().plus(timeout);
    up(call, left(end));
    health.awaitProject(target.project(), services, left(end));
  }

  /**
   * Has the images at hand that the application is started from and its databases are loaded with.
   *
   * @param fetched directories of configuration that were fetched to the side
   * @param aside name of the directory below each of them that holds what was fetched
   */
  public void provideImages(
      TargetRequest request, List<ConfigurationRoot> fetched, String aside, Duration timeout) {
    Target target = target(request);
    if (request.source().composeFiles().isEmpty()
        || !ComposeCalls.coverComposeFiles(target, fetched)) {
      return;
    }
    ComposeRunner.Call call = ComposeCalls.of(target, fetched, aside);
    if (target.sandbox()) {
      call = sandboxed(target, call);
    }
    images.pullAndBuild(call, timeout);
    images.nameForDatabases(call, request.source().databases());
  }

  /** The call for what becomes of a project in isolation. */
  private ComposeRunner.Call sandboxed(Target target, ComposeRunner.Call call) {
    String root = sandboxes.directory(target.request().namespace(), target.request().project());
    ObjectNode model =
        new SandboxCompose(target, image -> Images.present(engine, image))
            .transform(compose.model(call));
    String file = root + "/" + MODEL;
    compose.write(
        root, List.of(TarFile.secret(MODEL, model.toString().getBytes(StandardCharsets.UTF_8))));
    Map<String, String> mounts = new LinkedHashMap<>(call.mounts());
    mounts.keySet().removeIf(path -> !path.equals(call.directory())); // the rest is in the model
    mounts.put(file, file);
    return new ComposeRunner.Call(
        call.project(), call.directory(), List.of(file), List.of(), List.of(), mounts);
  }

  /** Services that compose starts: others of the project are orphans, and no concern of it. */
  private Set<String> services(ComposeRunner.Call call) {
    Set<String> services = new TreeSet<>();
    compose.model(call).path("services").fieldNames().forEachRemaining(services::add);
    return services;
  }

  private void up(ComposeRunner.Call call, Duration timeout) {
    RunResult result = compose.run(call, List.of("up", "--detach", "--quiet-pull"), timeout);
    if (!result.succeeded()) {
      throw new DrydockException(
          FailureReason.WorkloadUnhealthy,
          "docker compose up of project %s failed: %s".formatted(call.project(), result.tail()));
    }
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
