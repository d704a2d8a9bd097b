// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.discovery;

import com.github.dockerjava.api.command.InspectVolumeResponse;
import dev.drydock.compose.docker.discovery.ComposeFile.TopVolume;
import dev.drydock.compose.docker.engine.ContainerView;
import dev.drydock.compose.docker.engine.ContainerView.MountView;
import dev.drydock.compose.docker.engine.HostFiles.Entry;
import dev.drydock.compose.docker.engine.HostFiles.Kind;
import dev.drydock.compose.docker.engine.Labels;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.platform.ApplicationManifest.Volume;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Sorts the mounts and volumes of a project into volumes, configuration files and warnings. */
final class ProjectVolumes {
  private final String project;
  private final String directory;
  private final Map<String, Draft> drafts = new LinkedHashMap<>();
  private final Set<String> files = new TreeSet<>();
  private final List<Draft> missing = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  ProjectVolumes(String project, String directory) {
    this.project = project;
    this.directory = directory;
  }

  /** Adds volumes that carry the project's label, whether anything mounts them or not. */
  void addLabelled(Collection<InspectVolumeResponse> volumes) {
    for (InspectVolumeResponse volume : volumes) {
      if (!anonymous(volume)) {
        named(volume, null);
      }
    }
  }

  /** Adds what a container mounts; {@code inspect} returns a volume by name, or null. */
  void addMounts(
      ContainerView container, Function<String, @Nullable InspectVolumeResponse> inspect) {
    Map<String, String> labels = ServiceLabels.understood(container.labels());
    for (MountView mount : container.mounts()) {
      if (ServiceLabels.excludes(labels, mount.path()) && hasNoName(mount, inspect)) {
        continue;
      }
      if (mount.volume() == null) {
        bind(mount.source(), container.service(), mount.path(), mount.writable());
        continue;
      }
      InspectVolumeResponse volume = inspect.apply(mount.volume());
      if (volume == null) {
        warnings.add(
            "The volume %s of service %s does not exist."
                .formatted(mount.volume(), container.service()));
      } else if (anonymous(volume)) {
        warnings.add(
            "Service %s keeps data at %s in an anonymous volume, which is not backed up: name it in the compose file, or say that it is not needed with the label drydock.dev/exclude: %s"
                .formatted(container.service(), mount.path(), mount.path()));
      } else {
        named(volume, Map.entry(container.service(), mount.path()));
      }
    }
  }

  /** Whether a path in the container is all that a label could call it by. */
  private static boolean hasNoName(
      MountView mount, Function<String, @Nullable InspectVolumeResponse> inspect) {
    if (mount.volume() == null) {
      return HostPath.ofTheSystem(mount.source());
    }
    InspectVolumeResponse volume = inspect.apply(mount.volume());
    return volume != null && anonymous(volume);
  }

  /** Adds a directory or file of the host that only a compose file says a service mounts. */
  void bind(String source, String service) {
    bind(source, service, null, false);
  }

  private void bind(String source, String service, @Nullable String path, boolean writable) {
    if (HostPath.ofTheSystem(source)) {
      boolean all = source.equals("/") || source.equals("/var/lib/docker");
      if (all || (writable && !HostPath.isVolatile(source) && !HostPath.ofThisHost(source))) {
        warnings.add(
            "Service %s mounts %s of the host, which belongs to the system and is not backed up. If the service keeps data there, move it to a directory or volume of its own."
                .formatted(service, source));
      }
      return;
    }
    Draft draft = drafts.computeIfAbsent(source, s -> new Draft(VolumeKind.Bind, s, null, false));
    if (path != null) {
      draft.services.putIfAbsent(service, path);
    }
  }

  private void named(InspectVolumeResponse volume, Map.@Nullable Entry<String, String> mount) {
    Map<String, String> labels = Objects.requireNonNullElse(volume.getLabels(), Map.of());
    Map<String, String> options = Objects.requireNonNullElse(volume.getOptions(), Map.of());
    if ("tmpfs".equals(options.get("type"))) {
      return;
    }
    boolean own = project.equals(labels.get(Labels.PROJECT));
    Draft draft =
        drafts.computeIfAbsent(
            volume.getName(),
            name ->
                new Draft(VolumeKind.Named, name, own ? labels.get(Labels.VOLUME) : null, !own));
    draft.driver = volume.getDriver();
    draft.driverOptions = options;
    draft.excluded |= "true".equalsIgnoreCase(labels.get(ServiceLabels.EXCLUDE));
    if (mount != null) {
      draft.services.putIfAbsent(mount.getKey(), mount.getValue());
    }
  }

  /** Directories of bind mounts seen so far, and files. */
  Set<String> binds() {
    Set<String> binds = new TreeSet<>();
    drafts.values().stream()
        .filter(draft -> draft.kind == VolumeKind.Bind)
        .forEach(draft -> binds.add(draft.source));
    return binds;
  }

  /**
   * Says what the bind mounts are: files become configuration, what is neither is dropped, and so
   * is what lies in another one, which holds it.
   *
   * @param ofDatabases directories with the files of databases that are dumped: volumes of their
   *     own wherever they lie, since a dump needs a place to be restored to, and files that a
   *     server has open are no backup
   */
  void sortBinds(Map<String, Entry> entries, Set<String> ofDatabases) {
    Set<String> binds = binds();
    for (String source : binds) {
      Entry entry = entries.get(source);
      String services =
          String.join(", ", Objects.requireNonNull(drafts.get(source)).services.keySet());
      if (entry == null) {
        missing.add(Objects.requireNonNull(drafts.remove(source)));
      } else if (entry.kind() == Kind.File) {
        drafts.remove(source);
        files.add(source);
      } else if (entry.kind() == Kind.Other) {
        drafts.remove(source);
        warnings.add(
            "Service %s mounts %s, which is neither file nor directory."
                .formatted(services, source));
      }
    }
    Set<String> directories = binds();
    for (String inner : directories) {
      boolean covered =
          directories.stream().anyMatch(o -> !o.equals(inner) && HostPath.within(inner, o));
      if (covered && !ofDatabases.contains(inner)) {
        drafts.remove(inner);
      }
    }
    files.removeIf(file -> binds().stream().anyMatch(dir -> HostPath.within(file, dir)));
  }

  /**
   * Fails when what a container mounts is not there; what only a compose file names is a warning.
   *
   * @param labels labels of each service
   */
  void requireBinds(Map<String, Map<String, String>> labels) {
    for (Draft draft : missing) {
      String name = HostPath.name(directory, draft.source);
      String services = String.join(", ", draft.services.keySet());
      if (services.isEmpty()) {
        warnings.add(
            "The compose files mount %s, which does not exist on the host."
                .formatted(draft.source));
      } else if (!excluded(draft, name, labels)) {
        throw new DrydockException(
            FailureReason.SourceEmpty,
            "Service %s mounts %s, which does not exist on the host. Bring it back, or correct the mount in the compose file and run docker compose up -d; or label the service %s: \"%s\" to leave it out."
                .formatted(services, draft.source, ServiceLabels.EXCLUDE, name));
      }
    }
  }

  private static boolean excluded(
      Draft draft, String name, Map<String, Map<String, String>> labels) {
    return draft.excluded
        || (!draft.services.isEmpty()
            && draft.services.keySet().stream()
                .allMatch(s -> ServiceLabels.excludes(labels.getOrDefault(s, Map.of()), name)));
  }

  /**
   * The volumes.
   *
   * @param top top-level volumes of the compose files, which know the keys of external ones
   * @param labels labels of each service
   * @param databases by source of the volume: the database that a dump protects
   */
  List<Volume> volumes(
      Map<String, TopVolume> top,
      Map<String, Map<String, String>> labels,
      Map<String, String> databases) {
    List<Volume> volumes = new ArrayList<>();
    Map<String, Integer> taken = new HashMap<>();
    for (Draft draft : drafts.values()) {
      String base = draft.name(top, directory);
      int times = taken.merge(base, 1, Integer::sum);
      String name = times == 1 ? base : base + "-" + times;
      boolean excluded = excluded(draft, name, labels);
      volumes.add(
          new Volume(
              name,
              draft.kind,
              draft.source,
              Map.copyOf(draft.services),
              databases.get(draft.source),
              draft.external,
              excluded,
              draft.driver,
              draft.driverOptions));
    }
    return volumes;
  }

  /** Source of the volume that holds a directory of a service; null for none. */
  @Nullable String holding(String service, String path) {
    return drafts.values().stream()
        .filter(draft -> draft.services.containsKey(service))
        .filter(draft -> HostPath.within(path, Objects.requireNonNull(draft.services.get(service))))
        .max(
            java.util.Comparator.comparingInt(
                draft -> Objects.requireNonNull(draft.services.get(service)).length()))
        .map(draft -> draft.source)
        .orElse(null);
  }

  /** Single files that are mounted. */
  Set<String> files() {
    return files;
  }

  List<String> warnings() {
    return warnings;
  }

  private static boolean anonymous(InspectVolumeResponse volume) {
    Map<String, String> labels = Objects.requireNonNullElse(volume.getLabels(), Map.of());
    return labels.containsKey("com.docker.volume.anonymous")
        || (!labels.containsKey(Labels.VOLUME) && volume.getName().matches("[0-9a-f]{64}"));
  }

  private static final class Draft {
    final VolumeKind kind;
    final String source;
    final @Nullable String key;
    final boolean external;
    final Map<String, String> services = new LinkedHashMap<>();
    boolean excluded;
    @Nullable String driver;
    Map<String, String> driverOptions = Map.of();

    Draft(VolumeKind kind, String source, @Nullable String key, boolean external) {
      this.kind = kind;
      this.source = source;
      this.key = key;
      this.external = external;
    }

    String name(Map<String, TopVolume> top, String directory) {
      if (kind == VolumeKind.Bind) {
        return HostPath.name(directory, source);
      }
      if (key != null) {
        return key;
      }
      return top.entrySet().stream()
          .filter(entry -> source.equals(entry.getValue().name()))
          .map(Map.Entry::getKey)
          .findFirst()
          .orElse(source);
    }
  }
}
