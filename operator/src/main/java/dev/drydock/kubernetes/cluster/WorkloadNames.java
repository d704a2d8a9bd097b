// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.cluster;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The names by which policies and snapshots know workloads: their own. Where several kinds have the
 * same one, it is that of the first of them in start order, and the others have their kind behind
 * it, such as {@code web_deployment}: so a StatefulSet keeps its name whatever comes beside it.
 * Kubernetes allows no underscore in names of workloads, so that no two can be the same.
 */
public final class WorkloadNames {
  private static final String SEPARATOR = "_";

  private final Map<String, Workload> byName = new LinkedHashMap<>();

  /** Names of all workloads of a namespace, given in start order. */
  public WorkloadNames(List<Workload> workloads) {
    for (Workload workload : workloads) {
      byName.put(
          byName.containsKey(workload.name())
              ? workload.name() + SEPARATOR + kind(workload)
              : workload.name(),
          workload);
    }
  }

  /** All workloads by name, in their order. */
  public Map<String, Workload> byName() {
    return byName;
  }

  /** The workload of a name; the one that kubectl uses, with kind and slash, is understood, too. */
  public Optional<Workload> find(String name) {
    return Optional.ofNullable(byName.get(name))
        .or(
            () ->
                byName.values().stream()
                    .filter(w -> (kind(w) + "/" + w.name()).equals(name))
                    .findFirst());
  }

  /**
   * The name of one of the servers of a workload: the workload's own for the first one, with the
   * number behind it for the others, such as {@code db_2}.
   *
   * @param workload name of the workload
   * @param number how many are before it
   */
  public static String server(String workload, int number) {
    return number == 0 ? workload : workload + SEPARATOR + number;
  }

  private static String kind(Workload workload) {
    return workload.kind().name().toLowerCase(Locale.ROOT);
  }
}
