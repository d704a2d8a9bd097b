// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.discovery;

import dev.drydock.compose.docker.discovery.ComposeFile.Extension;
import dev.drydock.compose.docker.discovery.ComposeFile.Include;
import dev.drydock.compose.docker.discovery.ComposeFile.ServiceEntry;
import dev.drydock.compose.docker.discovery.ComposeFile.TopVolume;
import dev.drydock.compose.docker.engine.HostFiles.Entry;
import dev.drydock.compose.docker.engine.HostFiles.Kind;
import dev.drydock.compose.docker.engine.HostView;
import dev.drydock.compose.docker.engine.HostView.Depth;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The files that define a project, found from its compose files, and what these say.
 *
 * @param files absolute paths, compose files first; includes directories that images are built from
 * @param composeFiles those compose files that were asked for and are there
 * @param envFiles those env files that were asked for and are there
 * @param volumes top-level volumes by key
 * @param services services by name; their paths are absolute
 * @param beside paths outside of the project's directory that are named relative to it
 * @param warnings what could not be seen
 */
record Configuration(
    List<String> files,
    List<String> composeFiles,
    List<String> envFiles,
    Map<String, TopVolume> volumes,
    Map<String, ServiceEntry> services,
    Set<String> beside,
    List<String> warnings) {

  static final Configuration NONE =
      new Configuration(List.of(), List.of(), List.of(), Map.of(), Map.of(), Set.of(), List.of());

  /**
   * Finds the files.
   *
   * @param directory directory of the project
   * @param composeFiles its compose files
   * @param envFiles env files given on its command line
   * @param host looks at files of the host
   * @param volumes directories that are protected as volumes, and so are left out
   */
  static Configuration find(
      String directory,
      List<String> composeFiles,
      List<String> envFiles,
      HostView host,
      Collection<String> volumes) {
    return new Finder(directory, host, volumes).find(composeFiles, envFiles);
  }

  /**
   * A compose file to be read.
   *
   * @param base what its paths are relative to
   * @param variables what it sees
   * @param extension whom it is read for; null when all of it counts
   */
  private record Pending(
      String file, String base, Map<String, String> variables, @Nullable Extension extension) {}

  private static final class Finder {
    private final String directory;
    private final HostView host;
    private final Collection<String> protectedDirectories;
    private final Map<String, Entry> entries = new HashMap<>();
    private final Queue<Pending> queue = new ArrayDeque<>();
    private final List<String> composeFiles = new ArrayList<>();
    private final Set<String> found = new LinkedHashSet<>();
    private final Set<String> contexts = new LinkedHashSet<>();
    private final Set<String> beside = new TreeSet<>();
    private final Set<String> warnings = new LinkedHashSet<>();
    private final Set<String> unset = new LinkedHashSet<>();
    private final Map<String, TopVolume> volumes = new LinkedHashMap<>();
    private final Map<String, ServiceEntry> services = new LinkedHashMap<>();

    Finder(String directory, HostView host, Collection<String> protectedDirectories) {
      this.directory = directory;
      this.host = host;
      this.protectedDirectories = protectedDirectories;
    }

    Configuration find(List<String> asked, List<String> envFiles) {
      String dotEnv = HostPath.resolve(directory, ".env");
      Set<String> first = new LinkedHashSet<>(asked);
      first.add(dotEnv);
      first.addAll(envFiles);
      read(first);
      asked.stream().limit(1).forEach(this::requireThere);
      asked.stream().filter(entries::containsKey).forEach(composeFiles::add);
      Map<String, String> variables = new HashMap<>();
      Stream.concat(Stream.of(dotEnv), envFiles.stream())
          .map(entries::get)
          .filter(Objects::nonNull)
          .forEach(entry -> variables.putAll(Interpolation.parse(entry.text())));
      first.forEach(file -> keepIfThere(file, !file.equals(dotEnv)));
      composeFiles.forEach(file -> queue.add(new Pending(file, directory, variables, null)));
      Set<Pending> parsed = new LinkedHashSet<>();
      while (!queue.isEmpty()) {
        Pending pending = queue.remove();
        Entry entry = entries.get(pending.file);
        if (entry != null && parsed.add(pending)) {
          parse(pending, entry.text());
        }
      }
      if (!unset.isEmpty()) {
        warnings.add(
            "The compose files use variables that are set neither in .env nor in an env file: %s. Write them into %s, or recovery on another host lacks them."
                .formatted(String.join(", ", unset), dotEnv));
      }
      expandContexts();
      return new Configuration(
          withoutCovered(),
          List.copyOf(composeFiles),
          envFiles.stream().filter(entries::containsKey).toList(),
          volumes,
          services,
          beside,
          List.copyOf(warnings));
    }

    private void read(Collection<String> files) {
      Set<String> unread = new LinkedHashSet<>(files);
      unread.removeIf(file -> entries.containsKey(file) && entry(file).content() != null);
      entries.putAll(host.look(unread, Depth.Contents));
      for (String file : unread) {
        if (entries.containsKey(file)
            && entry(file).kind() == Kind.File
            && entry(file).content() == null) {
          throw new DrydockException(
              FailureReason.SourceUnreadable,
              "The file %s, which defines the project, is larger than 1 MiB; compose and env files of that size are not read. Make it smaller."
                  .formatted(file));
        }
      }
    }

    private Entry entry(String file) {
      return Objects.requireNonNull(entries.get(file));
    }

    private void requireThere(String composeFile) {
      if (!entries.containsKey(composeFile)) {
        throw new DrydockException(
            FailureReason.SourceEmpty,
            "The compose file %s, which the project is made from, does not exist on the host. If it moved, start the project from where it is now (docker compose up -d --force-recreate), so that its containers say so."
                .formatted(composeFile));
      }
    }

    private void parse(Pending pending, String text) {
      ComposeFile file;
      try {
        file = ComposeFile.parse(text);
      } catch (YAMLException e) {
        warnings.add("The compose file %s is not readable YAML.".formatted(pending.file));
        return;
      }
      unset.addAll(Interpolation.unset(text, pending.variables));
      Set<String> needed = new LinkedHashSet<>();
      file.files().forEach(path -> resolve(path, pending, needed));
      Set<String> unseen = new LinkedHashSet<>(needed);
      unseen.removeAll(entries.keySet());
      entries.putAll(host.look(unseen, Depth.Kinds));
      needed.forEach(path -> keepIfThere(path, true));
      file.contexts().forEach(path -> resolve(path, pending, contexts));
      file.extensions().forEach(extension -> extend(extension, pending));
      Extension extension = pending.extension;
      if (extension == null) {
        file.includes().forEach(include -> include(include, pending));
        file.volumes()
            .forEach(
                (key, volume) ->
                    volumes.merge(key, volume.named(pending.variables), TopVolume::overriddenBy));
        file.services().forEach((name, service) -> add(name, service.profiles(), service, pending));
      } else if (file.services().get(extension.service()) instanceof ServiceEntry service) {
        add(extension.by(), List.of(), service, pending);
      }
    }

    private void add(String name, List<String> profiles, ServiceEntry service, Pending pending) {
      Set<String> binds = new LinkedHashSet<>();
      service.binds().forEach(path -> resolve(path, pending, binds));
      services.merge(
          name, new ServiceEntry(profiles, List.copyOf(binds)), ServiceEntry::overriddenBy);
    }

    private void extend(Extension extension, Pending pending) {
      if (pending.extension != null && !extension.by().equals(pending.extension.service())) {
        return;
      }
      String by = pending.extension == null ? extension.by() : pending.extension.by();
      Set<String> file = new LinkedHashSet<>();
      resolve(extension.file(), pending, file);
      readFurther(file);
      for (String path : file) {
        queue.add(
            new Pending(
                path,
                HostPath.parent(path),
                pending.variables,
                new Extension(path, extension.service(), by)));
      }
    }

    /** Included files bring a project directory and variables of their own. */
    private void include(Include include, Pending pending) {
      Set<String> files = new LinkedHashSet<>();
      include.paths().forEach(path -> resolve(path, pending, files));
      if (files.isEmpty()) {
        return;
      }
      Set<String> bases = new LinkedHashSet<>();
      if (include.projectDirectory() != null) {
        resolve(include.projectDirectory(), pending, bases);
      }
      String base = bases.stream().findFirst().orElse(HostPath.parent(files.iterator().next()));
      Set<String> envFiles = new LinkedHashSet<>();
      include.envFiles().forEach(path -> resolve(path, pending, envFiles));
      boolean given = !include.envFiles().isEmpty();
      if (!given) {
        envFiles.add(HostPath.resolve(base, ".env"));
      }
      readFurther(files);
      read(envFiles);
      envFiles.forEach(file -> keepIfThere(file, given));
      Map<String, String> variables = new HashMap<>();
      envFiles.stream()
          .map(entries::get)
          .filter(Objects::nonNull)
          .forEach(entry -> variables.putAll(Interpolation.parse(entry.text())));
      variables.putAll(pending.variables);
      files.forEach(file -> queue.add(new Pending(file, base, variables, null)));
    }

    private void readFurther(Set<String> files) {
      read(files);
      files.forEach(this::requireThere);
      files.forEach(file -> keepIfThere(file, true));
    }

    private void resolve(String path, Pending pending, Set<String> into) {
      Interpolation.apply(path, pending.variables)
          .filter(p -> !p.startsWith("~") && !p.contains("://") && !p.startsWith("git@"))
          .ifPresentOrElse(
              p -> into.add(resolved(p, pending.base)),
              () ->
                  warnings.add(
                      "The path %s in a compose file cannot be resolved, so what is there is not backed up."
                          .formatted(path)));
    }

    private String resolved(String path, String base) {
      String resolved = HostPath.resolve(base, path);
      if (!path.startsWith("/") && !HostPath.within(resolved, directory) && isRelative(base)) {
        beside.add(resolved);
      }
      return resolved;
    }

    /** Whether a directory moves with the project, as everything on the way to it is relative. */
    private boolean isRelative(String base) {
      return HostPath.within(base, directory)
          || beside.stream()
              .anyMatch(b -> HostPath.within(base, b) || base.equals(HostPath.parent(b)));
    }

    private void keepIfThere(String path, boolean expected) {
      Entry entry = entries.get(path);
      if (entry == null) {
        found.remove(path);
        if (expected) {
          warnings.add(
              "The file %s, which the project names, does not exist on the host.".formatted(path));
        }
      } else if (entry.kind() != Kind.Other) {
        found.add(path);
      }
    }

    private void expandContexts() {
      for (int depth = 0; depth < 8 && !contexts.isEmpty(); depth++) {
        Map<String, Entry> seen = new HashMap<>();
        contexts.removeIf(this::covered);
        Set<String> whole = new LinkedHashSet<>(contexts);
        whole.removeIf(this::split);
        contexts.removeAll(whole);
        seen.putAll(host.look(whole, Depth.Kinds));
        seen.putAll(host.look(contexts, Depth.Children));
        contexts.addAll(whole);
        Set<String> next = new LinkedHashSet<>();
        for (String path : contexts) {
          Entry entry = seen.get(path);
          if (entry == null || isRepository(entry)) {
            continue;
          }
          if (entry.kind() == Kind.Directory && split(path)) {
            entry.children().stream()
                .filter(child -> !child.equals(".git"))
                .forEach(child -> next.add(HostPath.resolve(path, child)));
          } else if (entry.kind() != Kind.Other) {
            found.add(path);
          }
        }
        contexts.clear();
        contexts.addAll(next);
      }
    }

    private boolean split(String path) {
      return HostPath.within(directory, path)
          || protectedDirectories.stream().anyMatch(v -> HostPath.within(v, path));
    }

    private boolean covered(String path) {
      return protectedDirectories.stream().anyMatch(volume -> HostPath.within(path, volume));
    }

    private List<String> withoutCovered() {
      List<String> kept = new ArrayList<>();
      for (String path : found) {
        if (composeFiles.contains(path) || !(listedWithin(path) || covered(path))) {
          kept.add(path);
        }
      }
      return kept;
    }

    private boolean listedWithin(String path) {
      return found.stream().anyMatch(o -> !o.equals(path) && HostPath.within(path, o));
    }

    private static boolean isRepository(Entry entry) {
      return entry.children().containsAll(List.of("config", "keys", "data", "index", "snapshots"));
    }
  }
}
