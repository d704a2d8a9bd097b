// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.discovery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * What one compose file says of other files (Compose Specification). Paths are as written: relative
 * ones are relative to the project's directory, variables are not replaced.
 *
 * @param files files that it needs and that are no compose files: env files, files of configs and
 *     secrets
 * @param includes compose files that it includes
 * @param extensions services of other compose files that its services extend
 * @param contexts directories that images are built from
 * @param volumes top-level volumes by key
 * @param services its services by name
 */
record ComposeFile(
    Set<String> files,
    List<Include> includes,
    List<Extension> extensions,
    Set<String> contexts,
    Map<String, TopVolume> volumes,
    Map<String, ServiceEntry> services) {

  /**
   * An entry of {@code include}.
   *
   * @param paths the file, and what overrides it
   * @param projectDirectory what its paths are relative to; null for the directory of the file
   * @param envFiles its env files; empty for the .env of its project directory
   */
  record Include(List<String> paths, @Nullable String projectDirectory, List<String> envFiles) {}

  /**
   * A service that takes what another file says of one.
   *
   * @param file the other file
   * @param service the service there
   * @param by the service here
   */
  record Extension(String file, String service, String by) {}

  /**
   * A top-level volume.
   *
   * @param name explicit name; null for the default
   * @param external whether compose expects it to exist
   */
  record TopVolume(@Nullable String name, boolean external) {
    /** The volume as these variables name it. */
    TopVolume named(Map<String, String> variables) {
      return name == null
          ? this
          : new TopVolume(Interpolation.apply(name, variables).orElse(name), external);
    }

    /** What this and a file that overrides it say together. */
    TopVolume overriddenBy(TopVolume other) {
      return new TopVolume(other.name == null ? name : other.name, external || other.external);
    }
  }

  /**
   * A service.
   *
   * @param profiles profiles that enable it
   * @param binds host paths that it mounts, in the short or the long syntax
   */
  record ServiceEntry(List<String> profiles, List<String> binds) {
    /** What this and a file that overrides it say together. */
    ServiceEntry overriddenBy(ServiceEntry other) {
      return new ServiceEntry(union(profiles, other.profiles), union(binds, other.binds));
    }

    private static List<String> union(List<String> some, List<String> others) {
      return Stream.concat(some.stream(), others.stream()).distinct().toList();
    }
  }

  /**
   * Reads a compose file.
   *
   * @throws org.yaml.snakeyaml.error.YAMLException when it is not YAML
   */
  static ComposeFile parse(String yaml) {
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(1000);
    Object root = new Yaml(new TagTolerant(options)).load(yaml);
    Map<String, Object> top = map(root);
    Set<String> files = new LinkedHashSet<>();
    List<Include> includes = new ArrayList<>();
    List<Extension> extensions = new ArrayList<>();
    Set<String> contexts = new LinkedHashSet<>();
    for (Object include : list(top.get("include"))) {
      if (include instanceof Map<?, ?>) {
        Map<String, Object> entry = map(include);
        includes.add(
            new Include(
                strings(entry.get("path")),
                entry.get("project_directory") instanceof String directory ? directory : null,
                strings(entry.get("env_file"))));
      } else {
        includes.add(new Include(strings(include), null, List.of()));
      }
    }
    for (String kind : List.of("configs", "secrets")) {
      map(top.get(kind)).values().forEach(v -> files.addAll(strings(map(v).get("file"))));
    }
    Map<String, ServiceEntry> services = new LinkedHashMap<>();
    map(top.get("services"))
        .forEach(
            (name, value) -> {
              Map<String, Object> service = map(value);
              for (Object env : list(service.get("env_file"))) {
                files.addAll(strings(env instanceof Map<?, ?> ? map(env).get("path") : env));
              }
              Map<String, Object> extended = map(service.get("extends"));
              if (extended.get("file") instanceof String file) {
                extensions.add(new Extension(file, String.valueOf(extended.get("service")), name));
              }
              build(service.get("build"), contexts);
              services.put(
                  name,
                  new ServiceEntry(
                      strings(service.get("profiles")), binds(service.get("volumes"))));
            });
    Map<String, TopVolume> volumes = new LinkedHashMap<>();
    map(top.get("volumes"))
        .forEach(
            (key, value) -> {
              Map<String, Object> volume = map(value);
              Object external = volume.get("external");
              Object name = volume.get("name");
              if (external instanceof Map<?, ?>) {
                name = map(external).getOrDefault("name", name == null ? key : name);
              }
              volumes.put(
                  key,
                  new TopVolume(
                      name == null ? null : name.toString(),
                      external instanceof Map<?, ?> || Boolean.TRUE.equals(external)));
            });
    return new ComposeFile(files, includes, extensions, contexts, volumes, services);
  }

  private static void build(@Nullable Object build, Set<String> contexts) {
    if (build instanceof Map<?, ?>) {
      Map<String, Object> entry = map(build);
      contexts.addAll(strings(entry.get("context")));
      if (!entry.containsKey("context") && !entry.containsKey("dockerfile_inline")) {
        contexts.add(".");
      }
      map(entry.get("additional_contexts")).values().forEach(v -> contexts.addAll(strings(v)));
    } else {
      contexts.addAll(strings(build));
    }
    contexts.removeIf(c -> c.contains("://") || c.startsWith("git@") || c.startsWith("service:"));
  }

  private static List<String> binds(@Nullable Object volumes) {
    List<String> binds = new ArrayList<>();
    for (Object volume : list(volumes)) {
      if (volume instanceof Map<?, ?>) {
        Map<String, Object> entry = map(volume);
        if ("bind".equals(entry.get("type"))) {
          binds.addAll(strings(entry.get("source")));
        }
      } else {
        String text = volume.toString();
        String source = text.replaceFirst("(?<!\\$\\{[^}]{0,200}):.*$", "");
        if (text.contains(":") && source.matches("^[./~$].*")) {
          binds.add(source);
        }
      }
    }
    return binds;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(@Nullable Object value) {
    return value instanceof Map<?, ?> ? (Map<String, Object>) value : Map.of();
  }

  private static List<Object> list(@Nullable Object value) {
    if (value == null) {
      return List.of();
    }
    return value instanceof List<?> many ? new ArrayList<>(many) : List.of(value);
  }

  private static List<String> strings(@Nullable Object value) {
    return list(value).stream().filter(String.class::isInstance).map(Object::toString).toList();
  }

  /** Reads what is behind compose's own tags, such as !reset and !override, as if they were not. */
  private static final class TagTolerant extends SafeConstructor {
    TagTolerant(LoaderOptions options) {
      super(options);
      yamlMultiConstructors.put(
          "!",
          new AbstractConstruct() {
            @Override
            public @Nullable Object construct(Node node) {
              return switch (node) {
                case MappingNode mapping -> constructMapping(mapping);
                case SequenceNode sequence -> constructSequence(sequence);
                case ScalarNode scalar -> scalar.getValue();
                default -> null;
              };
            }
          });
    }
  }
}
