// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.discovery;

import com.github.dockerjava.api.command.InspectVolumeResponse;
import dev.drydock.api.v1alpha1.ApplicationSpec;
import dev.drydock.api.v1alpha1.DatabaseEngine;
import dev.drydock.compose.docker.engine.ContainerView;
import dev.drydock.compose.docker.engine.DockerEngine;
import dev.drydock.compose.docker.engine.HostView;
import dev.drydock.compose.docker.engine.HostView.Depth;
import dev.drydock.compose.docker.engine.Labels;
import dev.drydock.compose.docker.engine.ProjectContainers;
import dev.drydock.compose.docker.engine.RunResult;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.DirectoryAttributes;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.ApplicationManifest.Database;
import dev.drydock.operator.platform.ApplicationManifest.Service;
import dev.drydock.operator.platform.ApplicationManifest.Volume;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds everything persistent of a compose project. Safe for use by many threads. */
public final class ProjectDiscovery {
  private static final Duration READ_FILE = Duration.ofSeconds(10);

  private final DockerEngine engine;
  private final HostView host;
  private final ManifestMemory memory;

  /**
   * Discovery on an engine.
   *
   * @param host looks at files of the host
   * @param memory directory that remembers projects without containers
   */
  public ProjectDiscovery(DockerEngine engine, HostView host, Path memory) {
    this.engine = engine;
    this.host = host;
    this.memory = new ManifestMemory(memory);
  }

  /**
   * What a project is.
   *
   * @throws DrydockException ApplicationNotFound when it has neither containers nor volumes
   */
  public ApplicationManifest discover(ApplicationSpec application) {
    String project = project(application);
    ProjectContainers containers = ProjectContainers.of(engine, project);
    List<InspectVolumeResponse> labelled = engine.volumes(Labels.PROJECT + "=" + project);
    if (containers.all().isEmpty()) {
      if (labelled.isEmpty()) {
        throw new DrydockException(
            FailureReason.ApplicationNotFound,
            "Docker knows no containers and no volumes of a compose project named %s. Start it once (docker compose -p %s up -d), or correct the name; docker compose ls -a lists the projects."
                .formatted(project, project));
      }
      return withoutContainers(application, project, labelled);
    }
    ApplicationManifest manifest;
    try (HostView.Watch watch = host.watch()) {
      manifest = discover(application, project, containers, labelled, new Glances(watch));
    }
    memory.remember(manifest);
    return manifest;
  }

  /** Name of the compose project of an application. */
  public static String project(ApplicationSpec application) {
    if (application.compose() == null) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "This control plane runs on a Docker host; spec.application must name a compose"
              + " project.");
    }
    return application.compose().project();
  }

  private ApplicationManifest discover(
      ApplicationSpec application,
      String project,
      ProjectContainers containers,
      List<InspectVolumeResponse> labelled,
      HostView glances) {
    String directory = directory(containers);
    List<String> composeFiles = paths(containers, Labels.CONFIG_FILES, directory);
    List<String> envFiles = paths(containers, Labels.ENVIRONMENT_FILE, directory);
    ProjectVolumes volumes = new ProjectVolumes(project, directory == null ? "/" : directory);
    volumes.addLabelled(labelled);
    containers
        .all()
        .forEach(
            container -> volumes.addMounts(container, name -> engine.volume(name).orElse(null)));
    Configuration configuration = Configuration.NONE;
    if (directory != null) {
      // once to learn what services without containers mount, then with all volumes known
      Configuration first =
          Configuration.find(directory, composeFiles, envFiles, glances, Set.of());
      Set<String> present = new LinkedHashSet<>(containers.services());
      first
          .services()
          .forEach(
              (name, service) -> {
                if (!present.contains(name)) {
                  service.binds().forEach(bind -> volumes.bind(bind, name));
                }
              });
      Set<String> leading = leading(directory, first.files(), volumes.binds());
      leading.addAll(volumes.binds()); // in one look
      volumes.sortBinds(glances.look(leading, Depth.Kinds), filesOf(containers, volumes));
      configuration =
          volumes.binds().isEmpty()
              ? first
              : Configuration.find(directory, composeFiles, envFiles, glances, volumes.binds());
    } else {
      volumes.sortBinds(glances.look(volumes.binds(), Depth.Kinds), filesOf(containers, volumes));
    }
    return assemble(application, project, containers, directory, volumes, configuration, glances);
  }

  private ApplicationManifest assemble(
      ApplicationSpec application,
      String project,
      ProjectContainers containers,
      @Nullable String directory,
      ProjectVolumes volumes,
      Configuration configuration,
      HostView glances) {
    volumes.requireBinds(
        containers.all().stream()
            .collect(
                Collectors.toMap(
                    ContainerView::service,
                    container -> ServiceLabels.understood(container.labels()),
                    (one, other) -> one)));
    List<String> warnings = new ArrayList<>(volumes.warnings());
    if (configuration.composeFiles().isEmpty()) {
      warnings.add(
          "The containers do not say where the compose files of %s are, so they are not backed up."
              .formatted(project));
    }
    warnings.addAll(configuration.warnings());
    Map<String, Map<String, String>> labels = new TreeMap<>();
    Map<String, Service> services = new LinkedHashMap<>();
    Map<String, DraftDatabase> databases = new LinkedHashMap<>();
    Set<String> profiles = new LinkedHashSet<>();
    for (ContainerView container : containers.all()) {
      String name = container.service();
      Map<String, String> understood = ServiceLabels.understood(container.labels());
      labels.put(name, understood);
      services.putIfAbsent(
          name,
          new Service(
              name,
              container.image(),
              List.copyOf(containers.dependencies(container)),
              understood,
              container.givenName(),
              containers.all().stream()
                  .filter(other -> other.service().equals(name))
                  .flatMap(other -> other.published().stream())
                  .distinct()
                  .toList()));
      var entry = configuration.services().get(name);
      if (entry != null) {
        entry.profiles().stream().limit(1).forEach(profiles::add);
      }
      if (!ServiceLabels.excluded(understood) && !databases.containsKey(name)) {
        Databases.engine(container)
            .ifPresent(found -> databases.put(name, draft(container, found, volumes)));
        Databases.notDumped(container).ifPresent(warnings::add);
      }
    }
    Map<String, String> databaseVolumes = new TreeMap<>();
    databases.forEach(
        (name, draft) -> {
          if (draft.source != null) {
            databaseVolumes.put(draft.source, name);
          }
        });
    var all = volumes.volumes(configuration.volumes(), labels, databaseVolumes);
    Map<String, String> names = new TreeMap<>();
    all.forEach(volume -> names.put(volume.source(), volume.name()));
    Set<String> files = new LinkedHashSet<>(configuration.files());
    files.addAll(volumes.files());
    return new ApplicationManifest(
        application,
        project,
        directory,
        all,
        databases.values().stream()
            .map(draft -> draft.database(names, file -> read(draft.container, file)))
            .toList(),
        List.copyOf(files),
        configuration.composeFiles(),
        configuration.envFiles(),
        List.copyOf(profiles),
        List.copyOf(services.values()),
        warnings.stream().distinct().toList(),
        ExternalNetworks.of(project, containers.all(), engine::network),
        directories(directory, files, all, glances),
        List.copyOf(configuration.beside()));
  }

  /** The directories that a restore may have to make before it has a place for anything. */
  private static Map<String, DirectoryAttributes> directories(
      @Nullable String project, Set<String> files, List<Volume> volumes, HostView host) {
    Set<String> binds =
        volumes.stream()
            .filter(v -> v.kind() == VolumeKind.Bind)
            .map(Volume::source)
            .collect(Collectors.toSet());
    Map<String, DirectoryAttributes> directories = new TreeMap<>();
    host.look(leading(project, files, binds), Depth.Kinds)
        .forEach(
            (path, entry) -> {
              if (entry.attributes() != null) {
                directories.put(path, entry.attributes());
              }
            });
    return directories;
  }

  private static Set<String> leading(
      @Nullable String project, Collection<String> files, Collection<String> binds) {
    return Stream.concat(files.stream(), binds.stream())
        .flatMap(path -> HostPath.leadingTo(path, project == null ? "/" : project).stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Directories with the files of databases that are dumped. */
  private static Set<String> filesOf(ProjectContainers containers, ProjectVolumes volumes) {
    Set<String> directories = new TreeSet<>();
    for (ContainerView container : containers.all()) {
      if (!ServiceLabels.excluded(ServiceLabels.understood(container.labels()))
          && Databases.engine(container).isPresent()) {
        String source = volumes.holding(container.service(), Databases.dataDirectory(container));
        if (source != null) {
          directories.add(source);
        }
      }
    }
    return directories;
  }

  private static DraftDatabase draft(
      ContainerView container, DatabaseEngine found, ProjectVolumes volumes) {
    String source = volumes.holding(container.service(), Databases.dataDirectory(container));
    return new DraftDatabase(container, found, source);
  }

  private Optional<String> read(ContainerView container, String file) {
    return container.status().equals("running")
        ? engine
            .exec(container.id(), List.of("cat", file), READ_FILE)
            .filter(RunResult::succeeded)
            .map(RunResult::out)
        : Optional.empty();
  }

  private record DraftDatabase(
      ContainerView container, DatabaseEngine engine, @Nullable String source) {
    Database database(Map<String, String> names, Function<String, Optional<String>> read) {
      return new Database(
          container.service(),
          engine,
          container.service(),
          container.image(),
          Databases.user(container, read),
          Databases.defaultDatabase(container, read),
          source == null ? null : names.get(source),
          Databases.dataDirectory(container));
    }
  }

  private ApplicationManifest withoutContainers(
      ApplicationSpec application, String project, List<InspectVolumeResponse> labelled) {
    ApplicationManifest known = memory.recall(project).orElse(null);
    if (known == null) {
      ProjectVolumes volumes = new ProjectVolumes(project, "/");
      volumes.addLabelled(labelled);
      return new ApplicationManifest(
          application,
          project,
          null,
          volumes.volumes(Map.of(), Map.of(), Map.of()),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(
              "Project %s has no containers: only its volumes are known, neither its files nor its databases."
                  .formatted(project)),
          List.of(),
          Map.of(),
          List.of());
    }
    List<String> warnings = new ArrayList<>(known.warnings());
    warnings.add(
        "Project %s has no containers now; what it consists of is remembered from when it had."
            .formatted(project));
    return known.withWarnings(warnings);
  }

  /** The newest containers first: what they say of the project's files is what holds now. */
  private static List<ContainerView> newestFirst(ProjectContainers containers) {
    return containers.all().stream()
        .sorted(Comparator.comparing(ContainerView::created).reversed())
        .toList();
  }

  static @Nullable String directory(ProjectContainers containers) {
    return newestFirst(containers).stream()
        .map(container -> container.labels().get(Labels.WORKING_DIR))
        .filter(Objects::nonNull)
        .filter(path -> path.startsWith("/"))
        .findFirst()
        .orElse(null);
  }

  static List<String> paths(
      ProjectContainers containers, String label, @Nullable String directory) {
    return newestFirst(containers).stream()
        .filter(container -> container.labels().containsKey(Labels.CONFIG_FILES))
        .limit(1)
        .flatMap(c -> Arrays.stream(c.labels().getOrDefault(label, "").split(",", -1)))
        .map(String::strip)
        .filter(path -> !path.isEmpty() && !path.equals("-"))
        .filter(path -> directory != null || path.startsWith("/"))
        .map(path -> HostPath.resolve(directory == null ? "/" : directory, path))
        .distinct()
        .toList();
  }
}
