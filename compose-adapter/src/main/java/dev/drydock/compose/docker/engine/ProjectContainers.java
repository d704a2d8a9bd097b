// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.engine;

import com.github.dockerjava.api.model.Container;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The containers of a compose project, and the order in which their services start. */
public final class ProjectContainers {
  private final List<ContainerView> containers;
  private final Map<String, Integer> levels;

  private ProjectContainers(List<ContainerView> containers) {
    this.levels = levels(containers);
    this.containers =
        containers.stream()
            .sorted(
                Comparator.comparing((ContainerView c) -> level(c.service()))
                    .thenComparing(ContainerView::service)
                    .thenComparing(ContainerView::number))
            .toList();
  }

  /** The containers that a project has on this engine, running or not. */
  public static ProjectContainers of(DockerEngine engine, String project) {
    List<ContainerView> views = new ArrayList<>();
    for (Container container : engine.containers(Map.of(Labels.PROJECT, project))) {
      Map<String, String> labels = container.getLabels();
      if (!"True".equalsIgnoreCase(labels == null ? "" : labels.get(Labels.ONEOFF))) {
        engine.inspect(container.getId()).map(ContainerView::of).ifPresent(views::add);
      }
    }
    return of(views);
  }

  /** These containers. */
  public static ProjectContainers of(List<ContainerView> containers) {
    return new ProjectContainers(containers);
  }

  /** All of them, in start order. */
  public List<ContainerView> all() {
    return containers;
  }

  /** Names of their services, in start order. */
  public List<String> services() {
    return containers.stream().map(ContainerView::service).distinct().toList();
  }

  /** The first container of a service: a running one if there is one. */
  public Optional<ContainerView> ofService(String service) {
    return containers.stream()
        .filter(container -> container.service().equals(service))
        .min(Comparator.comparing(container -> !container.status().equals("running")));
  }

  /** Services that this container's service starts after. */
  public Set<String> dependencies(ContainerView container) {
    return dependencies(container, containers);
  }

  /** The container whose network this one shares. */
  public Optional<ContainerView> sharedNetwork(ContainerView container) {
    return sharedNetwork(container, containers);
  }

  private static Optional<ContainerView> sharedNetwork(
      ContainerView container, List<ContainerView> all) {
    String mode = container.networkMode();
    if (!mode.startsWith("container:")) {
      return Optional.empty();
    }
    String id = mode.substring("container:".length());
    return all.stream().filter(other -> other.id().equals(id) || other.name().equals(id)).findAny();
  }

  /** Position in the start order; services of the same level do not depend on each other. */
  public int level(String service) {
    return levels.getOrDefault(service, 0);
  }

  private static Map<String, Integer> levels(List<ContainerView> containers) {
    Map<String, Set<String>> edges = new LinkedHashMap<>();
    for (ContainerView container : containers) {
      edges
          .computeIfAbsent(container.service(), s -> new LinkedHashSet<>())
          .addAll(dependencies(container, containers));
    }
    Map<String, Integer> levels = new HashMap<>();
    edges.keySet().forEach(service -> levels.put(service, 0));
    // longest path; a cycle, which compose refuses anyway, ends after as many rounds as services
    for (int round = 0; round < edges.size(); round++) {
      for (Map.Entry<String, Set<String>> edge : edges.entrySet()) {
        for (String dependency : edge.getValue()) {
          int needed = levels.getOrDefault(dependency, -1) + 1;
          if (needed > levels.getOrDefault(edge.getKey(), 0) && needed < edges.size()) {
            levels.put(edge.getKey(), needed);
          }
        }
      }
    }
    return levels;
  }

  private static Set<String> dependencies(ContainerView container, List<ContainerView> all) {
    Set<String> dependencies = new LinkedHashSet<>();
    for (String part : container.labels().getOrDefault(Labels.DEPENDS_ON, "").split(",", -1)) {
      String service = part.split(":", 2)[0].strip();
      if (!service.isEmpty() && !service.equals(container.service())) {
        dependencies.add(service);
      }
    }
    sharedNetwork(container, all)
        .map(ContainerView::service)
        .filter(service -> !service.equals(container.service()))
        .ifPresent(dependencies::add);
    return dependencies;
  }
}
