// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.restore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.compose.docker.discovery.HostPath;
import dev.drydock.compose.docker.engine.ContainerView;
import dev.drydock.compose.docker.engine.DockerEngine;
import dev.drydock.compose.docker.engine.HostFiles;
import dev.drydock.compose.docker.engine.HostView;
import dev.drydock.compose.docker.engine.HostView.Depth;
import dev.drydock.compose.docker.engine.Images;
import dev.drydock.compose.docker.engine.Labels;
import dev.drydock.compose.docker.engine.RunResult;
import dev.drydock.compose.docker.engine.TarFile;
import dev.drydock.compose.docker.workload.Health;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.platform.ApplicationManifest.Database;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import dev.drydock.operator.platform.JobRequest.Mount;
import dev.drydock.operator.platform.Platform.SandboxName;
import dev.drydock.operator.platform.PreparedTarget;
import dev.drydock.operator.platform.PreparedTarget.ConfigurationDirectory;
import dev.drydock.operator.platform.TargetRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Targets of restores: made, started, removed. Safe for use by many threads. */
public final class Restores {
  private static final String MODEL = "compose.json";
  private static final Duration IMAGES = Duration.ofHours(6);

  private static final String HOST = "/host";

  private final DockerEngine engine;
  private final String image;
  private final ComposeRunner compose;
  private final ImageSupply images;
  private final Health health;
  private final Clock clock;
  private final SandboxRegistry sandboxes;
  private final TargetPreparation preparation;
  private final HostView host;

  /**
   * Restores on an engine.
   *
   * @param image image with docker compose
   * @param directory directory of the host for the files of sandboxes; beside it is the id of this
   *     installation
   */
  public Restores(DockerEngine engine, String image, Health health, Path directory, Clock clock) {
    this.engine = engine;
    this.image = image;
    this.compose = new ComposeRunner(engine, image);
    this.images = new ImageSupply(engine, compose);
    this.health = health;
    this.clock = clock;
    this.sandboxes =
        new SandboxRegistry(
            engine, image, directory, new Installation(directory.resolveSibling("installation")));
    this.host = new HostFiles(engine, image);
    this.preparation =
        new TargetPreparation(engine, image, new TargetDirectories(engine, image, host), sandboxes);
  }

  /** What keeps a restore from its target. */
  public List<String> obstacles(TargetRequest request, boolean starts) {
    Target target = target(request);
    if (target.sandbox()) {
      return List.of();
    }
    Obstacles obstacles = new Obstacles(target, containers());
    List<String> found = new ArrayList<>();
    if (obstacles.isCopy()) {
      found.addAll(obstacles.ofOthers(occupied(target), foreign(obstacles, target.project())));
    }
    if (starts) {
      found.addAll(obstacles.whenStarting());
    }
    return found;
  }

  private List<ContainerView> containers() {
    return engine.containers(Map.of()).stream()
        .flatMap(container -> engine.inspect(container.getId()).stream())
        .map(ContainerView::of)
        .toList();
  }

  /** What a restore itself has made so far are empty directories. */
  private List<String> occupied(Target target) {
    Occupancy occupancy =
        new Occupancy(engine, image).mounting(new Mount("/", VolumeKind.Bind, HOST, true));
    target.outside().stream()
        .filter(path -> !HostPath.ofTheSystem(path))
        .forEach(path -> occupancy.asking(path, HOST + path));
    return occupancy.find();
  }

  private List<String> foreign(Obstacles obstacles, String project) {
    return obstacles.fixedVolumes().stream()
        .filter(
            name ->
                engine
                    .volume(name)
                    .filter(volume -> !isOf(project, volume.getLabels()))
                    .isPresent())
        .toList();
  }

  private static boolean isOf(String project, @Nullable Map<String, String> labels) {
    return labels != null
        && (project.equals(labels.get(Labels.PROJECT))
            || project.equals(labels.get(Labels.MADE_FOR)));
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
    Map<String, String> files = ComposeCalls.inPlace(target, present(target.outside()));
    ComposeRunner.Call call =
        target.sandbox()
            ? sandboxed(target, files, Map.of(root(target), root(target)))
            : ComposeCalls.faithful(target, files);
    JsonNode services = compose.model(call).path("services");
    // Provided before, but what is built from a volume, or from files corrected since
    images.pullAndBuild(call, services, IMAGES);
    Instant end = clock.instant().plus(timeout);
    up(call, left(end));
    health.awaitProject(target.project(), names(services), left(end));
  }

  /**
   * Has the images at hand that the application is started from and its databases are loaded with.
   *
   * @param fetched directories of configuration that were fetched to the side
   * @param aside name of the directory below each of them that holds what was fetched
   */
  public void provideImages(
      TargetRequest request, List<ConfigurationDirectory> fetched, String aside, Duration timeout) {
    Target target = target(request);
    Map<String, String> files = new LinkedHashMap<>(ComposeCalls.aside(fetched, aside));
    Set<String> looked = new TreeSet<>(files.values());
    looked.addAll(target.outside());
    Set<String> present = present(looked);
    files.values().retainAll(present);
    target.outside().stream()
        .filter(present::contains)
        .forEach(path -> files.putIfAbsent(path, path));
    if (request.source().composeFiles().isEmpty()
        || !ComposeCalls.coverComposeFiles(target, files)) {
      return;
    }
    ComposeRunner.Call call =
        target.sandbox() ? sandboxed(target, files, files) : ComposeCalls.faithful(target, files);
    images.pullAndBuildAhead(
        call,
        request.source().volumes().stream()
            .filter(volume -> volume.kind() == VolumeKind.Bind)
            .map(target::volume)
            .toList(),
        request.source().databases().stream().map(Database::service).toList(),
        timeout);
    images.nameForDatabases(call, request.source().databases());
  }

  /** What is not there was not restored, as it is the host's own; compose may not need it. */
  private Set<String> present(Set<String> paths) {
    return paths.isEmpty() ? Set.of() : new TreeSet<>(host.look(paths, Depth.Kinds).keySet());
  }

  private String root(Target target) {
    return sandboxes.directory(target.request().namespace(), target.request().project());
  }

  /**
   * The call for what becomes of a project in isolation.
   *
   * @param files by path in the target: where it is on the host
   * @param seen the same for what the isolated project sees
   */
  private ComposeRunner.Call sandboxed(
      Target target, Map<String, String> files, Map<String, String> seen) {
    ObjectNode model =
        new SandboxCompose(target, image -> Images.present(engine, image))
            .transform(compose.model(ComposeCalls.original(target, files)));
    String file = root(target) + "/" + MODEL;
    compose.write(
        root(target),
        List.of(TarFile.secret(MODEL, model.toString().getBytes(StandardCharsets.UTF_8))));
    Map<String, String> mounts = new LinkedHashMap<>(seen);
    if (!seen.containsKey(root(target))) {
      mounts.put(file, file);
    }
    return new ComposeRunner.Call(
        target.project(), target.directory(), List.of(file), List.of(), List.of(), mounts);
  }

  /** Services that compose starts: others of the project are orphans, and no concern of it. */
  private static Set<String> names(JsonNode services) {
    Set<String> names = new TreeSet<>();
    services.fieldNames().forEachRemaining(names::add);
    return names;
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
