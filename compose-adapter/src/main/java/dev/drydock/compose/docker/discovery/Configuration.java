// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.discovery;

import dev.drydock.compose.docker.discovery.ComposeFile.ServiceEntry;
import dev.drydock.compose.docker.discovery.ComposeFile.TopVolume;
import dev.drydock.compose.docker.engine.HostFiles.Entry;
import dev.drydock.compose.docker.engine.HostFiles.Kind;
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
import java.util.function.Function;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The files that define a project, found from its compose files, and what these say.
 *
 * @param files absolute paths, compose files first; includes directories that images are built from
 * @param volumes top-level volumes by key
 * @param services services by name; their paths are absolute
 * @param warnings what could not be seen
 */
record Configuration(
    List<String> files,
    Map<String, TopVolume> volumes,
    Map<String, ServiceEntry> services,
    List<String> warnings) {

  static final Configuration NONE = new Configuration(List.of(), Map.of(), Map.of(), List.of());

  /**
   * Finds the files.
   *
   * @param directory directory of the project
   * @param composeFiles its compose files
   * @param envFiles env files given on its command line
   * @param look looks at files of the host
   * @param volumes directories that are protected as volumes, and so are left out
   */
  static Configuration find(
      String directory,
      List<String> composeFiles,
      List<String> envFiles,
      Function<Collection<String>, Map<String, Entry>> look,
      Collection<String> volumes) {
    return new Finder(directory, look, volumes).find(composeFiles, envFiles);
  }

  private record Pending(String file, String base) {}

  private static final class Finder {
    private final String directory;
    private final Function<Collection<String>, Map<String, Entry>> look;
    private final Collection<String> protectedDirectories;
    private final Map<String, String> variables = new HashMap<>();
    private final List<String> composeFiles = new ArrayList<>();
    private final Set<String> found = new LinkedHashSet<>();
    private final Set<String> contexts = new LinkedHashSet<>();
    private final Set<String> warnings = new LinkedHashSet<>();
    private final Set<String> unset = new LinkedHashSet<>();
    private final Map<String, TopVolume> volumes = new LinkedHashMap<>();
    private final Map<String, ServiceEntry> services = new LinkedHashMap<>();

    Finder(
        String directory,
        Function<Collection<String>, Map<String, Entry>> look,
        Collection<String> protectedDirectories) {
      this.directory = directory;
      this.look = look;
      this.protectedDirectories = protectedDirectories;
    }

    Configuration find(List<String> asked, List<String> envFiles) {
      composeFiles.addAll(asked);
      Set<String> first = new LinkedHashSet<>(composeFiles);
      String dotEnv = HostPath.resolve(directory, ".env");
      first.add(dotEnv);
      first.addAll(envFiles);
      Map<String, Entry> entries = new HashMap<>(look.apply(first));
      first.stream()
          .filter(file -> file.equals(dotEnv) || envFiles.contains(file))
          .map(entries::get)
          .filter(Objects::nonNull)
          .forEach(entry -> variables.putAll(Interpolation.parse(entry.text())));
      found.addAll(composeFiles);
      first.forEach(file -> keepIfThere(file, entries, !file.equals(dotEnv)));
      Queue<Pending> queue = new ArrayDeque<>();
      composeFiles.forEach(file -> queue.add(new Pending(file, directory)));
      Set<String> parsed = new LinkedHashSet<>();
      while (!queue.isEmpty()) {
        Pending pending = queue.remove();
        Entry entry = entries.get(pending.file);
        if (entry != null && parsed.add(pending.file)) {
          parse(pending, entry.text(), entries, queue);
        }
      }
      if (!unset.isEmpty()) {
        warnings.add(
            "The compose files use variables that are set neither in .env nor in an env file: %s. Write them into %s, or recovery on another host lacks them."
                .formatted(String.join(", ", unset), dotEnv));
      }
      expandContexts();
      return new Configuration(withoutCovered(), volumes, services, List.copyOf(warnings));
    }

    private void parse(
        Pending pending, String text, Map<String, Entry> entries, Queue<Pending> queue) {
      ComposeFile file;
      try {
        file = ComposeFile.parse(text);
      } catch (YAMLException e) {
        warnings.add("The compose file %s is not readable YAML.".formatted(pending.file));
        return;
      }
      unset.addAll(Interpolation.unset(text, variables));
      volumes.putAll(file.volumes());
      Set<String> needed = new LinkedHashSet<>();
      file.files().forEach(path -> resolve(path, pending.base, needed));
      Set<String> unseen = new LinkedHashSet<>(needed);
      unseen.removeAll(entries.keySet());
      entries.putAll(look.apply(unseen));
      needed.forEach(path -> keepIfThere(path, entries, true));
      Set<String> further = new LinkedHashSet<>();
      file.composeFiles().forEach(path -> resolve(path, pending.base, further));
      further.forEach(path -> queue.add(new Pending(path, HostPath.parent(path))));
      file.contexts().forEach(path -> resolve(path, pending.base, contexts));
      file.services()
          .forEach(
              (name, service) -> {
                Set<String> binds = new LinkedHashSet<>();
                service.binds().forEach(path -> resolve(path, pending.base, binds));
                services.put(name, new ServiceEntry(service.profiles(), List.copyOf(binds)));
              });
    }

    private void resolve(String path, String base, Set<String> into) {
      Interpolation.apply(path, variables)
          .filter(p -> !p.startsWith("~"))
          .ifPresentOrElse(
              p -> into.add(HostPath.resolve(base, p)),
              () ->
                  warnings.add(
                      "The path %s in a compose file cannot be resolved, so what is there is not backed up."
                          .formatted(path)));
    }

    private void keepIfThere(String path, Map<String, Entry> entries, boolean expected) {
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
        Map<String, Entry> entries = look.apply(contexts);
        Set<String> next = new LinkedHashSet<>();
        for (String path : contexts) {
          Entry entry = entries.get(path);
          if (entry == null || isRepository(entry) || covered(path)) {
            continue;
          }
          boolean split =
              path.equals(directory)
                  || protectedDirectories.stream().anyMatch(v -> HostPath.within(v, path));
          if (entry.kind() == Kind.Directory && split) {
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
