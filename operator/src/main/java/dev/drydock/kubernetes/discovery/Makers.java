// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.discovery;

import dev.drydock.kubernetes.cluster.NamespaceView;
import dev.drydock.kubernetes.cluster.ObjectKind;
import dev.drydock.kubernetes.cluster.Pods;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What makes objects of an application and is no object that is backed up, such as a custom
 * resource: neither it nor what it makes comes back. Nobody has to read those to know of them.
 */
final class Makers {
  private static final Set<String> TOLD =
      Arrays.stream(ObjectKind.values()).map(Enum::name).collect(Collectors.toSet());

  /** Makers of what does not last. */
  private static final Set<String> PASSING = Set.of("Job", "Node", "Pod");

  private final NamespaceView view;
  private final Chosen chosen;

  Makers(NamespaceView view, Chosen chosen) {
    this.view = view;
    this.chosen = chosen;
  }

  /** What to say of them. */
  List<String> gaps() {
    List<String> gaps = new ArrayList<>();
    Map<String, Set<String>> makers = new TreeMap<>();
    for (ObjectKind kind : ObjectKind.values()) {
      view.of(kind).stream()
          .map(object -> object.getMetadata())
          .filter(object -> chosen.has(kind, object) && !OptOut.of(object))
          .forEach(object -> add(makers, object));
    }
    for (Pod pod : view.strayPods()) {
      ObjectMeta metadata = pod.getMetadata();
      if (!chosen.has(pod) || OptOut.of(metadata)) {
        continue;
      }
      if (Pods.controller(metadata).isEmpty()) {
        gaps.add(
            "Pod %s is of no workload: its manifest is not backed up, and nothing makes it anew. Make it a Deployment, or exclude it by the label drydock.dev/exclude."
                .formatted(metadata.getName()));
      }
      add(makers, metadata);
    }
    makers.forEach(
        (kind, names) ->
            gaps.add(
                "%s %s makes objects of this application; it is not backed up, nor are they: keep its manifest elsewhere."
                    .formatted(kind, String.join(", ", names))));
    return gaps;
  }

  private static void add(Map<String, Set<String>> makers, ObjectMeta object) {
    foreign(object)
        .ifPresent(
            by -> makers.computeIfAbsent(by.getKind(), kind -> new TreeSet<>()).add(by.getName()));
  }

  private static Optional<OwnerReference> foreign(ObjectMeta object) {
    return Pods.controller(object)
        .filter(by -> !TOLD.contains(by.getKind()) && !PASSING.contains(by.getKind()));
  }
}
