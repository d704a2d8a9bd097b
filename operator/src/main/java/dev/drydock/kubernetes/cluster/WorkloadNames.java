// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.cluster;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The names by which policies know workloads: their own; where two kinds have the same one, with
 * the kind before it, such as {@code deployment/web}.
 */
public final class WorkloadNames {
  private final Map<String, Workload> byName = new LinkedHashMap<>();

  /** Names of all workloads of a namespace. */
  public WorkloadNames(List<Workload> workloads) {
    for (Workload workload : workloads) {
      boolean unique =
          workloads.stream().filter(w -> w.name().equals(workload.name())).count() == 1;
      byName.put(unique ? workload.name() : qualified(workload), workload);
    }
  }

  /** All workloads by name, in their order. */
  public Map<String, Workload> byName() {
    return byName;
  }

  /** The workload of a name; the one with its kind is understood always. */
  public Optional<Workload> find(String name) {
    return Optional.ofNullable(byName.get(name))
        .or(() -> byName.values().stream().filter(w -> qualified(w).equals(name)).findFirst());
  }

  private static String qualified(Workload workload) {
    return workload.kind().name().toLowerCase(Locale.ROOT) + "/" + workload.name();
  }
}
