// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.sandbox;

import dev.drydock.kubernetes.cluster.NamespaceView;
import dev.drydock.kubernetes.cluster.QuiesceMark;
import dev.drydock.kubernetes.cluster.Workload;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the workloads of a namespace ask for, with the replicas that they will be started with. Init
 * containers count beside the others, though they run before: a bound has to hold, not to fit.
 *
 * @param pods number of pods
 * @param cpu cores
 * @param memory bytes
 */
record Demand(int pods, BigDecimal cpu, BigDecimal memory) {
  /** What a container counts for that requests nothing. */
  static final Map<String, Quantity> DEFAULTS =
      Map.of("cpu", new Quantity("10m"), "memory", new Quantity("32Mi"));

  /** A fifth more, as what admission adds to pods is not known here. */
  private static final BigDecimal MARGIN = new BigDecimal("1.2");

  private static final BigDecimal CPU_OF_JOBS = BigDecimal.ONE;
  private static final BigDecimal MEMORY_OF_JOBS = new BigDecimal(2L << 30);
  private static final int JOBS = 10;

  /** What those of a namespace ask for. */
  static Demand of(NamespaceView view) {
    int pods = 0;
    BigDecimal cpu = BigDecimal.ZERO;
    BigDecimal memory = BigDecimal.ZERO;
    for (Workload workload : view.workloads()) {
      if (!workload.kind().scalable()) {
        continue;
      }
      int replicas =
          Math.max(workload.replicas(), QuiesceMark.replicas(workload.metadata()).orElse(0));
      pods += replicas;
      cpu = cpu.add(request(workload, "cpu").multiply(BigDecimal.valueOf(replicas)));
      memory = memory.add(request(workload, "memory").multiply(BigDecimal.valueOf(replicas)));
    }
    return new Demand(pods, cpu, memory);
  }

  /** Of one pod. */
  private static BigDecimal request(Workload workload, String resource) {
    return Stream.concat(
            workload.pod().getContainers().stream(), workload.pod().getInitContainers().stream())
        .map(container -> request(container, resource))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static BigDecimal request(Container container, String resource) {
    Quantity asked = null;
    if (container.getResources() != null) {
      asked = container.getResources().getRequests().get(resource);
      if (asked == null) {
        asked = container.getResources().getLimits().get(resource);
      }
    }
    return Objects.requireNonNull(asked == null ? DEFAULTS.get(resource) : asked, resource)
        .getNumericalAmount();
  }

  /** As a quota has it: that and what checks need, and movers where they are still there. */
  Map<String, Quantity> hard() {
    Map<String, Quantity> hard = new TreeMap<>();
    hard.put("pods", new Quantity(Integer.toString(pods + JOBS)));
    hard.put(
        "requests.cpu",
        new Quantity(
            cpu.multiply(MARGIN)
                    .add(CPU_OF_JOBS)
                    .movePointRight(3)
                    .setScale(0, RoundingMode.CEILING)
                    .toPlainString()
                + "m"));
    hard.put(
        "requests.memory",
        new Quantity(
            memory
                .multiply(MARGIN)
                .add(MEMORY_OF_JOBS)
                .setScale(0, RoundingMode.CEILING)
                .toPlainString()));
    return hard;
  }
}
